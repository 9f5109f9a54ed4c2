"""Offline stand-in for @rules_shell on Bazel 4.2."""
sh_binary = native.sh_binary
