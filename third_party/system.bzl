"""Debian's libraries under the labels that their own Bazel builds use.

A host that already has `@com_google_absl` and the rest keeps its own: BUILD files here name only
canonical labels. Each repository is written from pkg-config, so nothing is downloaded.

Abseil, Protocol Buffers and RE2 are linked statically: as shared objects they are 60 files, whose
loading is most of what a short command costs. Debian's archives are not position independent; a host
that puts us into a shared object of its own builds with --define=claircore_libraries=shared, as our
sanitizers do, which would see half of what an archive does that was not built for them.
"""

load(":precompiled.bzl", "precompiled_headers")

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
    "curl": {":curl": []},  # headers; //claircore/fetch/http opens the library itself
    "sqlite3": {":sqlite3": ["sqlite3"]},
    "cli11": {":cli11": ["CLI11"]},
    "zlib": {":zlib": ["zlib"]},
    "libexpat": {":libexpat": ["expat"]},
    "xz": {":lzma": ["liblzma"]},
}

# Their archives go into programs.
_STATIC = ["com_google_absl", "com_google_protobuf", "com_googlesource_code_re2"]

_SHARED = """
config_setting(
    name = "shared",
    define_values = {"claircore_libraries": "shared"},
)
"""

_PACKAGE = 'package(default_visibility = ["//visibility:public"])\n'

_PROTOBUF = """
cc_library(name = "protobuf", linkopts = {linkopts})
cc_library(name = "protobuf_lite", linkopts = {linkopts})
sh_binary(name = "protoc", srcs = ["protoc.sh"])
proto_lang_toolchain(
    name = "cc_toolchain",
    command_line = "--cpp_out=$(OUT)",
    runtime = ":protobuf",
)
"""

def _libs(ctx, specs, static):
    """Linker flags of pkg-config modules, without repetition."""
    opts = []
    for spec in specs:
        if spec.startswith("-l"):
            found = [spec]
        else:
            command = ["pkg-config", "--libs"] + (["--static"] if static else []) + [spec]
            result = ctx.execute(command)
            if result.return_code != 0:
                fail("pkg-config %s: %s. Run tools/setup." % (spec, result.stderr))
            found = [f for f in result.stdout.strip().split(" ") if f and not f.startswith("-L")]
        opts += [f for f in found if f not in opts]
    return opts

def _archives(ctx, opts):
    """Each -lX of a library of ours as its archive, where there is one."""
    folder = None
    result = []
    for opt in opts:
        library = "lib%s.a" % opt[2:]
        if opt.startswith(("-labsl_", "-lre2", "-lprotobuf", "-lutf8_")):
            if folder == None:
                found = ctx.execute(["cc", "-print-file-name=" + library]).stdout.strip()
                folder = found.rpartition("/")[0]
            if folder and ctx.path(folder + "/" + library).exists:
                opt = "-l:" + library
        result.append(opt)
    return result

def _linkopts(ctx, specs):
    """The value of an attribute `linkopts`, as text."""
    shared = _libs(ctx, specs, False)
    if ctx.name not in _STATIC or not specs:
        return repr(shared)
    return "select({\"//:shared\": %r, \"//conditions:default\": %r})" % (
        shared,
        _archives(ctx, _libs(ctx, specs, True)),
    )

def _impl(ctx):
    ctx.file("WORKSPACE", 'workspace(name = "%s")\n' % ctx.name)
    packages = {"": [_SHARED]}
    for label, specs in _LIBRARIES[ctx.name].items():
        package, _, target = label.partition(":")
        packages.setdefault(package, []).append(
            'cc_library(name = "%s", linkopts = %s)\n' % (target, _linkopts(ctx, specs)),
        )
    for package, rules in packages.items():
        path = package + "/BUILD.bazel" if package else "BUILD.bazel"
        ctx.file(path, _PACKAGE + "".join(rules))

claircore_system_library = repository_rule(implementation = _impl, local = True)

def _protobuf_impl(ctx):
    ctx.file("WORKSPACE", 'workspace(name = "com_google_protobuf")\n')

    # Where newer releases keep their rules.
    ctx.file("bazel/BUILD.bazel", "")
    for rule in ["proto_library", "cc_proto_library"]:
        ctx.file("bazel/%s.bzl" % rule, "%s = native.%s\n" % (rule, rule))
    ctx.file("protoc.sh", '#!/bin/sh\nexec /usr/bin/protoc "$@"\n', executable = True)
    ctx.file("BUILD.bazel", _PACKAGE + _SHARED +
                            _PROTOBUF.format(linkopts = _linkopts(ctx, ["protobuf"])))

_system_protobuf = repository_rule(implementation = _protobuf_impl, local = True)

def claircore_system_libraries():
    """Defines every library repository that the host has not defined before."""
    for name in _LIBRARIES:
        if not native.existing_rule(name):
            claircore_system_library(name = name)
    if not native.existing_rule("com_google_protobuf"):
        _system_protobuf(name = "com_google_protobuf")
    if not native.existing_rule("claircore_pch"):
        precompiled_headers(name = "claircore_pch")
