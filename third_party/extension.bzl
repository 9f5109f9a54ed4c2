"""For MODULE.bazel alone: the libraries that are no modules of the central registry."""

load(":system.bzl", "claircore_system_library")

def _impl(_):
    claircore_system_library(name = "isa-l")

system_libraries = module_extension(implementation = _impl)
