"""What tools/check refuses, in small trees of its own: check_test.py CHECK CLANG_TIDY_FILE."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

CHECK = os.path.realpath(sys.argv.pop(1))
TIDY = os.path.realpath(sys.argv.pop(1))

CLEAN = "int Twice(int x) { return 2 * x; }\n"
MUTEX = """
class __attribute__((capability("mutex"))) Mutex {
 public:
  void Lock() __attribute__((acquire_capability()));
  void Unlock() __attribute__((release_capability()));
};
class Counter {
 public:
  void Add() { MUTATE }
 private:
  Mutex mutex_;
  int n_ __attribute__((guarded_by(mutex_))) = 0;
};
"""


class CheckTest(unittest.TestCase):
    def setUp(self):
        self.work = tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR"))
        self.root = os.path.realpath(self.work.name)
        shutil.copy(TIDY, os.path.join(self.root, ".clang-tidy"))
        os.mkdir(os.path.join(self.root, "claircore"))
        self.git("init", "-q")
        self.write("claircore/clean.cc", CLEAN)
        self.commit()
        self.write("claircore/other.cc", "int Thrice(int x) { return 3 * x; }\n")
        self.commit()

    def tearDown(self):
        self.work.cleanup()

    def git(self, *words):
        subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@b.c", *words], cwd=self.root,
                       check=True, capture_output=True)

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-qm", "A change")

    def write(self, path, text):
        with open(os.path.join(self.root, path), "w", encoding="utf-8") as out:
            out.write(text)

    def check(self, *arguments):
        run = subprocess.run([sys.executable, "-B", CHECK, "--root", self.root, *arguments],
                             capture_output=True, text=True)
        return run.returncode, run.stdout, run.stderr

    def refused(self, text, words):
        self.write("claircore/new.cc", text)
        code, said, _ = self.check()
        self.assertEqual(code, 1, said)
        self.assertIn("claircore/new.cc:", said)
        self.assertIn(words, said)

    def test_nothing_wrong(self):
        code, said, count = self.check("--all")
        self.assertEqual((code, said), (0, ""))
        self.assertIn("2 sources, 0 complaints", count)

    def test_only_what_changed(self):
        self.assertIn("1 sources", self.check()[2])

    def test_a_bug(self):
        self.refused("double Half(int x) { return x / 2 * 0.5; }\n", "bugprone-integer-division")

    def test_waste(self):
        self.refused("struct Big { Big(const Big&); int a[99]; };\n"
                     "int First(const Big b) { return b.a[0]; }\n",
                     "performance-unnecessary-value-param")

    def test_a_member_without_its_lock(self):
        self.refused(MUTEX.replace("MUTATE", "++n_;"), "thread-safety")

    def test_a_member_with_its_lock(self):
        self.write("claircore/new.cc", MUTEX.replace("MUTATE", "mutex_.Lock(); ++n_; mutex_.Unlock();"))
        self.assertEqual(self.check()[:2], (0, ""))

    def test_what_does_not_compile(self):
        self.refused("int f() { return no_such_name; }\n", "no_such_name")


if __name__ == "__main__":
    unittest.main()
