#include "indexer/scanners/golang/build_info_stream.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "claircore/testing/hostile/files.h"
#include "gtest/gtest.h"
#include "indexer/executables/test_programs.h"
#include "indexer/scanners/golang/test_blocks.h"

namespace claircore::scanners {
namespace {

using executables::ElfBuilder;
using executables::Number;

constexpr int kCode = ElfBuilder::kRead | ElfBuilder::kExecute;
constexpr int kConstants = ElfBuilder::kRead;
constexpr int kData = ElfBuilder::kRead | ElfBuilder::kWrite;

// "toolchain|modules", "none" or the problem.
std::string Read(const std::string& file, size_t piece = 61'440) {
  BuildInfoStream stream(file.size());
  for (size_t at = 0; at < file.size(); at += piece) {
    if (!stream.Feed(std::string_view(file).substr(at, piece))) break;
  }
  if (!stream.status().ok()) return stream.status().ToString();
  if (!stream.found().has_value()) return "none";
  return stream.found()->toolchain + "|" + stream.found()->modules;
}

std::string Elf(std::string_view data, std::string_view constants = "constants") {
  return ElfBuilder()
      .Segment(kCode, 0x400000, std::string(5000, '\x90'))
      .Segment(kConstants, 0x500000, constants)
      .Segment(kData, 0x600000, data)
      .Build();
}

TEST(BuildInfoStreamTest, FindsTheBlockInEachFormat) {
  const std::string block = InlineBlock("go1.21.3", "path\tx\n");
  const std::string want = "go1.21.3|path\tx\n";
  EXPECT_EQ(Read(Elf(block)), want);
  EXPECT_EQ(Read(Elf(std::string(160, 'd') + block)), want);
  EXPECT_EQ(Read(executables::TestPe(".text", "code", ".data", block)), want);
  EXPECT_EQ(Read(executables::TestMachO("__go_buildinfo", block)), want);
  std::string fat("\xca\xfe\xba\xbe\0\0\0\1", 8);
  fat.resize(4096);
  EXPECT_EQ(Read(fat + executables::TestMachO("__go_buildinfo", block)), want);
  EXPECT_EQ(Read(Elf(InlineBlock("go1.18", ""))), "go1.18|");
}

TEST(BuildInfoStreamTest, PiecesMakeNoDifference) {
  const std::string modules(3000, 'm');
  const std::string file =
      Elf(std::string(48, 'd') + InlineBlock("go1.21.3", "path\tx\n" + modules + "\n"));
  for (size_t piece = 1; piece < 70; ++piece) {
    ASSERT_EQ(Read(file, piece), "go1.21.3|path\tx\n" + modules + "\n") << piece;
  }
}

TEST(BuildInfoStreamTest, OtherPlacesDoNotCount) {
  const std::string block = InlineBlock("go1.21.3", "path\tx\n");
  EXPECT_EQ(Read(Elf(std::string(8, 'd') + block)), "none");  // no multiple of 16
  EXPECT_EQ(Read(Elf("data", block)), "none");                // a program within a program
  EXPECT_EQ(Read(Elf(InlineBlock("python3", "x"))), "none");
  EXPECT_EQ(Read(Elf("\xff Go buildinf:")), "none");
  // A magic in front of the block, and a program within a Go program.
  EXPECT_EQ(Read(Elf("\xff Go buildinf:\x08\x02" + block)), "go1.21.3|path\tx\n");
  EXPECT_EQ(Read(ElfBuilder()
                     .Note(GoNote())
                     .Segment(kConstants, 0x500000, InlineBlock("go1.1.1", "path\tinner\n"))
                     .Segment(kData, 0x600000, block)
                     .Build()),
            "go1.21.3|path\tx\n");
  // A Go program whose linker puts the block elsewhere.
  EXPECT_EQ(Read(ElfBuilder()
                     .Note(GoNote())
                     .Segment(kConstants, 0x500000, block)
                     .Segment(kData, 0x600000, "data")
                     .Build()),
            "go1.21.3|path\tx\n");
}

// As before Go 1.18.
std::string OldElf(bool is_64, bool big_endian, bool note = true) {
  const size_t word = is_64 ? 8 : 4;
  const std::string modules = Marked("path\told\nmod\told\tv1.0.0\n");
  const std::string constants = "xxgo1.15.6" + modules;
  std::string data = PointerBlock(0x600020, 0x600030, word, big_endian);
  data += Number(0x500002, word, big_endian) + Number(8, word, big_endian);
  data.resize(48);
  data += Number(0x50000a, word, big_endian) + Number(modules.size(), word, big_endian);
  return ElfBuilder(is_64, big_endian)
      .Note(note ? GoNote(big_endian) : "")
      .Segment(kCode, 0x400000, std::string(5000, '\x90'))
      .Segment(kConstants, 0x500000, constants)
      .Segment(kData, 0x600000, data)
      .Build();
}

TEST(BuildInfoStreamTest, FollowsThePointersOfOldPrograms) {
  for (const bool is_64 : {false, true}) {
    for (const bool big_endian : {false, true}) {
      for (const size_t piece : {size_t{13}, size_t{61'440}}) {
        EXPECT_EQ(Read(OldElf(is_64, big_endian), piece), "go1.15.6|path\told\nmod\told\tv1.0.0\n");
      }
    }
  }
}

TEST(BuildInfoStreamTest, WhatCannotBeFollowedIsAProblem) {
  EXPECT_TRUE(Read(OldElf(true, false, /*note=*/false)).starts_with("DATA_LOSS"));
  const std::string huge = ElfBuilder()
                               .Note(GoNote())
                               .Segment(kConstants, 0x500000, std::string(65 << 20, 'c'))
                               .Segment(kData, 0x9000000, PointerBlock(1, 2, 8, false))
                               .Build();
  EXPECT_TRUE(Read(huge).starts_with("RESOURCE_EXHAUSTED")) << Read(huge);
  std::string large = "\xff Go buildinf:";
  large += std::string("\x08\x02", 2) + std::string(16, '\0') + Uvarint(8) + "go1.21.3";
  EXPECT_TRUE(Read(Elf(large + Uvarint(1 << 30))).starts_with("RESOURCE_EXHAUSTED"));
}

TEST(BuildInfoStreamTest, DamageIsNoCrash) {
  for (const std::string& file : {Elf(InlineBlock("go1.21.3", "path\tx\n")), OldElf(true, false)}) {
    for (size_t i = 0; i < file.size(); i += i < 300 ? 1 : 37) {
      Read(file.substr(0, i));
      std::string damaged = file;
      damaged[i] = '\xff';
      Read(damaged);
    }
  }
}

// Blocks that each claim to need megabytes more, one in the other.
TEST(BuildInfoStreamTest, TimeIsLinear) {
  std::string data;
  while (data.size() < (8u << 20)) {
    std::string block = "\xff Go buildinf:";
    block += std::string("\x08\x02", 2) + std::string(16, '\0') + Uvarint(1000);
    block.resize(48, 'x');
    data += block;
  }
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(Read(Elf(data)), "none");
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
}

// Blocks of 8 MiB that begin 64 bytes apart and come in pieces of 64 bytes: moving what is kept for
// each of them would take minutes.
TEST(BuildInfoStreamTest, BlocksWithinBlocks) {
  EXPECT_EQ(Read(testing::hostile::GoBlocks(100'000), 64).substr(0, 9), "go1.21.3|");
}

}  // namespace
}  // namespace claircore::scanners
