"""packaging's SpecifierSet.contains on lines "RANGE<TAB>VERSION": '1', '0' or '!'."""
import functools
import sys

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version


@functools.lru_cache(maxsize=1 << 14)
def specifiers(text):
    try:
        return SpecifierSet(text)
    except InvalidSpecifier:
        return None


for line in sys.stdin.buffer:
    text, version = (s.decode("latin-1") for s in line.rstrip(b"\n").split(b"\t"))
    try:
        known = specifiers(text)
        print("!" if known is None else int(known.contains(Version(version), prereleases=True)))
    except InvalidVersion:
        print("!")
