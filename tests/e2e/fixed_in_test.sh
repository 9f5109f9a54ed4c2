#!/usr/bin/env bash
set -euo pipefail
exec python3 -B tests/e2e/fixed_in_test.py examples/clairscan/clairscan
