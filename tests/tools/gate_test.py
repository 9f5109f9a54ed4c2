"""Each check of tools/gate, by breaking a copy of the tree: gate_test.py GATE."""
import contextlib
import importlib.machinery
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

GATE = os.path.realpath(sys.argv.pop(1))
ROOT = os.path.dirname(os.path.dirname(GATE))
FOLDERS = ("claircore", "indexer/rpmdb", "indexer/zip", "indexer/sqlite", "matcher/matchers", "tools")


LOADER = importlib.machinery.SourceFileLoader("gate", GATE)
gate = importlib.util.module_from_spec(importlib.util.spec_from_loader("gate", LOADER))
LOADER.exec_module(gate)


def command(root):
    """The program as tools/test runs it."""
    run = subprocess.run([sys.executable, "-B", GATE, "--all", "--root", root],
                         capture_output=True, text=True)
    return run.returncode, run.stdout + run.stderr


def without_format(root):
    tree = gate.Tree(root)
    wrong = gate.look(tree, gate.cpp_files(tree), [])
    return int(bool(wrong)), "\n".join(wrong)


def read(file):
    with open(file, encoding="utf-8") as handle:
        return handle.read()


class GateTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR"))
        cls.root = os.path.join(cls.work.name, "tree")
        for folder in FOLDERS:
            shutil.copytree(os.path.join(ROOT, folder), os.path.join(cls.root, folder),
                            ignore=shutil.ignore_patterns("corpus", "testdata", "__pycache__"))
        for file in (".clang-format", "MODULE.bazel"):
            shutil.copy(os.path.join(ROOT, file), cls.root)
        os.mkdir(os.path.join(cls.root, "docs"))
        shutil.copy(os.path.join(ROOT, "docs/hosts.md"), os.path.join(cls.root, "docs"))

    @classmethod
    def tearDownClass(cls):
        cls.work.cleanup()

    def broken(self, path, change, look):
        """What the gate says of the tree with one file changed; None as its text removes it."""
        file = os.path.join(self.root, path)
        before = read(file) if os.path.exists(file) else None
        after = change(before or "")
        try:
            if after is None:
                os.remove(file)
            else:
                self.assertNotEqual(after, before, "the test changes nothing")
                with open(file, "w", encoding="utf-8") as out:
                    out.write(after)
            return look(self.root)
        finally:
            if before is None:
                os.remove(file)
            else:
                with open(file, "w", encoding="utf-8") as out:
                    out.write(before)

    def refused(self, path, change, *words, look=without_format):
        code, said = self.broken(path, change, look)
        self.assertEqual(code, 1, said)
        for word in words:
            self.assertIn(word, said)
        return said

    def test_the_tree_as_it_is(self):
        self.assertEqual(without_format(self.root), (0, ""))

    def test_a_header_that_includes_what_no_dep_has(self):
        self.refused("indexer/rpmdb/BUILD.bazel",
                     lambda text: text.replace('        ":rpm_header",\n', '', 1),
                     "indexer/rpmdb/rpm_database.h:", "indexer/rpmdb/record_visitor.h",
                     "no dep of //indexer/rpmdb:rpmdb has")

    def test_a_source_that_includes_what_no_dep_has(self):
        self.refused("indexer/zip/inflater.cc",
                     lambda text: '#include "indexer/sqlite/sqlite_reader.h"\n' + text,
                     "indexer/zip/inflater.cc:1:", "sqlite_reader.h")

    def test_a_library_that_no_dep_names(self):
        self.refused("indexer/zip/zip.h",
                     lambda text: text.replace("#include ", '#include "re2/re2.h"\n#include ', 1),
                     "includes re2/re2.h", "@com_googlesource_code_re2//")

    def test_an_engine_that_looks_into_another(self):
        self.refused("matcher/matchers/debian.cc",
                     lambda text: '#include "indexer/zip/zip.h"\n' + text,
                     "matcher/ may not look into indexer/")

    def test_the_api_that_looks_up(self):
        self.refused("claircore/purl.cc",
                     lambda text: '#include "matcher/matchers/matchers.h"\n' + text,
                     "claircore/ may not look into matcher/")

    def test_a_file_in_no_target(self):
        self.refused("indexer/zip/stray.cc", lambda _: "// Nobody builds this.\n",
                     "indexer/zip/stray.cc: stands in no target")

    def test_a_rule_that_nobody_loads(self):
        self.refused("indexer/zip/BUILD.bazel",
                     lambda text: text.replace('"cc_library", ', "", 1),
                     "indexer/zip/BUILD.bazel: uses cc_library, which no load() brings")

    def test_a_rule_of_bazels_own(self):
        self.refused("tools/bazel/defs.bzl", lambda text: text.replace(" cc_test(", " native.cc_test("),
                     "tools/bazel/defs.bzl: uses native.cc_test; load it instead")

    def test_a_repository_that_is_no_module(self):
        self.refused("indexer/zip/BUILD.bazel",
                     lambda text: text.replace('"@isa-l//:isal"', '"@libdeflate"'),
                     "indexer/zip/BUILD.bazel: names @libdeflate, which is no module")

    def test_a_module_that_went(self):
        self.refused("MODULE.bazel", lambda text: text.replace('use_repo(system, "isa-l")', ""),
                     "names @isa-l, which is no module of MODULE.bazel")

    def test_without_a_formatter_it_says_so(self):
        self.addCleanup(setattr, gate, "CLANG_FORMAT", gate.CLANG_FORMAT)
        gate.CLANG_FORMAT = "no-such-formatter"
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            tree = gate.Tree(self.root)
            self.assertEqual(list(gate.check_format(tree, gate.cpp_files(tree)[:1])), [])
        self.assertIn("nobody looked at the format", said.getvalue())

    def test_a_target_without_its_file(self):
        self.refused("indexer/zip/inflater.h", lambda _: None,
                     "names indexer/zip/inflater.h, which is not there")

    def test_a_metric_that_no_host_can_know(self):
        self.refused("matcher/matchers/debian.cc",
                     lambda text: text + '// Count("match.surprises", 1)\n',
                     "match.surprises, which docs/hosts.md does not name")

    def test_a_file_that_is_too_long(self):
        self.refused("claircore/purl.cc", lambda text: text + "// On and on.\n" * 700,
                     "claircore/purl.cc: ", "600 at most")

    def test_a_file_that_is_not_formatted(self):
        if shutil.which("clang-format-14") is None:
            self.skipTest("no clang-format-14 on this machine")
        self.refused("claircore/purl.cc", lambda text: text + "\nint   odd( ) ;\n",
                     "claircore/purl.cc:", "is not formatted; run tools/format", look=command)


if __name__ == "__main__":
    unittest.main()
