#!/usr/bin/env python3
"""tidy_groups: sources that can be read together, one file of #include lines for each group.

    tools/tidy_groups.py OUT_FOLDER SOURCE_FOLDER...

clang-tidy spends most of its time on the headers of a source, not on the source. Read eighteen
sources at once and the headers are paid for once. Two sources cannot be read together when one
uses a name which the other has in an unnamed namespace; this looks for such names by text, and
takes two for clashing rather too often than too seldom. `rocks_*` are left out: RocksDB's headers
are not ours to judge.

Prints the files written, one a line.
"""
import functools
import pathlib
import re
import sys

GROUP_SOURCES_MAX = 18


def names_of(text):
    """All identifiers of a source, without comments and strings."""
    return frozenset(re.findall(r'[A-Za-z_]\w*', re.sub(r'//.*|"(?:\\.|[^"\\])*"', '', text)))


def own_names_of(text):
    """What a source declares at the outer level of its unnamed namespaces."""
    own = set()
    inside = False
    for line in text.split('\n'):
        if line == 'namespace {':
            inside = True
        elif line.startswith('}  // namespace'):
            inside = False
        elif inside and line and line[0] not in ' }/#':
            declared = re.search(r'([A-Za-z_]\w*)\s*(?:\(|=|\{|;|\[|:(?!:))', line)
            if declared:
                own.add(declared.group(1))
    return own


@functools.cache
def headers_of(path):
    """Our headers a file includes, whatever the depth."""
    found = set()
    pattern = r'^#include "((?:engine|adapters)/[^"]+)"'
    for header in re.findall(pattern, pathlib.Path(path).read_text(), re.M):
        found |= {header} | headers_of(header)
    return frozenset(found)


@functools.cache
def names_of_file(path):
    return names_of(pathlib.Path(path).read_text())


class Group:
    def __init__(self):
        self.sources = []
        self.names = set()
        self.own = set()

    def takes(self, names, own):
        return len(self.sources) < GROUP_SOURCES_MAX and not own & self.names | names & self.own

    def add(self, source, names, own):
        self.sources.append(source)
        self.names |= names
        self.own |= own


def groups_of(sources):
    groups = []
    for source in sources:
        names = names_of_file(source).union(*map(names_of_file, headers_of(source)))
        own = own_names_of(source.read_text())
        group = next((g for g in groups if g.takes(names, own)), None)
        if group is None:
            group = Group()
            groups.append(group)
        group.add(source, names, own)
    return groups


def main(out_folder, *folders):
    out = pathlib.Path(out_folder)
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob('*.cc'):
        old.unlink()
    sources = [source for folder in folders for source in sorted(pathlib.Path(folder).glob('*.cc'))
               if not source.name.startswith('rocks_')]
    for i, group in enumerate(groups_of(sources)):
        path = out / f'group_{i:02}.cc'
        path.write_text(''.join(f'#include "{source}"\n' for source in group.sources))
        print(path)


if __name__ == '__main__':
    main(*sys.argv[1:])
