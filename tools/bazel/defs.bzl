"""Build macros of this repository: fuzz targets and benchmarks, each with a test that keeps it alive."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_test")

def claircore_fuzz_target(name, srcs, corpus, deps = [], data = [], **kwargs):
    """A libFuzzer target `name` (build with --config=fuzz) and `name`_replay, an ordinary test.

    Args:
      name: ends in _fuzz by convention; `srcs` define LLVMFuzzerTestOneInput.
      srcs: sources.
      corpus: the seed files, at least one.
      deps: libraries.
      data: further runtime files.
      **kwargs: passed on to both.
    """
    cc_test(
        name = name + "_replay",
        srcs = srcs,
        args = ["$(rootpath %s)" % c for c in corpus],
        data = corpus + data,
        deps = deps + ["//tools/bazel:replay_main"],
        size = "small",
        **kwargs
    )
    cc_binary(
        name = name,
        testonly = True,
        srcs = srcs,
        data = corpus + data,
        deps = deps,
        linkopts = select({
            "//tools/bazel:libfuzzer": ["-fsanitize=fuzzer"],
            "//conditions:default": [],
        }),
        tags = ["manual", "fuzz"],
        **kwargs
    )

def claircore_benchmark(name, srcs, deps = [], data = [], args = [], **kwargs):
    """A Google Benchmark binary `name` and `name`_smoke, a test that runs each benchmark briefly.

    Args:
      name: the binary.
      srcs: sources without main.
      deps: libraries; @com_github_google_benchmark//:benchmark_main is added.
      data: runtime files.
      args: arguments of the smoke test only.
      **kwargs: passed on to both.
    """
    all_deps = deps + ["@com_github_google_benchmark//:benchmark_main"]
    cc_binary(
        name = name,
        testonly = True,
        srcs = srcs,
        data = data,
        deps = all_deps,
        tags = ["benchmark"],
        **kwargs
    )
    cc_test(
        name = name + "_smoke",
        srcs = srcs,
        data = data,
        args = ["--benchmark_min_time=0.001"] + args,
        deps = all_deps,
        size = "medium",
        **kwargs
    )
