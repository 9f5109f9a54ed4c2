"""packaging.version's verdict on lines "A<TAB>B": '<', '=', '>' or '!'."""
import functools
import sys

from packaging.version import InvalidVersion, Version

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)


@functools.lru_cache(maxsize=1 << 16)
def parse(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None


for line in sys.stdin.buffer:
    a, b = (parse(s.decode("latin-1")) for s in line.rstrip(b"\n").split(b"\t"))
    if a is None or b is None:
        print("!")
    else:
        print("<" if a < b else ">" if a > b else "=")
