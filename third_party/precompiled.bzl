"""The precompiled header of our own builds: what most sources include, read once and not 700 times.

Nothing needs it. A source includes what it uses, as tools/gate sees to; where the compiler refuses the
precompiled header (other flags, another compiler) it reads the empty header beside it instead.
third_party/rules_cc gives it to every source of a build with --define=claircore_pch=on.
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

def _impl(ctx):
    toolchain = find_cpp_toolchain(ctx)
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )
    name = ctx.label.name
    empty = ctx.actions.declare_file("%s/std.h" % name)
    ctx.actions.write(empty, "")
    precompiled = ctx.actions.declare_file("%s/std.h.gch" % name)

    # As Bazel compiles a source of this configuration, or the compiler refuses it.
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        source_file = ctx.file.header.path,
        output_file = precompiled.path,
        user_compile_flags = ctx.fragments.cpp.copts + ctx.fragments.cpp.cxxopts +
                             ["-x", "c++-header"],
        use_pic = ctx.var["COMPILATION_MODE"] != "opt" and
                  toolchain.needs_pic_for_dynamic_libraries(feature_configuration = features),
    )
    action = ACTION_NAMES.cpp_compile
    ctx.actions.run(
        executable = cc_common.get_tool_for_action(
            feature_configuration = features,
            action_name = action,
        ),
        arguments = cc_common.get_memory_inefficient_command_line(
            feature_configuration = features,
            action_name = action,
            variables = variables,
        ),
        env = cc_common.get_environment_variables(
            feature_configuration = features,
            action_name = action,
            variables = variables,
        ),
        # `state` changes with the headers of the system, which are no inputs of an action.
        inputs = depset([ctx.file.header, ctx.file.state], transitive = [toolchain.all_files]),
        outputs = [precompiled],
        mnemonic = "CppPrecompile",
        progress_message = "Precompiling %s" % ctx.file.header.basename,
    )
    files = depset([empty, precompiled])
    return [
        DefaultInfo(files = files),
        CcInfo(compilation_context = cc_common.create_compilation_context(headers = files)),
    ]

precompiled_header = rule(
    implementation = _impl,
    attrs = {
        "header": attr.label(mandatory = True, allow_single_file = [".h"]),
        "state": attr.label(mandatory = True, allow_single_file = True),
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
    },
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)

_LIBRARY = """#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
"""

_TEST = _LIBRARY + """#include "gtest/gtest.h"
"""

_BUILD = """
load("{rules}", "precompiled_header")

package(default_visibility = ["//visibility:public"])

config_setting(name = "on", define_values = {{"claircore_pch": "on"}})

precompiled_header(name = "library", header = "library.h", state = "state.txt")

precompiled_header(name = "test", header = "test.h", state = "state.txt")
"""

def _repository_impl(ctx):
    ctx.file("WORKSPACE", 'workspace(name = "%s")\n' % ctx.name)
    ctx.file("library.h", _LIBRARY)
    ctx.file("test.h", _TEST)

    # Sizes and times of all that the headers include: an upgrade of a package makes them anew.
    state = ctx.execute(["sh", "-c", "g++ -std=c++20 -M test.h 2>/dev/null | tr -d '\\\\' | tr ' ' '\\n' | " +
                                     "grep '^/' | xargs -r stat -L -c '%n %s %Y'"])
    ctx.file("state.txt", state.stdout)
    rules = "@%s//third_party:precompiled.bzl" % Label("//third_party:x").workspace_name
    ctx.file("BUILD.bazel", _BUILD.format(rules = rules))

precompiled_headers = repository_rule(implementation = _repository_impl, local = True)
