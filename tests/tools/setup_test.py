"""Which packages tools/setup takes, on releases of Debian that name them differently: setup_test.py SETUP."""
import os
import subprocess
import sys
import tempfile
import unittest

SETUP = os.path.realpath(sys.argv.pop(1))

# Programs that answer from files: what is installed, what apt offers.
FAKES = {
    "dpkg-query": 'grep -qx "${@: -1}" "$HERE/installed" && printf installed',
    "apt-cache": '[ "$1" = policy ] && grep -qx "$2" "$HERE/offered" && echo "  Candidate: 1.0"',
    "apt-get": 'echo "$*" >>"$HERE/asked"',
    "id": 'cat "$HERE/user"',
}


class SetupTest(unittest.TestCase):
    def setUp(self):
        self.work = tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR"))
        self.here = self.work.name
        for name, body in FAKES.items():
            path = os.path.join(self.here, name)
            with open(path, "w", encoding="utf-8") as out:
                out.write(f"#!/bin/bash\nHERE={self.here}\n{body}\n")
            os.chmod(path, 0o755)

    def tearDown(self):
        self.work.cleanup()

    def write(self, name, words):
        with open(os.path.join(self.here, name), "w", encoding="utf-8") as out:
            out.write("".join(word + "\n" for word in words))

    def setup_says(self, arguments=(), installed=(), offered=(), user="0"):
        self.write("installed", installed)
        self.write("offered", offered)
        self.write("user", [user])
        self.write("asked", [])
        run = subprocess.run(["bash", SETUP, *arguments], capture_output=True, text=True,
                             env={"PATH": f"{self.here}:/usr/bin:/bin"})
        with open(os.path.join(self.here, "asked"), encoding="utf-8") as asked:
            return run.returncode, run.stdout + run.stderr, asked.read()

    def everything(self):
        """All names of a bare machine whose apt knows nothing yet."""
        _, said, _ = self.setup_says(["--test"], user="1000")
        return said.split("--no-install-recommends ")[1].split()

    def test_nothing_to_do(self):
        code, said, asked = self.setup_says(["--test"], installed=self.everything())
        self.assertEqual((code, said, asked), (0, "", ""))

    def test_another_release_has_other_names(self):
        names = self.everything()
        self.assertIn("clang-14", names)
        newer = [n.replace("-14", "-19") for n in names]
        code, said, asked = self.setup_says(["--test"], offered=newer)
        self.assertEqual(code, 0, said)
        self.assertIn(" clang-19 ", asked)
        self.assertIn(" libclang-rt-19-dev", asked)
        self.assertNotIn("-14", asked)

    def test_one_that_is_installed_is_enough(self):
        names = [n.replace("clang-14", "clang-19") for n in self.everything()]
        self.assertEqual(self.setup_says(["--test"], installed=names), (0, "", ""))

    def test_a_judge_that_a_release_lacks_is_left_out(self):
        names = [n for n in self.everything() if n != "opam"]
        code, said, asked = self.setup_says(["--test"], offered=names)
        self.assertEqual(code, 0, said)
        self.assertIn("this release has no opam", said)
        self.assertNotIn(" opam", asked)
        # And is not looked for again.
        self.assertEqual(self.setup_says(["--test"], installed=names, offered=names), (0, "", ""))

    def test_what_a_build_needs_is_never_left_out(self):
        names = [n for n in self.everything() if n != "libre2-dev"]
        _, _, asked = self.setup_says([], offered=names)
        self.assertIn(" libre2-dev", asked)

    def test_who_may_not_install_is_told_how(self):
        code, said, asked = self.setup_says([], user="1000")
        self.assertEqual((code, asked), (1, ""))
        self.assertIn("apt-get install -y --no-install-recommends", said)
        self.assertIn(" libabsl-dev ", said)


if __name__ == "__main__":
    unittest.main()
