#!/usr/bin/env bash
# The demo of tools/scan: the report is what README shows, and exit codes are what CI jobs rely on.
set -euo pipefail
scan=examples/clairscan/clairscan
work=${TEST_TMPDIR:-$(mktemp -d)}
claircore/testing/make_image examples/demo/image.recipe "$work/image"
cp -rL examples/demo/feeds "$work/feeds"
for folder in "$work"/feeds/osv/*/; do
  (cd "$folder" && python3 -m zipfile -c all.zip ./*.json && rm ./*.json)
done

fail() { echo "FAILED: $*"; exit 1; }
expect() { # expect CODE COMMAND...
  local want=$1 got=0
  shift
  "$@" >"$work/out" 2>"$work/err" || got=$?
  [ "$got" -eq "$want" ] || { cat "$work/out" "$work/err"; fail "$* exited with $got, not $want"; }
}

# Without data there is no verdict.
expect 3 "$scan" scan --db "$work/none" "oci:$work/image"
grep -q 'no vulnerability data' "$work/err" || fail "no word about missing data"
expect 3 "$scan" scan --db "$work/none" "oci:$work/image" --fail-on low

expect 0 "$scan" update --db "$work/db" --from "$work/feeds"
expect 0 "$scan" update --db "$work/db" --from "$work/feeds"
grep -q 'debian: unchanged' "$work/out" || fail "an unchanged feed was taken again"

expect 0 "$scan" scan --db "$work/db" "oci:$work/image" --format tsv
cut -f1-3 "$work/out" >"$work/found"
diff -u - "$work/found" <<'END' || fail "the findings"
#package	version	id
minimist	0.0.10	GHSA-xvch-5gv4-984h
lodash	4.17.15	GHSA-35jh-r3h4-6jhm
requests	2.30.0	PYSEC-2023-74
libc6	2.36-9+deb12u1	CVE-2010-4756
curl	7.88.1-10+deb12u1	CVE-2023-38545
libc6	2.36-9+deb12u1	CVE-2023-4911
libcrypto1.1	1.1.1c-r0	CVE-2019-1547
libcrypto1.1	1.1.1c-r0	CVE-2019-1549
libcrypto1.1	1.1.1c-r0	CVE-2019-1563
libcurl4	7.88.1-10+deb12u1	CVE-2023-38545
libssl1.1	1.1.1c-r0	CVE-2019-1547
libssl1.1	1.1.1c-r0	CVE-2019-1549
libssl1.1	1.1.1c-r0	CVE-2019-1563
musl	1.1.22-r2	CVE-2019-14697
END

# README shows what is printed: each line of its sample but the day of the data.
expect 0 "$scan" scan --db "$work/db" "oci:$work/image"
sed -n '/^\$ .\/tools\/scan/,/^\$ .\/tools\/test/p' README.md |
  sed -E '/^\$|^\.\.\.$|^$/d; s/checked 2.*/checked DAY/' >"$work/shown"
[ "$(wc -l <"$work/shown")" -ge 10 ] || fail "README shows no sample"
sed -E 's/checked 2.*/checked DAY/' "$work/out" >"$work/printed"
grep -vxF -f "$work/printed" "$work/shown" && fail "README shows lines that are not printed"
# In the order in which they are printed.
grep -xF -f "$work/shown" "$work/printed" | diff -u "$work/shown" - || fail "README's sample"

expect 1 "$scan" scan --db "$work/db" "oci:$work/image:demo" --fail-on high
grep -q 'End of life: security fixes for Alpine Linux v3.10 ended on 2021-05-01' "$work/out" ||
  fail "no word about the end of life"
printf 'CVE-2021-44906 # by its alias\nGHSA-35jh-r3h4-6jhm lodash\n' >"$work/ignore"
expect 0 "$scan" scan --db "$work/db" "$work/image" --fail-on high --ignore "$work/ignore"
grep -q '(2 ignored)' "$work/out" || fail "ignored findings are not counted"
expect 1 "$scan" scan --db "$work/db" "$work/image" --fail-on medium --ignore "$work/ignore"

# A stored report matches like the image.
expect 0 "$scan" index "oci:$work/image"
cp "$work/out" "$work/index.json"
expect 0 "$scan" match --db "$work/db" "$work/index.json" --format tsv
cut -f1-3 "$work/out" | diff -u "$work/found" - || fail "match differs from scan"
expect 0 "$scan" scan --db "$work/db" "$work/image" --format json
python3 - "$work/out" <<'END' || fail "the JSON report"
import json, sys
report = json.load(open(sys.argv[1]))
assert sum(map(len, report["package_vulnerabilities"].values())) == 14
assert report["freshness"] and all(f["updater"] for f in report["freshness"])
owned = [e for es in report["environments"].values() for e in es if e.get("owner_id")]
assert [report["packages"][e["owner_id"]]["name"] for e in owned] == ["python3-requests"], owned
END

expect 2 "$scan" scan
expect 2 "$scan" frobnicate
expect 2 "$scan" scan x --fail-on terrible
expect 3 "$scan" scan "$work/no-such-image"
echo "demo: passed"
