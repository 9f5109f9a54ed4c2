#!/bin/sh
# embed prints the known vulnerabilities of the demo image: embed_test.sh EMBED MAKE_IMAGE RECIPE FEED
set -eu
layout=$TEST_TMPDIR/layout
"$2" "$3" "$layout"
# Copies, as a feed directory is never left through links, and runfiles are links.
cp -rL "$(dirname "$(dirname "$(dirname "$4")")")" "$TEST_TMPDIR/feeds"
"$1" "$layout" "$TEST_TMPDIR/feeds" >"$TEST_TMPDIR/report.json"
grep -q '"CVE-' "$TEST_TMPDIR/report.json" || {
  cat "$TEST_TMPDIR/report.json"
  echo "no vulnerability in the report" >&2
  exit 1
}
# No arguments is a mistake, not a crash.
status=0
"$1" || status=$?
[ "$status" -eq 2 ]
