#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "indexer/executables/elf_sections.h"
#include "indexer/executables/executable_stream.h"
#include "indexer/executables/inflate.h"
#include "indexer/executables/layout.h"
#include "indexer/executables/test_programs.h"

namespace claircore::executables {
namespace {

// A program of each kind of ELF, with what is expected of it.
std::string Elf(bool is_64, bool big_endian) {
  return ElfBuilder(is_64, big_endian)
      .Segment(ElfBuilder::kRead | ElfBuilder::kExecute, 0x400000, "code")
      .Segment(ElfBuilder::kRead | ElfBuilder::kWrite, 0x600000, "data!")
      .Section(".comment", "made by hand")
      .Section(".dep-v0", "inventory")
      .Build();
}

absl::StatusOr<std::optional<Section>> Find(const std::string& file, std::string_view name) {
  return FindElfSection(ReadLayout(file), name,
                        [&](uint64_t offset, uint64_t size) -> absl::StatusOr<std::string> {
                          if (offset > file.size() || size > file.size() - offset) {
                            return absl::DataLossError("outside");
                          }
                          return file.substr(offset, size);
                        });
}

TEST(LayoutTest, ReadsElfOfEitherWidthAndOrder) {
  for (const bool is_64 : {false, true}) {
    for (const bool big_endian : {false, true}) {
      SCOPED_TRACE(std::to_string(is_64) + std::to_string(big_endian));
      const std::string file = Elf(is_64, big_endian);
      const Layout layout = ReadLayout(file);
      EXPECT_EQ(layout.format, Format::kElf);
      EXPECT_TRUE(layout.complete);
      EXPECT_EQ(layout.is_64, is_64);
      EXPECT_EQ(layout.big_endian, big_endian);
      ASSERT_EQ(layout.segments.size(), 2u);
      EXPECT_TRUE(layout.segments[0].executable);
      EXPECT_FALSE(layout.segments[0].writable);
      EXPECT_TRUE(layout.segments[1].writable);
      EXPECT_EQ(file.substr(*layout.OffsetOf(0x600001), 4), "ata!");
      EXPECT_FALSE(layout.OffsetOf(0x600005).has_value());
      EXPECT_EQ(layout.LoadedEnd(), layout.segments[1].offset + 5);
      const auto section = Find(file, ".dep-v0");
      ASSERT_TRUE(section.ok() && section->has_value()) << section.status();
      EXPECT_EQ(file.substr((*section)->offset, (*section)->size), "inventory");
      EXPECT_EQ(*Find(file, ".dep"), std::nullopt);
    }
  }
}

TEST(LayoutTest, ReadsPe) {
  const std::string file = TestPe(".text", "code", ".data", "writable");
  const Layout layout = ReadLayout(file);
  EXPECT_EQ(layout.format, Format::kPe);
  EXPECT_TRUE(layout.complete);
  ASSERT_EQ(layout.segments.size(), 2u);
  EXPECT_TRUE(layout.segments[0].executable);
  EXPECT_TRUE(layout.segments[1].writable);
  EXPECT_EQ(file.substr(*layout.OffsetOf(0x500000), 8), "writable");
  ASSERT_EQ(layout.sections.size(), 2u);
  EXPECT_EQ(layout.sections[0].name, ".text");
  EXPECT_EQ(layout.sections[0].size, 4u);
}

TEST(LayoutTest, ReadsMachO) {
  for (const bool big_endian : {false, true}) {
    const std::string file = TestMachO(".dep-v0", "inventory", big_endian);
    const Layout layout = ReadLayout(file);
    EXPECT_EQ(layout.format, Format::kMachO);
    EXPECT_TRUE(layout.complete);
    ASSERT_EQ(layout.segments.size(), 1u);
    EXPECT_TRUE(layout.segments[0].writable);
    ASSERT_EQ(layout.sections.size(), 1u);
    EXPECT_EQ(layout.sections[0].name, ".dep-v0");
    EXPECT_EQ(file.substr(layout.sections[0].offset, layout.sections[0].size), "inventory");
  }
}

TEST(LayoutTest, KnowsWhatIsNoProgram) {
  EXPECT_EQ(FormatOf(""), Format::kNone);
  EXPECT_EQ(FormatOf("\177ELF"), Format::kNone);
  EXPECT_EQ(FormatOf("MZ is no program"), Format::kNone);
  std::string object = Elf(true, false);
  object[16] = 1;  // ET_REL
  EXPECT_EQ(FormatOf(object), Format::kNone);
  EXPECT_EQ(FormatOf(std::string("\xca\xfe\xba\xbe\0\0\0\2", 8)), Format::kFatMachO);
  EXPECT_EQ(FormatOf(std::string("\xca\xfe\xba\xbe\0\0\0\x41", 8)), Format::kNone);  // Java 21
}

TEST(LayoutTest, ReadsNotesAndObjectFiles) {
  for (const bool is_64 : {false, true}) {
    for (const bool big_endian : {false, true}) {
      ElfBuilder elf(is_64, big_endian);
      elf.Note("a note").Segment(ElfBuilder::kRead, 0x400000, "data");
      const std::string program = elf.Build();
      const Layout layout = ReadLayout(program);
      ASSERT_EQ(layout.notes.size(), 1u);
      EXPECT_EQ(program.substr(layout.notes[0].offset, layout.notes[0].size), "a note");
      EXPECT_EQ(layout.segments.size(), 1u);
      EXPECT_EQ(ReadObjectLayout(program).format, Format::kNone);
      const std::string object =
          ElfBuilder(is_64, big_endian).Object().Section(".modinfo", "name=a").Build();
      EXPECT_EQ(ReadLayout(object).format, Format::kNone);
      EXPECT_EQ(ReadObjectLayout(object).format, Format::kElf);
      EXPECT_EQ(ReadObjectLayout(object).headers, 3u);
    }
  }
}

// Every prefix, and every byte made all ones: no crash (sanitizers look on), and no overflow.
TEST(LayoutTest, SurvivesDamage) {
  for (const std::string& file :
       {Elf(true, false), Elf(false, true), TestPe(".a", "b", ".c", "d"), TestMachO("x", "y")}) {
    for (size_t i = 0; i < std::min<size_t>(file.size(), 700); ++i) {
      ReadLayout(std::string_view(file).substr(0, i));
      std::string damaged = file;
      damaged[i] = '\xff';
      const Layout layout = ReadLayout(damaged);
      for (const Segment& s : layout.segments) EXPECT_GE(s.offset + s.size, s.offset);
      for (const Section& s : layout.sections) EXPECT_GE(s.offset + s.size, s.offset);
      Find(damaged, ".dep-v0").IgnoreError();
    }
    std::string wild = file;
    for (size_t i = 20; i < 200; ++i) wild[i] = '\xff';
    EXPECT_LE(ReadLayout(wild).segments.size(), 1000u);
  }
}

TEST(LayoutTest, ATableBeyondTheHeadIsIncomplete) {
  std::string file = Elf(true, false);
  file[33] = '\x40';  // e_phoff
  const Layout layout = ReadLayout(std::string_view(file).substr(0, 4096));
  EXPECT_EQ(layout.format, Format::kElf);
  EXPECT_FALSE(layout.complete);
}

TEST(InflateTest, StopsAtTheEndOfTheStream) {
  const std::string text(100'000, 'x');
  EXPECT_EQ(*Inflate(StoredZlib(text) + "tail", Wrapper::kZlib, 1 << 20), text);
  EXPECT_EQ(*Inflate(StoredGzip(text) + "tail", Wrapper::kGzip, text.size()), text);
  EXPECT_EQ(Inflate(StoredGzip(text), Wrapper::kGzip, text.size() - 1).status().code(),
            absl::StatusCode::kResourceExhausted);
  const std::string half = StoredZlib(text).substr(0, 50'000);
  EXPECT_EQ(Inflate(half, Wrapper::kZlib, 1 << 20).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(InflateBeginning(half, Wrapper::kZlib, 10), "xxxxxxxxxx");
  EXPECT_EQ(InflateBeginning("\x1f\x8b\x08nothing", Wrapper::kGzip, 10), "");
  std::string wrong = StoredZlib("abc");
  wrong.back() ^= 1;
  EXPECT_FALSE(Inflate(wrong, Wrapper::kZlib, 100).ok());
  EXPECT_FALSE(Inflate("", Wrapper::kZlib, 100).ok());
}

class Recorder final : public ExecutableStream {
 public:
  using ExecutableStream::ExecutableStream;
  bool Begin(const Layout& layout, std::string_view head) override {
    head_size = head.size();
    format = layout.format;
    return true;
  }
  bool Take(uint64_t offset, std::string_view bytes) override {
    EXPECT_EQ(offset, taken.size());
    taken += bytes;
    return true;
  }
  size_t head_size = 0;
  Format format = Format::kNone;
  std::string taken;
};

TEST(ExecutableStreamTest, PiecesMakeNoDifference) {
  std::string file = Elf(true, false);
  file.resize(20'000, 'z');
  for (const size_t piece : {size_t{1}, size_t{7}, size_t{4096}, size_t{9000}, file.size()}) {
    Recorder recorder(file.size());
    for (size_t at = 0; at < file.size(); at += piece) {
      EXPECT_TRUE(recorder.Feed(std::string_view(file).substr(at, piece)));
    }
    EXPECT_EQ(recorder.head_size, 8192u);
    EXPECT_EQ(recorder.format, Format::kElf);
    EXPECT_EQ(recorder.taken, file);
  }
}

TEST(ExecutableStreamTest, RangesAreMergedAndClipped) {
  std::vector<Range> ranges = {{30, 40}, {0, 10}, {5, 20}, {20, 21}, {35, 36}};
  MergeRanges(ranges);
  ASSERT_EQ(ranges.size(), 2u);
  EXPECT_EQ(ranges[0].end, 21u);
  EXPECT_EQ(ranges[1].end, 40u);
  uint64_t at = 8;
  EXPECT_EQ(Clip(at, "abcdef", {10, 12}), "cd");
  EXPECT_EQ(at, 10u);
  EXPECT_EQ(Clip(at, "abcdef", {0, 10}), "");
  at = 0;
  EXPECT_EQ(Clip(at, "abc", {5, 9}), "");
}

}  // namespace
}  // namespace claircore::executables
