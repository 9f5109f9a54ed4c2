# Sourced by the other tools: where they build, with what.
# CLAIRCORE_DISK_CACHE names a folder that outlives the clone; it is used, never relied on.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# On a terminal the build says how far it is, in a pipe it is quiet. What it says goes where the tool's
# descriptor $bazel_says leads: standard error, unless the tool sets another.
bazel_flags=(--ui_event_filters=-info)
if [ -t "${bazel_says:-2}" ]; then
  bazel_flags+=(--color=yes --curses=yes "--terminal_columns=$(tput cols 2>/dev/null || echo 80)")
else
  bazel_flags+=(--noshow_progress --color=no)
fi
cache=${CLAIRCORE_DISK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/claircore-bazel}
mkdir -p "$cache" 2>/dev/null && bazel_flags+=("--disk_cache=$cache")
# Configurations of clang name Debian 12's; another release has another.
case " $* " in
*" --config=asan "* | *" --config=ubsan "* | *" --config=tsan "* | *" --config=clang "* | *" --config=fuzz "*)
  for clang in clang-14 clang-19 clang; do
    command -v "$clang" >/dev/null || continue
    [ "$clang" = clang-14 ] || bazel_flags+=("--repo_env=CC=$clang" "--action_env=CC=$clang")
    break
  done
  ;;
esac
