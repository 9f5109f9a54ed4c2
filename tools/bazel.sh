# Sourced by the other tools: where they build, with what.
# CLAIRCORE_DISK_CACHE names a folder that outlives the clone; it is used, never relied on.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bazel_flags=(--noshow_progress --ui_event_filters=-info --color=no)
cache=${CLAIRCORE_DISK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/claircore-bazel}
mkdir -p "$cache" 2>/dev/null && bazel_flags+=("--disk_cache=$cache")
