#!/usr/bin/env bash
set -euo pipefail
exec python3 -B tests/cli/terminal_test.py examples/clairscan/clairscan CHANGELOG.md
