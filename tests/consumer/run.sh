#!/usr/bin/env bash
# Builds and tests examples/custom_scanner in a workspace outside of this one, which reaches us the
# way a host does: by local_repository and public targets. Prints "consumer: passed" or why not.
# tools/test calls it after its own tests. Offline; a disk cache is shared (tools/bazel.sh).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
. "$root/tools/bazel.sh"

work=$(mktemp -d)
bazel_in() { (cd "$work/app" && bazel "--output_base=$work/base" "$@"); }
finish() {
  bazel_in shutdown >/dev/null 2>&1 || true
  chmod -R u+w "$work" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

mkdir "$work/app"
sed "s|@CLAIRCORE@|$root|" "$here/WORKSPACE.in" >"$work/app/WORKSPACE"
cp "$here/bazelrc" "$work/app/.bazelrc"
cp -r "$root/examples/custom_scanner" "$work/app/scanner"
mkdir "$work/app/private"
cp "$here/private.bazel" "$work/app/private/BUILD.bazel"

if ! bazel_in test "${bazel_flags[@]}" --test_output=errors //scanner/...; then
  echo "consumer: FAILED: examples/custom_scanner does not build and pass outside of this workspace"
  exit 1
fi
# What is private must stay so, or this proves nothing.
if bazel_in build "${bazel_flags[@]}" --nobuild //private:reaches_in >"$work/log" 2>&1; then
  echo "consumer: FAILED: a private target is visible from outside"
  exit 1
fi
if ! grep -q 'is not visible from' "$work/log"; then
  cat "$work/log"
  echo "consumer: FAILED: a private target was refused, but not for its visibility"
  exit 1
fi
echo "consumer: passed"
