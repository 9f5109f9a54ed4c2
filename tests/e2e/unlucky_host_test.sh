#!/usr/bin/env bash
# What can be wrong around a scan: a damaged database, a folder given as a file, no thread and little memory to be had.
set -euo pipefail
work=${TEST_TMPDIR:-$(mktemp -d)}
claircore/testing/make_image examples/demo/image.recipe "$work/image"
cp -rL examples/demo/feeds "$work/feeds"
for folder in "$work"/feeds/osv/*/; do
  (cd "$folder" && python3 -m zipfile -c all.zip ./*.json && rm ./*.json)
done
exec python3 tests/e2e/unlucky_host_test.py examples/clairscan/clairscan "$work"
