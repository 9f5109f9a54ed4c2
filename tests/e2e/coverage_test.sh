#!/usr/bin/env bash
set -euo pipefail
exec python3 -B tests/e2e/coverage_test.py examples/clairscan/clairscan
