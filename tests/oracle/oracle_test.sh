#!/bin/sh
# oracle_test.sh COMPARE_LINES ORACLE_PY SCHEME [PAIRS [SEED]]: our order against the ecosystem's own
# program. A scheme whose program is not installed is skipped with a line that names its package.
/usr/bin/python3 "$2" "$3" "${4:-20000}" --seed "${5:-1}" --ours "$1"
status=$?
[ $status -eq 77 ] && exit 0
exit $status
