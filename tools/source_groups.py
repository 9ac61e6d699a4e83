#!/usr/bin/env python3
"""source_groups: which sources can be read together, as one file of #include lines.

    tools/source_groups.py files OUT_FOLDER SOURCE_FOLDER...   for clang-tidy
    tools/source_groups.py cmake OUT_FILE < TARGETS            for the compiler

A compiler, and clang-tidy even more so, spends most of its time on the headers of a source and on
what it makes of their templates, not on the source. Read several sources at once and that is paid
for once. Two sources cannot be read together when one uses a name which the other has in an
unnamed namespace; this looks for such names by text, and takes two for clashing rather too often
than too seldom.

files: writes one file a group and prints their names. Leaves out `rocks_*`: RocksDB's headers are
       not ours to judge.
cmake: reads a line a target, NAME and SOURCES with tabs between, and writes what CMake must know to build their
       sources in groups. A source of two targets stays alone.
"""
import collections
import functools
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TIDY_SOURCES_MAX = 18
BUILD_SOURCES_MAX = 8  # So that the cores share a target.

# What is looked up in a class or in a namespace of others clashes with nothing of ours.
QUALIFIED = re.compile(r'(?:->|\.|\b(?:std|absl|v1|testing)::)[A-Za-z_]\w*')
DECLARED = re.compile(r'([A-Za-z_]\w*)\s*(?:\(|=|\{|;|\[|:(?!:))')
DECLARED_TYPE = re.compile(r'(?:class|struct|union|enum class|enum) ([A-Za-z_]\w*)')
DECLARED_MATCHER = re.compile(r'MATCHER(?:_P\d*)?\((\w+)')
DECLARES_NONE = re.compile(r'TEST|INSTANTIATE_|using ::|template|static_assert|namespace')
KEYWORDS = {'void', 'bool', 'int', 'char', 'const', 'decltype', 'operator'}


def names_of(text):
    """The identifiers that a source looks up, without comments and strings."""
    bare = re.sub(r'//.*|"(?:\\.|[^"\\])*"', '', text)
    return frozenset(re.findall(r'[A-Za-z_]\w*', QUALIFIED.sub(' ', bare)))


def declared_in(line):
    if DECLARES_NONE.match(line):
        return None
    known = DECLARED_TYPE.match(line) or DECLARED_MATCHER.match(line)
    if known:
        return known.group(1)
    return next((name for name in DECLARED.findall(line) if name not in KEYWORDS), None)


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
            own.add(declared_in(line))
    return own - {None}


@functools.cache
def headers_of(path):
    """Our headers that a file includes, whatever the depth; not those that a build writes."""
    found = set()
    pattern = r'^#include "((?:engine|adapters|tools|tests|bench)/[^"]+)"'
    for name in re.findall(pattern, path.read_text(), re.M):
        header = ROOT / name
        if header.exists():
            found |= {header} | headers_of(header)
    return frozenset(found)


@functools.cache
def names_of_file(path):
    return names_of(path.read_text())


class Group:
    def __init__(self):
        self.sources = []
        self.names = set()
        self.own = set()

    def takes(self, names, own):
        return not own & self.names | names & self.own

    def add(self, source, names, own):
        self.sources.append(source)
        self.names |= names
        self.own |= own


def groups_of(sources, sources_max):
    groups = []
    for source in sources:
        names = names_of_file(source).union(*map(names_of_file, headers_of(source)))
        own = own_names_of(source.read_text())
        group = next((group for group in groups
                      if len(group.sources) < sources_max and group.takes(names, own)), None)
        if group is None:
            group = Group()
            groups.append(group)
        group.add(source, names, own)
    return groups


def write_files(out_folder, *folders):
    out = pathlib.Path(out_folder)
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob('*.cc'):
        old.unlink()
    sources = [source for folder in folders for source in sorted((ROOT / folder).glob('*.cc'))
               if not source.name.startswith('rocks_')]
    for i, group in enumerate(groups_of(sources, TIDY_SOURCES_MAX)):
        path = out / f'group_{i:02}.cc'
        path.write_text(''.join(f'#include "{source.relative_to(ROOT)}"\n'
                                for source in group.sources))
        print(path)


def write_cmake(out_file):
    targets = [(name, list(map(pathlib.Path, sources)))
               for name, *sources in (line.rstrip('\n').split('\t') for line in sys.stdin)]
    uses = collections.Counter(source for _, sources in targets for source in sources)
    lines = []
    for name, sources in targets:
        groups = groups_of([source for source in sources if uses[source] == 1], BUILD_SOURCES_MAX)
        groups = [group.sources for group in groups if len(group.sources) > 1]
        if groups:
            lines.append(f'set_target_properties({name} PROPERTIES '
                         'UNITY_BUILD ON UNITY_BUILD_MODE GROUP)\n')
        for i, group in enumerate(groups):
            quoted = ' '.join(f'"{source}"' for source in group)
            lines.append(f'set_source_files_properties({quoted}\n'
                         f'  TARGET_DIRECTORY {name} PROPERTIES UNITY_GROUP {i})\n')
    pathlib.Path(out_file).write_text(''.join(lines))


if __name__ == '__main__':
    {'files': write_files, 'cmake': write_cmake}[sys.argv[1]](*sys.argv[2:])
