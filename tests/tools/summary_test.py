"""What tools/summary.py makes of a run: summary_test.py SUMMARY."""
import os
import subprocess
import sys
import tempfile
import unittest

SUMMARY = sys.argv.pop(1)

SKIPPING = """[==========] Running 2 tests from 1 test suite.
[ RUN      ] FeedTest.Real
tests/feed_test.cc:64: Skipped
no real feeds: the variable is not set

[  SKIPPED ] FeedTest.Real (0 ms)
[ RUN      ] FeedTest.Made
[       OK ] FeedTest.Made (1 ms)
[  PASSED  ] 1 test.
[  SKIPPED ] 1 test, listed below:
[  SKIPPED ] FeedTest.Real
"""


class SummaryTest(unittest.TestCase):
    def run_on(self, printed, logs, judges="", extra=()):
        with tempfile.TemporaryDirectory() as folder:
            for label, text in logs.items():
                path = os.path.join(folder, label[2:].replace(":", "/"))
                os.makedirs(path)
                with open(os.path.join(path, "test.log"), "w", encoding="utf-8") as log:
                    log.write(text)
            with open(os.path.join(folder, "printed"), "w", encoding="utf-8") as log:
                log.write(printed)
            run = subprocess.run(
                [sys.executable, "-B", SUMMARY, os.path.join(folder, "printed"), folder,
                 *map(str, extra)], capture_output=True, text=True,
                env={**os.environ, "CLAIRCORE_JUDGES": judges})
        lines = run.stdout.splitlines()
        return run.returncode, lines[-1], lines[:-1]

    def test_passed_and_failed(self):
        printed = ("//a:one_test      PASSED in 0.3s\n//a:two_test  (cached) PASSED in 1.0s\n"
                   "//b:bad_test      FAILED in 0.1s\n//b:slow_test   TIMEOUT in 60.0s\n"
                   "//b:odd_test   FAILED TO BUILD\n//b:none_test   NO STATUS\n")
        self.assertEqual(self.run_on(printed, {})[:2], (1, "2 passed, 4 failed, 0 skipped"))

    def test_what_ran_beside_bazel_counts(self):
        self.assertEqual(self.run_on("//a:t  PASSED in 1s\n", {}, extra=(1, 0))[:2],
                         (0, "2 passed, 0 failed, 0 skipped"))
        self.assertEqual(self.run_on("//a:t  PASSED in 1s\n", {}, extra=(0, 1))[:2],
                         (1, "1 passed, 1 failed, 0 skipped"))

    def test_a_skip_is_counted_and_its_reason_said(self):
        code, last, above = self.run_on("//a:feed_test  PASSED in 1s\n",
                                        {"//a:feed_test": SKIPPING})
        self.assertEqual((code, last), (0, "1 passed, 0 failed, 1 skipped"))
        self.assertEqual(above, ["skipped: //a:feed_test FeedTest.Real: "
                                 "no real feeds: the variable is not set"])

    def test_scripts_skip_in_a_line(self):
        _, last, above = self.run_on("//a:s  PASSED in 1s\n", {"//a:s": "SKIPPED dpkg: no dpkg\n"})
        self.assertEqual(last, "1 passed, 0 failed, 1 skipped")
        self.assertEqual(above, ["skipped: //a:s: dpkg: no dpkg"])

    def test_all_judges_are_wanted(self):
        logs = {"//a:feed_test": SKIPPING}
        code, last, _ = self.run_on("//a:feed_test  PASSED in 1s\n", logs, judges="all")
        self.assertEqual((code, last), (1, "0 passed, 1 failed, 1 skipped"))

    def test_nothing_that_ran_is_no_success(self):
        self.assertEqual(self.run_on("nothing to do\n", {})[:2], (1, "0 passed, 1 failed, 0 skipped"))


if __name__ == "__main__":
    unittest.main()
