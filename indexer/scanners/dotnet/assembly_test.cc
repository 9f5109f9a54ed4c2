#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "indexer/scanners/dotnet/assembly_reader.h"
#include "indexer/scanners/dotnet/test_assembly.h"
#include "indexer/scanners/dotnet/version_info.h"

namespace claircore::scanners {
namespace {

const TestAssembly kJson = {.strings = {{"FileVersion", "13.0.3.27908"},
                                        {"InternalName", "Newtonsoft.Json.dll"},
                                        {"ProductVersion", "13.0.3+0a2e291c0d9c"}}};

// "name version", "none", or "error: .."; fed `chunk` bytes at a time.
std::string Read(std::string_view bytes, size_t chunk = 1000) {
  AssemblyReader reader(bytes.size());
  for (size_t at = 0; at < bytes.size(); at += chunk) {
    // A copy of its own size, so that sanitizers see what reads past its end.
    const std::string piece(bytes.substr(at, chunk));
    if (!reader.Feed(piece)) break;
  }
  const auto info = reader.Result();
  if (!info.ok()) return "error: " + std::string(info.status().message());
  if (!info->has_value()) return "none";
  return AssemblyName(**info, "lib/x.dll") + " " + AssemblyVersion(**info);
}

TEST(AssemblyReader, FindsTheVersionWhereverItLies) {
  for (bool wide : {false, true}) {
    for (uint32_t code : {0u, 512u, 3000u, 5000u, 300'000u}) {
      for (uint32_t other : {0u, 500u, 60'000u, 65'400u, 66'000u, 500'000u}) {
        TestAssembly assembly = kJson;
        assembly.wide = wide;
        assembly.code_bytes = code;
        assembly.other_bytes = other;
        const std::string bytes = assembly.Build();
        for (size_t chunk : {size_t{1}, size_t{77}, size_t{4096}, bytes.size()}) {
          if (chunk == 1 && bytes.size() > 10'000) continue;
          EXPECT_EQ(Read(bytes, chunk), "Newtonsoft.Json 13.0.3") << code << " " << other;
        }
      }
    }
  }
}

TEST(AssemblyReader, OtherProgramsAreNone) {
  TestAssembly native = kJson;
  native.dotnet = false;
  EXPECT_EQ(Read(native.Build()), "none");
  EXPECT_EQ(Read(""), "none");
  EXPECT_EQ(Read("MZ"), "none");
  EXPECT_EQ(Read(std::string(100'000, 'M')), "none");
  EXPECT_EQ(Read("\x7f"
                 "ELF" +
                 std::string(5000, '\0')),
            "none");
}

TEST(AssemblyReader, EveryCutIsNoticed) {
  TestAssembly assembly = kJson;
  assembly.code_bytes = 4000;
  const std::string bytes = assembly.Build();
  const std::string resources = bytes.substr(0, bytes.size() - 64);
  for (size_t size = 4096; size < resources.size(); size += 7) {
    AssemblyReader reader(bytes.size());
    reader.Feed(std::string_view(bytes).substr(0, size));
    EXPECT_FALSE(reader.Result().ok()) << size;
    // And when the file itself is that short.
    EXPECT_NE(Read(bytes.substr(0, size)), "Newtonsoft.Json 13.0.3") << size;
  }
}

TEST(AssemblyReader, NoBrokenByteHurts) {
  const std::string bytes = kJson.Build();
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (char value : {'\0', '\xff', '\x80'}) {
      std::string broken = bytes;
      broken[at] = value;
      Read(broken, 4096);
    }
  }
}

void PutU32(std::string& bytes, size_t at, uint32_t value) {
  for (int i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i));
}

TEST(AssemblyReader, VersionsInOddPlacesAreRefused) {
  constexpr uint32_t kCode = 100'000;
  constexpr uint32_t kBefore = 50'000;
  constexpr uint32_t kAddress = 0x100000;
  TestAssembly assembly = kJson;
  assembly.code_bytes = kCode;
  std::string bytes = assembly.Build();
  const size_t section = 0x80 + 24 + 96 + 16 * 8 + 40;
  const size_t table = 0x200 + kCode;
  PutU32(bytes, table + 80, kAddress - kBefore);
  EXPECT_EQ(Read(bytes), "error: a version resource that is not where it should be");
  // The same with a section that begins that much earlier: its bytes have gone by.
  PutU32(bytes, section + 12, kAddress - kBefore);
  PutU32(bytes, section + 16, kBefore + 2000);
  PutU32(bytes, section + 20, table - kBefore);
  EXPECT_EQ(Read(bytes), "error: resources that lie before the table that names them");
}

TEST(VersionInfo, TakesTheBestNameAndVersion) {
  const auto name = [](const VersionInfo& info) { return AssemblyName(info, "app/File.DLL"); };
  EXPECT_EQ(name({.internal_name = "A.B.dll", .original_filename = "C.dll"}), "A.B");
  EXPECT_EQ(name({.original_filename = "C.exe"}), "C");
  EXPECT_EQ(name({.internal_name = "..\\x"}), "File");
  EXPECT_EQ(name({}), "File");
  const auto version = [](const VersionInfo& info) { return AssemblyVersion(info); };
  EXPECT_EQ(version({.product_version = "8.0.1+bf5e279d9239", .file_version = "8.0.123.58001"}),
            "8.0.1");
  EXPECT_EQ(version({.product_version = "9.0.0-rc.2.24473.5+abc"}), "9.0.0-rc.2.24473.5");
  EXPECT_EQ(version({.product_version = "4.8.3761.0 built by: NET48REL1"}), "4.8.3761.0");
  EXPECT_EQ(version({.product_version = "release", .file_version = "1.2.0.0"}), "1.2.0.0");
  EXPECT_EQ(version({.product_version = "1..2", .fixed_version = "3.0.0.1"}), "3.0.0.1");
  EXPECT_EQ(version({.product_version = "1.2.3.4.5", .file_version = "7"}), "7");
  EXPECT_EQ(version({.product_version = "1.0-", .file_version = "1."}), "");
  EXPECT_EQ(version({.product_version = "0.0.0.0"}), "");
  EXPECT_EQ(version({}), "");
}

TEST(VersionInfo, ReadsTextAndNumbers) {
  const auto info =
      ReadVersionInfo(BuildVersionResource({{"ProductVersion", " 2.0 "}, {"Comments", "x"}}));
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info->product_version, "2.0");
  EXPECT_EQ(info->fixed_version, "9.8.7.6");
  EXPECT_EQ(info->internal_name, "");
  EXPECT_EQ(ReadVersionInfo("").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ReadVersionInfo(std::string(500, '\xff')).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace claircore::scanners
