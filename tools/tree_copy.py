"""A copy of the sources to build apart: what tools/mutants and tools/sabotage spoil."""

import os
import shutil
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COPIED = ("CMakeLists.txt", "cmake", "proto", "engine", "adapters", "tools", "tests", "bench")


def quiet(command, check=False, timeout=None, log=None):
    """Runs it and returns its exit code; its words go to the file `log`, or nowhere."""
    if log is None:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              check=check, timeout=timeout).returncode
    with open(log, "a", encoding="utf-8") as words:
        return subprocess.run(command, stdout=words, stderr=words, check=check,
                              timeout=timeout).returncode


def copy_sources(place):
    """Only what is newer is copied, so that a second run builds little."""
    os.makedirs(place, exist_ok=True)
    for name in COPIED:
        source = os.path.join(ROOT, name)
        if os.path.isdir(source):
            subprocess.run(["cp", "-a", "-u", "-T", source, os.path.join(place, name)], check=True)
        else:
            shutil.copy2(source, place)


class Spoilt:
    """A file of the copy with another content, for as long as the `with` lasts."""

    def __init__(self, place, path, text):
        self.path, self.text = os.path.join(place, path), text

    def __enter__(self):
        shutil.copy2(self.path, self.path + ".kept")
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(self.text)

    def __exit__(self, *unused):
        shutil.move(self.path + ".kept", self.path)
        os.utime(self.path)
