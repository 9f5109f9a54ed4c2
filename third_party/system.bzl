"""Debian's libraries under the labels that their own Bazel builds use.

A host that already has `@com_google_absl` and the rest keeps its own: BUILD files here name only
canonical labels. Each repository is written from pkg-config, so nothing is downloaded.
"""

# repository -> {"package:target": [pkg-config modules or -l flags, or ":target" deps]}
_LIBRARIES = {
    "com_google_absl": {
        "absl/base:core_headers": [],
        "absl/base:endian": [],
        "absl/algorithm:container": [],
        "absl/cleanup:cleanup": [],
        "absl/container:btree": ["absl_btree"],
        "absl/container:fixed_array": ["absl_fixed_array"],
        "absl/container:flat_hash_map": ["absl_flat_hash_map"],
        "absl/container:flat_hash_set": ["absl_flat_hash_set"],
        "absl/container:inlined_vector": ["absl_inlined_vector"],
        "absl/container:node_hash_map": ["absl_node_hash_map"],
        "absl/functional:any_invocable": ["absl_any_invocable"],
        "absl/functional:bind_front": ["absl_bind_front"],
        "absl/functional:function_ref": ["absl_function_ref"],
        "absl/hash:hash": ["absl_hash"],
        "absl/numeric:bits": ["absl_bits"],
        "absl/numeric:int128": ["absl_int128"],
        "absl/random:random": ["absl_random_random"],
        "absl/status:status": ["absl_status"],
        "absl/status:statusor": ["absl_statusor"],
        "absl/strings:cord": ["absl_cord"],
        "absl/strings:str_format": ["absl_str_format"],
        "absl/strings:strings": ["absl_strings"],
        "absl/synchronization:synchronization": ["absl_synchronization"],
        "absl/time:time": ["absl_time"],
        "absl/types:optional": [],
        "absl/types:span": ["absl_span"],
    },
    "com_googlesource_code_re2": {":re2": ["re2"]},
    "com_google_googletest": {
        ":gtest": ["-lgmock", "-lgtest", "-lpthread"],
        ":gtest_main": ["-lgmock_main", "-lgmock", "-lgtest", "-lpthread"],
    },
    "com_github_google_benchmark": {
        ":benchmark": ["-lbenchmark", "-lpthread"],
        ":benchmark_main": ["-lbenchmark_main", "-lbenchmark", "-lpthread"],
    },
    "zstd": {":zstd": ["libzstd"]},
    "libarchive": {"libarchive:libarchive": ["-larchive"]},
    "isa-l": {":isal": ["-lisal"]},
    "openssl": {":crypto": ["libcrypto"]},
    "simdjson": {":simdjson": ["-lsimdjson"]},
    "curl": {":curl": ["libcurl"]},
    "sqlite3": {":sqlite3": ["sqlite3"]},
    "cli11": {":cli11": ["CLI11"]},
    "zlib": {":zlib": ["zlib"]},
    "libexpat": {":libexpat": ["expat"]},
    "xz": {":lzma": ["liblzma"]},
}

_PROTOBUF = """package(default_visibility = ["//visibility:public"])
cc_library(name = "protobuf", linkopts = {linkopts})
cc_library(name = "protobuf_lite", linkopts = {linkopts})
sh_binary(name = "protoc", srcs = ["protoc.sh"])
proto_lang_toolchain(
    name = "cc_toolchain",
    command_line = "--cpp_out=$(OUT)",
    runtime = ":protobuf",
)
"""

def _libs(ctx, spec):
    if spec.startswith("-l"):
        return [spec]
    result = ctx.execute(["pkg-config", "--libs", spec])
    if result.return_code != 0:
        fail("pkg-config %s: %s. Run tools/setup." % (spec, result.stderr))
    return [f for f in result.stdout.strip().split(" ") if f and not f.startswith("-L")]

def _impl(ctx):
    ctx.file("WORKSPACE", 'workspace(name = "%s")\n' % ctx.name)
    packages = {}
    for label, specs in _LIBRARIES[ctx.name].items():
        package, _, target = label.partition(":")
        opts = []
        for spec in specs:
            opts += [f for f in _libs(ctx, spec) if f not in opts]
        packages.setdefault(package, []).append(
            'cc_library(name = "%s", linkopts = %s)\n' % (target, repr(opts)),
        )
    for package, rules in packages.items():
        path = package + "/BUILD.bazel" if package else "BUILD.bazel"
        ctx.file(path, 'package(default_visibility = ["//visibility:public"])\n' + "".join(rules))

_system_library = repository_rule(implementation = _impl, local = True)

def _protobuf_impl(ctx):
    ctx.file("WORKSPACE", 'workspace(name = "com_google_protobuf")\n')

    # Where newer releases keep their rules.
    ctx.file("bazel/BUILD.bazel", "")
    for rule in ["proto_library", "cc_proto_library"]:
        ctx.file("bazel/%s.bzl" % rule, "%s = native.%s\n" % (rule, rule))
    ctx.file("protoc.sh", '#!/bin/sh\nexec /usr/bin/protoc "$@"\n', executable = True)
    ctx.file("BUILD.bazel", _PROTOBUF.format(linkopts = repr(_libs(ctx, "protobuf"))))

_system_protobuf = repository_rule(implementation = _protobuf_impl, local = True)

def claircore_system_libraries():
    """Defines every library repository that the host has not defined before."""
    for name in _LIBRARIES:
        if not native.existing_rule(name):
            _system_library(name = name)
    if not native.existing_rule("com_google_protobuf"):
        _system_protobuf(name = "com_google_protobuf")
