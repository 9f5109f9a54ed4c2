#include "indexer/scanners/kernel/kernel_scanner.h"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/executables/test_programs.h"
#include "indexer/scanners/kernel/kernel_file.h"
#include "indexer/unpack/test_packing.h"
#include "indexer/unpack/unpack.h"

namespace claircore::scanners {
namespace {

using std::string_literals::operator""s;
using executables::ElfBuilder;
using internal::Pack;
using internal::Packing;
using testing::FakeLayer;
using testing::FakePackageSink;

constexpr std::string_view kText =
    "6.1.0-18-amd64 (debian-kernel@lists.debian.org) #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 "
    "(2024-02-01)";
const std::vector<std::string> kWant = {"linux_kernel 6.1.76"};

// The beginning of x86's bzImage, and some of what follows.
std::string BzImage(std::string_view text, size_t pointer = 0x4000) {
  std::string file(0x200, '\0');
  file.replace(0x1fe, 2, "\x55\xaa");
  file += "\xebjHdrS\x0f\x02" + std::string(6, '\0') + executables::Number(pointer, 2, false);
  file.resize(0x200 + pointer);
  file.append(text).append(1, '\0');
  file.resize(file.size() + 100'000, 'k');
  return file;
}

std::string Banner(std::string_view text) {
  return "Linux version %s (%s)\nLinux version "s + std::string(text) + "\n\0more"s;
}

std::string Vmlinux(std::string_view text) {
  return ElfBuilder()
      .Segment(ElfBuilder::kRead | ElfBuilder::kExecute, 0x400000, std::string(9000, 'c'))
      .Segment(ElfBuilder::kRead, 0x600000, Banner(text))
      .Build();
}

std::string Image(std::string_view magic, std::string_view text) {
  return "MZ" + std::string(54, '\0') + std::string(magic) + std::string(20'000, 'i') +
         Banner(text);
}

std::string Module(const std::string& modinfo, bool is_64 = true, bool big_endian = false) {
  ElfBuilder elf(is_64, big_endian);
  return elf.Object()
      .Section(".text", std::string(9000, 'c'))
      .Section(".modinfo", modinfo)
      .Section(".data", "data")
      .Build();
}

const std::string& Zfs() {
  static const auto& bytes =
      *new std::string(Module("license=CDDL\0version=2.1.11-1\0alias=fs-zfs\0name=zfs\0"
                              "vermagic=6.1.0-18-amd64 SMP preempt mod_unload modversions \0"s));
  return bytes;
}

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewKernelScanner(), layer); }

FakePackageSink ScanOne(const std::string& path, const std::string& file) {
  return Scan(FakeLayer().File(path, file));
}

std::vector<std::string> Names(const std::string& path, const std::string& file) {
  const FakePackageSink found = ScanOne(path, file);
  EXPECT_TRUE(found.problems.empty());
  return found.Names();
}

TEST(KernelScanner, ReadsTheKernelsOfEachFormat) {
  EXPECT_EQ(Names("boot/vmlinuz-6.1.0-18-amd64", BzImage(kText)), kWant);
  EXPECT_EQ(Names("opt/kata/kernel", BzImage(kText, 0xffff)), kWant);
  EXPECT_EQ(Names("boot/vmlinux-6.1.0-18-powerpc64le", Vmlinux(kText)), kWant);
  EXPECT_EQ(Names("boot/vmlinuz-6.1.0-18-arm64", Image("ARM\x64", kText)), kWant);
  EXPECT_EQ(Names("boot/Image", Image("RSC\x05", kText)), kWant);
}

TEST(KernelScanner, SaysWhichKernelItIs) {
  const FakePackageSink found = ScanOne("boot/vmlinuz", BzImage(kText));
  const Package& kernel = *found.Find("linux_kernel");
  EXPECT_EQ(kernel.type, "generic");
  EXPECT_EQ(kernel.kind, PackageKind::kBinary);
  EXPECT_EQ(kernel.cpe, "cpe:2.3:o:linux:linux_kernel:6.1.76:*:*:*:*:*:*:*");
  EXPECT_EQ(kernel.repository_hint, "release=6.1.0-18-amd64");
  EXPECT_EQ(kernel.filepath, "boot/vmlinuz");
  EXPECT_EQ(kernel.package_db, "kernel:boot/vmlinuz");
}

TEST(KernelScanner, OtherFilesAreNone) {
  EXPECT_TRUE(Names("boot/memdisk", BzImage("MEMDISK 6.04")).empty());
  EXPECT_TRUE(Names("boot/vmlinuz", BzImage("", 0)).empty());
  EXPECT_TRUE(Names("boot/vmlinux", "no ELF, Linux version 6.1.0 (a)\n").empty());
  EXPECT_TRUE(Names("usr/bin/program", Vmlinux(kText)).empty());
  EXPECT_TRUE(Names("boot/Image", Image("none", kText)).empty());
  EXPECT_TRUE(Names("boot/Image", Image("ARM\x64", "what")).empty());
}

TEST(KernelScanner, ModulesFromOutsideArePackages) {
  for (const bool is_64 : {false, true}) {
    for (const bool big_endian : {false, true}) {
      EXPECT_EQ(Names("a.ko", Module("version=1\0name=a\0"s, is_64, big_endian)),
                (std::vector<std::string>{"a 1"}));
    }
  }
  const FakePackageSink found = ScanOne("lib/modules/6.1.0-18-amd64/updates/dkms/zfs.ko", Zfs());
  const Package& zfs = *found.Find("zfs");
  EXPECT_EQ(zfs.version, "2.1.11-1");
  EXPECT_EQ(zfs.type, "generic");
  EXPECT_EQ(zfs.cpe, "");
  EXPECT_EQ(zfs.repository_hint, "release=6.1.0-18-amd64");
  // What does not name itself is called as its file.
  EXPECT_EQ(Names("a/snd-ac97.ko", Module("version=0.9")),
            (std::vector<std::string>{"snd_ac97 0.9"}));
}

TEST(KernelScanner, TheKernelsOwnModulesAreNot) {
  EXPECT_TRUE(Names("a.ko", Module("version=1.0\0intree=Y\0name=a\0"s)).empty());
  EXPECT_TRUE(Names("a.ko", Module("name=a\0srcversion=12\0"s)).empty());
  EXPECT_TRUE(Names("a.ko", Module("")).empty());
  EXPECT_TRUE(Names("a.ko", "text").empty());
  EXPECT_TRUE(Names("zfs.o", Zfs()).empty());
}

TEST(KernelScanner, LargeModulesAreReadAtRandom) {
  const std::string large = ElfBuilder()
                                .Object()
                                .Section(".debug_info", std::string(17 << 20, 'd'))
                                .Section(".modinfo", "name=nvidia\0version=535.129.03\0"s)
                                .Build();
  EXPECT_EQ(KernelFileOf("a.ko", large.size(), large.substr(0, 4096)), KernelFile::kLargeModule);
  EXPECT_EQ(Names("a.ko", large), (std::vector<std::string>{"nvidia 535.129.03"}));
}

TEST(KernelScanner, DamageIsAProblem) {
  const auto code = [](const std::string& path, const std::string& file) {
    const FakePackageSink found = ScanOne(path, file);
    EXPECT_TRUE(found.packages.empty());
    EXPECT_EQ(found.problems.size(), 1u);
    return found.problems.empty() ? absl::StatusCode::kOk : found.problems[0].why.code();
  };
  EXPECT_EQ(code("boot/vmlinuz", BzImage(kText).substr(0, 0x4200)), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code("a.ko", Module("version=1\x01\0name=a\0"s)), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code("a.ko", Zfs().substr(0, 5000)), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code("a.ko", Module(std::string(2 << 20, 'a'))), absl::StatusCode::kResourceExhausted);
}

TEST(KernelScanner, PiecesMakeNoDifference) {
  const std::vector<std::string> files = {BzImage(kText), Vmlinux(kText), Zfs()};
  const std::vector<std::string> paths = {"boot/vmlinuz", "boot/vmlinux", "zfs.ko"};
  for (size_t i = 0; i < files.size(); ++i) {
    for (const size_t piece : {size_t{1}, size_t{500}, size_t{8192}, files[i].size()}) {
      FileEntry entry;
      entry.path = paths[i];
      entry.size = files[i].size();
      const auto stream = NewKernelStream(entry);
      for (size_t at = 0; at < files[i].size(); at += piece) {
        if (!stream->Feed(std::string_view(files[i]).substr(at, piece))) break;
      }
      ASSERT_TRUE(stream->finding().ok() && stream->finding()->has_value()) << paths[i];
      EXPECT_EQ((*stream->finding())->release, "6.1.0-18-amd64");
    }
  }
}

TEST(KernelScanner, ModulesMayBeCompressed) {
  const std::string in_tree =
      Module("version=1.0\0intree=Y\0name=dummy\0vermagic=6.1.0-18-amd64 SMP \0"s);
  for (const auto& [packing, suffix] :
       {std::pair(Packing::kGzip, ".gz"), {Packing::kXz, ".xz"}, {Packing::kZstd, ".zst"}}) {
    const std::string path = "lib/modules/6.1.0-18-amd64/updates/dkms/zfs.ko"s + suffix;
    const FakePackageSink found = ScanOne(path, Pack(packing, Zfs()));
    EXPECT_EQ(found.Names(), (std::vector<std::string>{"zfs 2.1.11-1"})) << suffix;
    EXPECT_EQ(found.packages[0].repository_hint, "release=6.1.0-18-amd64");
    EXPECT_EQ(found.packages[0].filepath, path);
    EXPECT_TRUE(Names(path, Pack(packing, in_tree)).empty());
    // A module that does not name itself has the name of its file.
    EXPECT_EQ(Names("x/my-dev.ko"s + suffix, Pack(packing, Module("version=3\0"s))),
              (std::vector<std::string>{"my_dev 3"}));
    // Real ones of little but zeros are more than 64 times as large as their files.
    const std::string empty = Module("version=3\0name=z\0pad="s + std::string(900'000, '\0'));
    const std::string packed = Pack(packing, empty);
    EXPECT_GT(empty.size(), packed.size() * 64);
    EXPECT_EQ(Names("z.ko"s + suffix, packed), (std::vector<std::string>{"z 3"}));
    // Cut off, or something else.
    EXPECT_EQ(ScanOne(path, Pack(packing, Zfs()).substr(0, 60)).problems.size(), 1u);
    EXPECT_TRUE(Names(path, Pack(packing, "no module")).empty());
    EXPECT_TRUE(Names("data/zfs.tar"s + suffix, Pack(packing, Zfs())).empty());
  }
}

TEST(KernelScanner, KernelsMayBeCompressed) {
  for (const Packing packing : {Packing::kGzip, Packing::kXz, Packing::kZstd}) {
    EXPECT_EQ(Names("boot/vmlinuz-6.1", Pack(packing, Image("ARM\x64", kText))), kWant);
    EXPECT_EQ(Names("boot/vmlinux.gz", Pack(packing, Vmlinux(kText))), kWant);
    // EFI's zboot: where the kernel is, and how it is packed.
    const std::string packed = Pack(packing, Image("RSC\x05", kText));
    std::string zboot = "MZ\0\0zimg"s + executables::Number(4096, 4, false) +
                        executables::Number(packed.size(), 4, false) + std::string(8, '\0');
    zboot += packing == Packing::kGzip ? "gzip" : packing == Packing::kXz ? "xzkern" : "zstd22";
    zboot.resize(4096);
    EXPECT_EQ(Names("boot/vmlinuz-6.1", zboot + packed + std::string(500, 's')), kWant);
    zboot.replace(8, 4, "\xff\xff\xff\x7f");
    EXPECT_EQ(ScanOne("boot/vmlinuz-6.1", zboot + packed).problems.size(), 1u);
  }
}

TEST(KernelScanner, TimeIsBounded) {
  std::string hostile;
  while (hostile.size() < (16u << 20)) hostile += "Linux version 1";
  const auto began = std::chrono::steady_clock::now();
  EXPECT_TRUE(Names("boot/Image", Image("ARM\x64", "x") + hostile).empty());
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
}

}  // namespace

std::string ConformanceKernel() { return BzImage(kText); }
std::string ConformanceModule() { return Zfs(); }

}  // namespace claircore::scanners

namespace claircore::inline v0::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(Kernel, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Kernel",
                             .make = &scanners::NewKernelScanner,
                             .layer = FakeLayer()
                                          .File("boot/vmlinuz-6.1.0-18-amd64",
                                                scanners::ConformanceKernel())
                                          .File("lib/modules/6.1.0-18-amd64/updates/dkms/zfs.ko",
                                                scanners::ConformanceModule()),
                             .want = {"linux_kernel 6.1.76", "zfs 2.1.11-1"},
                             .builtin = true}),
                         CaseName());

}  // namespace
}  // namespace claircore::inline v0::testing
