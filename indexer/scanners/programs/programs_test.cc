#include "indexer/scanners/programs/programs_scanner.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/executables/test_programs.h"
#include "indexer/scanners/programs/program_head.h"
#include "indexer/scanners/programs/wheel_record.h"

namespace claircore::scanners {
namespace {

using executables::Number;
using executables::TestMachO;
using testing::FakeLayer;
using testing::FakePackageSink;

// An ELF file of a type (2: for one place in memory, 3: for any) with or without an interpreter.
std::string Elf(uint16_t type, bool interpreter, bool wide = true, bool big_endian = false) {
  const auto n = [&](uint64_t value, size_t size) { return Number(value, size, big_endian); };
  const size_t word = wide ? 8 : 4;
  const size_t header = wide ? 64 : 52, segment = wide ? 56 : 32;
  std::string file = "\177ELF";
  file += wide ? '\2' : '\1';
  file += big_endian ? '\2' : '\1';
  file += std::string(10, '\0');
  file += n(type, 2) + n(62, 2) + n(1, 4) + n(0, word) + n(header, word) + n(0, word) + n(0, 4) +
          n(header, 2) + n(segment, 2) + n(2, 2) + n(0, 6);
  file += n(6, 4) + std::string(segment - 4, '\0');
  file += n(interpreter ? 3 : 1, 4) + std::string(segment - 4, '\0');
  return file;
}

std::string Pe(uint16_t flags) {
  const auto n = [](uint64_t value, size_t size) { return Number(value, size, false); };
  return "MZ" + std::string(58, '\0') + n(64, 4) + std::string("PE\0\0", 4) + n(0x8664, 2) +
         std::string(16, '\0') + n(flags, 2) + std::string(240, '\0');
}

std::vector<std::string> Found(const FakeLayer& layer) {
  const FakePackageSink sink = testing::Scan(*NewProgramsScanner(), layer);
  EXPECT_TRUE(sink.packages.empty());
  std::vector<std::string> found;
  for (const FoundProgram& p : sink.programs) {
    found.push_back(p.path + " " + std::to_string(p.size) +
                    (p.link_of.empty() ? "" : " = " + p.link_of));
  }
  std::sort(found.begin(), found.end());
  return found;
}

TEST(ProgramHead, WhatCanBeStarted) {
  for (const bool wide : {false, true}) {
    for (const bool big_endian : {false, true}) {
      EXPECT_TRUE(IsProgramFile("a", 0644, Elf(2, false, wide, big_endian)));
      EXPECT_TRUE(IsProgramFile("a", 0644, Elf(3, true, wide, big_endian)));
      EXPECT_TRUE(IsProgramFile("lib/ld.so.1", 0755, Elf(3, true, wide, big_endian)));
      EXPECT_FALSE(IsProgramFile("a", 0644, Elf(3, false, wide, big_endian)));
      EXPECT_FALSE(IsProgramFile("a.so", 0755, Elf(3, false, wide, big_endian)));
      EXPECT_FALSE(IsProgramFile("liba.so.1.2", 0755, Elf(3, false, wide, big_endian)));
      // Linked statically and for any address: no loader, and the name is all there is to go by.
      EXPECT_TRUE(IsProgramFile("bin/a", 0755, Elf(3, false, wide, big_endian)));
      EXPECT_FALSE(IsProgramFile("a.o", 0755, Elf(1, false, wide, big_endian)));
    }
  }
  EXPECT_TRUE(IsProgramFile("a.exe", 0644, Pe(0x22)));
  EXPECT_FALSE(IsProgramFile("a.dll", 0644, Pe(0x2022)));
  EXPECT_TRUE(IsProgramFile("a.jar", 0644, "PK\003\004..."));
  EXPECT_TRUE(IsProgramFile("a.WAR", 0644, "PK\003\004..."));
  EXPECT_FALSE(IsProgramFile("a.zip", 0755, "PK\003\004..."));
  EXPECT_FALSE(IsProgramFile("jar", 0755, "PK\003\004..."));
  EXPECT_FALSE(IsProgramFile("a.jar", 0644, "no archive"));
  EXPECT_FALSE(IsProgramFile("a.sh", 0755, "#!/bin/sh\n"));
  EXPECT_FALSE(IsProgramFile("a", 0755, ""));
}

TEST(WheelRecord, KeepsWhatLiesBesideThePackages) {
  const std::string text =
      "../../../bin/ruff,sha256=x,1\nruff/__init__.py,,\n\"../../../share/a,b\",sha256=y,2\r\n"
      "../../../../../../../etc/x,,\n" +
      std::string(10'000, 'x') + "\n../../../bin/last";
  for (const size_t piece : {size_t{1}, size_t{4000}, text.size()}) {
    WheelRecord record("opt/v/lib/python3.11/site-packages/ruff-0.1.dist-info/RECORD");
    for (size_t at = 0; at < text.size(); at += piece) {
      record.Feed(std::string_view(text).substr(at, piece));
    }
    EXPECT_EQ(record.Finish(), (std::vector<std::string>{"opt/v/bin/ruff", "opt/v/share/a,b",
                                                         "etc/x", "opt/v/bin/last"}));
  }
}

TEST(ProgramsScanner, ListsProgramsWithTheirOtherNames) {
  const std::string program = Elf(3, true);
  const std::string size = " " + std::to_string(program.size());
  EXPECT_EQ(
      Found(FakeLayer()
                .File("opt/tool", program, 0755)
                .HardLink("opt/twin", "opt/tool")
                .HardLink("opt/triplet", "opt/twin")
                .Symlink("usr/bin/tool", "/opt/tool")
                .File("opt/lib.so", Elf(3, false), 0755)
                .File("opt/app.jar", "PK\003\004", 0644)
                .File("opt/run", "#!/bin/sh\n", 0755)
                .File("v/lib/python3/site-packages/ruff-1.dist-info/RECORD", "../../../bin/ruff,,")
                .File("v/bin/ruff", program, 0755)),
      (std::vector<std::string>{"opt/app.jar 4", "opt/tool" + size,
                                "opt/triplet" + size + " = opt/tool",
                                "opt/twin" + size + " = opt/tool"}));
}

}  // namespace
}  // namespace claircore::scanners
