#!/usr/bin/env bash
set -euo pipefail
exec python3 -B tests/e2e/packs_test.py examples/clairscan/clairscan
