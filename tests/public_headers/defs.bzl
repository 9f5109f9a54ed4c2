"""The headers of libraries, and one generated translation unit a header that includes it alone."""

def _headers_impl(ctx):
    headers = []
    for library in ctx.attr.libraries:
        headers += library[CcInfo].compilation_context.direct_public_headers
    return [DefaultInfo(
        files = depset(headers),
        runfiles = ctx.runfiles(files = headers),
    )]

library_headers = rule(
    implementation = _headers_impl,
    attrs = {"libraries": attr.label_list(providers = [CcInfo])},
    doc = "The `hdrs` of `libraries`.",
)

def _impl(ctx):
    units = []
    for header in ctx.files.headers:
        unit = ctx.actions.declare_file("%s/%s.cc" % (ctx.label.name, header.short_path))
        # Twice: the second time its guard must make it nothing.
        include = "#include \"%s\"\n" % header.short_path
        ctx.actions.write(unit, include + include)
        units.append(unit)
    return [DefaultInfo(files = depset(units))]

header_units = rule(
    implementation = _impl,
    attrs = {"headers": attr.label_list(allow_files = [".h"])},
    doc = "C++ sources that include one of `headers` each, and nothing before it.",
)
