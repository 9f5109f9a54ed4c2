"""tools/bazel.sh shows the build's progress on a terminal, and nothing of it in a pipe.

Usage: build_progress_test.py BAZEL_SH
"""

import os
import pty
import subprocess
import sys
import tempfile
import unittest

BAZEL_SH = os.path.abspath(sys.argv[1])


def flags(stdout, stderr, says=""):
    with tempfile.TemporaryDirectory() as cache, tempfile.NamedTemporaryFile("r") as out:
        subprocess.run(["bash", "-euc", f'{says} . "$0"; printf "%s\\n" "${{bazel_flags[@]}}" >"$1"',
                        BAZEL_SH, out.name], stdout=stdout, stderr=stderr, check=True,
                       env=dict(os.environ, CLAIRCORE_DISK_CACHE=cache, TERM="xterm"))
        return out.read().split()


class BuildProgress(unittest.TestCase):
    def test_a_terminal_sees_it_and_a_pipe_does_not(self):
        _, terminal = pty.openpty()
        pipe = subprocess.DEVNULL
        for stdout, stderr, says, seen in ((pipe, pipe, "", False), (terminal, pipe, "", False),
                                           (pipe, terminal, "", True), (terminal, terminal, "", True),
                                           # tools/test says all on standard output.
                                           (pipe, terminal, "bazel_says=1;", False),
                                           (terminal, pipe, "bazel_says=1;", True)):
            got = flags(stdout, stderr, says)
            self.assertEqual("--curses=yes" in got, seen, got)
            self.assertEqual("--noshow_progress" in got, not seen, got)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
