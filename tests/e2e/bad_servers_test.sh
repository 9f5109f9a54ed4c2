#!/usr/bin/env bash
# Updates from servers that fail, drip, lie or know a password: what they may and may not do.
exec python3 tests/e2e/bad_servers_test.py examples/clairscan/clairscan
