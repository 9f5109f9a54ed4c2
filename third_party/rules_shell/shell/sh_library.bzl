"""Offline stand-in for @rules_shell on Bazel 4.2."""
sh_library = native.sh_library
