#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/ruby/gemspec.h"
#include "indexer/scanners/ruby/ruby_scanner.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

std::string Read(std::string_view text) {
  const Gemspec gem = ReadGemspec(text);
  return gem.name + "|" + gem.version + "|" + gem.platform;
}

// The body of a specification without a stub.
std::string Body(std::string_view lines) {
  return "# -*- encoding: utf-8 -*-\n\nGem::Specification.new do |s|\n" + std::string(lines) +
         "end\n";
}

TEST(Gemspec, TheStubSaysAll) {
  EXPECT_EQ(Read("# -*- encoding: utf-8 -*-\n# stub: rake 13.0.6 ruby lib\n"), "rake|13.0.6|ruby");
  EXPECT_EQ(Read("# frozen_string_literal: true\r\n# -*- encoding: utf-8 -*-\r\n"
                 "# stub: nokogiri 1.15.0 x86_64-linux lib\r\n"),
            "nokogiri|1.15.0|x86_64-linux");
  // The stub is what RubyGems goes by, so it wins.
  EXPECT_EQ(Read("# stub: a 1.0.0.pre.rc1 java lib\nGem::Specification.new do |s|\n"
                 "s.name = \"b\"\ns.version = \"2\"\nend\n"),
            "a|1.0.0.pre.rc1|java");
  EXPECT_EQ(Read("\n# stub: late 1.0 ruby lib\n"), "||");
  EXPECT_EQ(Read("# stub: half 1.0\n"), "||");
  EXPECT_EQ(Read("# stub: odd v1 ruby lib\n" + Body("s.name = 'odd'\ns.version = '1'\n")),
            "odd|1|");
}

TEST(Gemspec, AssignmentsInEverySpellingOfRubyGems) {
  EXPECT_EQ(Read(Body("  s.name = \"a\".freeze\n  s.version = \"1.0\"\n")), "a|1.0|");
  EXPECT_EQ(Read(Body("  s.name = %q{a}\n  s.version = %q<1.0>\n  s.platform = %q{mswin32}\n")),
            "a|1.0|mswin32");
  EXPECT_EQ(Read(Body("s.name='a'.freeze # here\ns.version = Gem::Version.new(\"1.0\").freeze;\n")),
            "a|1.0|");
  EXPECT_EQ(Read(Body("s.name        = 'a'\ns.version = Gem::Version.create '1.0'\n"
                      "s.platform = Gem::Platform.new(\"java\")\n")),
            "a|1.0|java");
  EXPECT_EQ(Read("Gem::Specification.new { |spec|\nspec.name = 'a'\nspec.version = '1'\n}"),
            "a|1|");
}

TEST(Gemspec, WhatOnlyRubyKnowsIsEmpty) {
  for (std::string_view line : {
           "s.version = Foo::VERSION\n",
           "s.version = \"1.#{minor}\"\n",
           "s.version = \"1.0\" + x\n",
           "s.version = File.read('VERSION')\n",
           "s.version == \"1.0\"\n",
           "s.version = \"not a version\"\n",
           "s.version = \"1.0\n",
           "s.versions = \"1.0\"\n",
           "other.version = \"1.0\"\n",
           "s.version = Gem::Version.new(\"1.0\"\n",
       }) {
    EXPECT_EQ(Read(Body("s.name = 'a'\n" + std::string(line))), "a||") << line;
  }
  EXPECT_EQ(Read("s.name = 'a'\ns.version = '1'\n"), "||");
  EXPECT_EQ(Read(""), "||");
}

TEST(RubyScanner, ReadsInstalledGems) {
  const std::string gems = "usr/local/lib/ruby/gems/3.2.0/";
  const auto scanner = NewRubyScanner();
  FakePackageSink found;
  const auto layer =
      FakeLayer()
          .File(gems + "specifications/rack-2.2.3.gemspec", "# stub: rack 2.2.3 ruby lib\n")
          .File(gems + "specifications/default/json-2.6.3.gemspec",
                "# -*- encoding: utf-8 -*-\n# stub: json 2.6.3 java lib\n")
          .File(gems + "specifications/x.gemspec", Body("s.name = 'x'\n"))
          .File(gems + "gems/rack-2.2.3/rack.gemspec", "# stub: rack 9 ruby lib\n")
          .For(*scanner);
  ASSERT_TRUE(scanner->Scan(Context::Background(), *layer, found).ok());
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"json 2.6.3", "rack 2.2.3"}));
  EXPECT_EQ(found.Find("json")->arch, "java");
  const Package& rack = *found.Find("rack");
  EXPECT_EQ(rack.arch, "");
  EXPECT_EQ(rack.type, "gem");
  EXPECT_EQ(rack.package_db, "ruby:" + gems + "specifications/rack-2.2.3.gemspec");
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].path, gems + "specifications/x.gemspec");
}

INSTANTIATE_TEST_SUITE_P(Ruby, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Ruby",
                             .make = &NewRubyScanner,
                             .layer = FakeLayer()
                                          .File("var/lib/gems/3.1.0/specifications/a-1.gemspec",
                                                "# stub: a 1 ruby lib\n")
                                          .File("var/lib/gems/3.1.0/specifications/b-2.gemspec",
                                                Body("s.name = 'b'\ns.version = '2'\n")),
                             .want = {"a 1", "b 2"},
                             .builtin = true}),
                         testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
