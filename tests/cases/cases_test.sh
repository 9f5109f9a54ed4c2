#!/usr/bin/env bash
# Runs every case beside the shared data: tests/cases/cases_test.sh [MODE [NAME...]]
set -euo pipefail
exec python3 -B tests/cases/driver.py examples/clairscan/clairscan "$@"
