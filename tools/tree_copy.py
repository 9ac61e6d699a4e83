"""A copy of the sources to build apart: what tools/mutants and tools/sabotage spoil."""

import filecmp
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


def files_below(folder):
    return {os.path.relpath(os.path.join(root, name), folder)
            for root, _, names in os.walk(folder) for name in names}


def copy_file(source, copy):
    """Unless it is the same already: what was built from it then still stands."""
    if os.path.exists(copy) and filecmp.cmp(source, copy, shallow=False):
        return
    os.makedirs(os.path.dirname(copy), exist_ok=True)
    shutil.copyfile(source, copy)  # With the time of now, so that it is built again.
    shutil.copymode(source, copy)


def copy_sources(place):
    """The same files with the same content; a second run builds only what changed."""
    for name in COPIED:
        source, copy = os.path.join(ROOT, name), os.path.join(place, name)
        if not os.path.isdir(source):
            copy_file(source, copy)
            continue
        wanted = files_below(source)
        for gone in files_below(copy) - wanted:
            os.remove(os.path.join(copy, gone))
        for path in wanted:
            copy_file(os.path.join(source, path), os.path.join(copy, path))


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
