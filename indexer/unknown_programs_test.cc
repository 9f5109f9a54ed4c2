#include <string>
#include <utility>
#include <vector>

#include "claircore/builtin_ecosystems.h"
#include "claircore/indexer.h"
#include "claircore/storage/memory/memory_store.h"
#include "claircore/testing/image_builder.h"
#include "claircore/testing/recipe.h"
#include "claircore/testing/tar_builder.h"
#include "gtest/gtest.h"
#include "indexer/executables/test_programs.h"

// Which programs of an image are listed as nobody's.
namespace claircore {
namespace {

using executables::ElfBuilder;

// Starts, and says nothing of itself.
std::string Program() {
  return ElfBuilder().Segment(ElfBuilder::kExecute, 0x400000, "code").Build();
}

IndexReport Index(const testing::ImageRecipe& recipe) {
  const testing::BuiltImage image = testing::BuildImage(recipe);
  MemoryStore store;
  IndexerOptions options;
  options.store = &store.index();
  options.fetcher = image.fetcher.get();
  AddBuiltinEcosystems(options.ecosystems);
  auto indexer = Indexer::Create(std::move(options));
  EXPECT_TRUE(indexer.ok()) << indexer.status();
  auto report = (*indexer)->Index(Context::Background(), image.manifest);
  EXPECT_TRUE(report.ok()) << report.status();
  return *std::move(report);
}

std::vector<std::string> Unknown(const IndexReport& report) {
  std::vector<std::string> paths;
  for (const UnknownProgram& program : report.unknown_programs) {
    size_t layer = 0;
    while (report.layers[layer] != program.layer) ++layer;
    paths.push_back(std::to_string(layer) + " " + program.path);
  }
  return paths;
}

TEST(UnknownPrograms, AreThoseThatNoPackageOwnsHoldsOrIs) {
  testing::ImageRecipe recipe;
  recipe.layers.emplace_back()
      .tar
      .File("var/lib/dpkg/status",
            "Package: tool\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n")
      .File("var/lib/dpkg/info/tool.list", "/bin/tool\n")
      .Symlink("bin", "usr/bin")
      .File("usr/bin/tool", Program(), 0755)
      .File("usr/bin/mine", Program(), 0755)
      .File("usr/bin/removed", Program(), 0755)
      .File("usr/bin/replaced", Program(), 0755);
  recipe.layers.emplace_back()
      .tar.Whiteout("usr/bin/removed")
      .File("usr/bin/replaced", "#!/bin/sh\n", 0755)
      .File("app/node_modules/esbuild/package.json", R"({"name":"esbuild","version":"1.0.0"})")
      .File("app/node_modules/esbuild/bin/esbuild", Program(), 0755)
      .File("v/lib/python3.11/site-packages/ruff-1.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: ruff\nVersion: 1\n")
      .File("v/lib/python3.11/site-packages/ruff-1.dist-info/RECORD", "../../../bin/ruff,,\n")
      .File("v/lib/python3.11/site-packages/ruff/helper", Program(), 0755)
      .File("v/bin/ruff", Program(), 0755)
      .File("opt/jdk/release", "JAVA_VERSION=\"17.0.1\"\nIMPLEMENTOR=\"Acme\"\n")
      .File("opt/jdk/bin/jcmd", Program(), 0755)
      .File("usr/lib/ruby/gems/3.1.0/specifications/x-1.0.gemspec",
            "Gem::Specification.new do |s|\n  s.name = \"x\".freeze\n  s.version = \"1.0\"\nend\n")
      .File("usr/lib/ruby/gems/3.1.0/gems/x-1.0/exe/x", Program(), 0755)
      .File("usr/lib/ruby/gems/3.1.0/gems/x-2.0/exe/x", Program(), 0755);
  const IndexReport report = Index(recipe);
  EXPECT_EQ(Unknown(report), (std::vector<std::string>{
                                 "0 usr/bin/mine", "1 usr/lib/ruby/gems/3.1.0/gems/x-2.0/exe/x"}));
  EXPECT_EQ(report.unknown_programs[0].size, Program().size());
}

// All names of busybox share its bytes: that it is known under one says what the others are.
TEST(UnknownPrograms, AFileIsKnownUnderAllItsNames) {
  // A version where the classifier looks for busybox's.
  const std::string busybox =
      ElfBuilder()
          .Segment(ElfBuilder::kExecute, 0x400000,
                   std::string("\0BusyBox v1.36.1 (2023-11-07 18:53:09 UTC)\0", 44))
          .Build();
  testing::ImageRecipe recipe;
  recipe.layers.emplace_back()
      .tar.File("bin/[", busybox, 0755)
      .HardLink("bin/busybox", "bin/[")
      .HardLink("bin/cat", "bin/[")
      .File("bin/zother", Program(), 0755)
      .HardLink("bin/other", "bin/zother");
  EXPECT_EQ(Unknown(Index(recipe)), (std::vector<std::string>{"0 bin/other"}));
}

}  // namespace
}  // namespace claircore
