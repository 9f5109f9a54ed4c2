#!/usr/bin/env bash
set -euo pipefail
exec python3 -B tests/e2e/verdict_test.py examples/clairscan/clairscan
