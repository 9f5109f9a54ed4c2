"""libalpm's alpm_pkg_vercmp on lines "A<TAB>B": '<', '=' or '>'."""
import ctypes
import ctypes.util
import sys

alpm = ctypes.CDLL(ctypes.util.find_library("alpm"))
for line in sys.stdin.buffer:
    a, b = line.rstrip(b"\n").split(b"\t")
    c = alpm.alpm_pkg_vercmp(a, b)
    print("<" if c < 0 else ">" if c > 0 else "=")
