"""Counts what `bazel test` printed, and says what was skipped and why.

  python3 tools/summary.py LOG TESTLOGS [EXTRA_PASSED EXTRA_FAILED]

LOG is what bazel printed, TESTLOGS its folder of logs. Passed and failed are test targets; skipped are
single tests within targets that passed: a judge or the data that they need are missing. Each stands
above the last line with its reason. With CLAIRCORE_JUDGES=all a skipped test is a failure, as a full
machine has every judge; what stands in ALWAYS_OPTIONAL is not counted so.
"""
import os
import re
import sys

RESULT = re.compile(r"^(//\S+)\s+(?:\(cached\) )?"
                    r"(PASSED|FLAKY|FAILED TO BUILD|FAILED|TIMEOUT|NO STATUS)\b", re.M)
# GoogleTest says "[ RUN ] name", the message of GTEST_SKIP() behind "Skipped", "[  SKIPPED ] name".
GTEST = re.compile(r"^\[ RUN      \] (\S+)\n(.*?)^\[  SKIPPED \] \1 \(", re.M | re.S)
# Our scripts say it in a line of their own.
SCRIPT = re.compile(r"^(?:SKIPPED|skipped:?)[ :]+(.+)$", re.M)

# Needs what no package of Debian's has, by its own words.
ALWAYS_OPTIONAL = ("names no folder", "names no packages")


def skips(text):
    for match in GTEST.finditer(text):
        lines = [line.strip() for line in match[2].splitlines() if line.strip()]
        at = next((i for i, line in enumerate(lines) if line.endswith(": Skipped")), -1)
        yield match[1], " ".join(lines[at + 1:at + 2])
    for match in SCRIPT.finditer(text):
        yield "", match[1].strip()


def read_log(testlogs, label):
    folder = os.path.join(testlogs, label[2:].replace(":", "/"))
    text = ""
    for path, _, files in os.walk(folder):
        if "test.log" in files:
            with open(os.path.join(path, "test.log"), encoding="utf-8", errors="replace") as log:
                text += log.read()
    return text


def main(arguments):
    with open(arguments[0], encoding="utf-8", errors="replace") as log:
        results = dict(RESULT.findall(log.read()))
    passed, failed, skipped = (int(arguments[2]), int(arguments[3]), 0) if arguments[2:] else (0, 0, 0)
    every = os.environ.get("CLAIRCORE_JUDGES") == "all"
    for label, result in sorted(results.items()):
        if result not in ("PASSED", "FLAKY"):
            failed += 1
            continue
        missing = 0
        for name, reason in skips(read_log(arguments[1], label)):
            print(f"skipped: {label}{' ' if name else ''}{name}: {reason or 'without a reason'}")
            skipped += 1
            missing += not any(words in reason for words in ALWAYS_OPTIONAL)
        if every and missing:
            print(f"failed: {label}: CLAIRCORE_JUDGES=all, and {missing} of its tests were skipped")
            failed += 1
        else:
            passed += 1
    if passed == 0 and failed == 0:
        failed = 1  # a run of nothing has shown nothing
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
