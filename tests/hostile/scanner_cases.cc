// What each scanner reads, grown: files with many entries and many names, paths, programs,
// databases, and what is packed within a file.
#include <string_view>

#include "claircore/testing/blobs.h"
#include "claircore/testing/hostile/files.h"
#include "claircore/testing/hostile/layers.h"
#include "claircore/testing/tar_builder.h"
#include "indexer/rpmdb/test_databases.h"
#include "indexer/scanners/dotnet/test_bundle.h"
#include "indexer/sqlite/test_databases.h"
#include "tests/hostile/cases.h"
#include "tests/hostile/formats.h"

namespace claircore::hostile {
namespace {

namespace kit = testing::hostile;
using testing::Compress;
using testing::Compression;
using testing::TarBuilder;
using Blobs = std::vector<std::string>;

constexpr size_t kMiB = size_t{1} << 20;

Blobs Zstd(const TarBuilder& tar) { return {Compress(tar.Build(), Compression::kZstd)}; }

// Each format's file with so many entries, and so many further names.
Blobs Files(size_t entries, size_t names) {
  TarBuilder tar;
  for (const Format& format : Formats()) {
    tar.File(std::string(format.path), Filled(format, entries));
    for (size_t i = 0; i < names && !format.prefix.empty(); ++i) {
      tar.HardLink(std::string(format.prefix) + std::to_string(i) + std::string(format.suffix),
                   std::string(format.path));
    }
  }
  return Zstd(tar);
}

Blobs Paths(size_t packages) {
  TarBuilder tar;
  for (const std::string_view path : PathFormats()) {
    for (size_t i = 0; i < packages; ++i) tar.File(Numbered(path, i), "");
  }
  return Zstd(tar);
}

// What readers of programs look for, over and over.
std::string Fill() {
  std::string fill = kit::PackageNote(R"({"type":"deb","name":"x","version":"1"})");
  fill += kit::PackageNote("");
  fill += std::string("\x1f\x8b\x08\0\0\0\0\0", 8);      // a gzip stream
  fill += std::string("\xff Go buildinf:\x08\x02", 16);  // Go
  fill += std::string(16, '\0') + "go1.20.1";
  fill += "BusyBox v1.2.3 OpenSSL 3.0.1 Linux version 6.1.0 ";
  fill.resize((fill.size() + 7) / 8 * 8);
  return fill;
}

// Names by which programs and modules are known, or found whatever their name.
constexpr std::string_view kPrograms[] = {
    "bin/busybox",    "usr/bin/python3.11", "usr/lib/libssl.so.3", "usr/lib/libpython3.11.so.1.0",
    "opt/x/bin/node", "usr/bin/ruby",       "usr/sbin/nginx",      "opt/m/x.ko",
    "boot/vmlinuz-x", "usr/bin/perl",       "usr/lib/x.dll",       "usr/bin/anything"};

Blobs Programs(const std::string& bytes) {
  TarBuilder tar;
  for (const std::string_view path : kPrograms) tar.File(std::string(path), bytes, 0755);
  return Zstd(tar);
}

// Rows of nothing, in the tables that scanners ask for.
Blobs Databases(size_t rows) {
  const std::string n = std::to_string(rows);
  const std::string count =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<" + n + ") ";
  const std::string rpm =
      internal::MakeDatabase(
          "CREATE TABLE Packages(hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL);" + count +
          "INSERT INTO Packages SELECT i, zeroblob(65536) FROM n;")
          .main;
  const std::string conan =
      internal::MakeDatabase("CREATE TABLE packages(reference TEXT, pkgid TEXT, prev TEXT);" +
                             count + "INSERT INTO packages SELECT 'p'||i||'/1', 'x', 'x' FROM n;")
          .main;
  TarBuilder tar;
  tar.File("usr/lib/sysimage/rpm/rpmdb.sqlite", rpm);
  tar.File("root/.conan2/p/cache.sqlite3", conan);
  tar.File("var/lib/dnf/history.sqlite", conan);
  return Zstd(tar);
}

Blobs BerkeleyDb(size_t packages) {
  rpmdb::TestPackage package{.name = "x", .version = "1", .release = "1", .padding = 60'000};
  const std::vector<std::string> headers(packages, rpmdb::MakeHeader(package));
  return Zstd(TarBuilder().File("var/lib/rpm/Packages", rpmdb::MakeBdb(headers)));
}

Blobs Bundle(size_t files) {
  scanners::TestBundle bundle;
  for (size_t i = 0; i < files; ++i) bundle.files.push_back({"p" + std::to_string(i), "x"});
  bundle.files.push_back({"x.deps.json", R"({"libraries":{"a/1":{"type":"package"}}})", 3});
  return Zstd(TarBuilder().File("app/x", bundle.Build(), 0755));
}

// Files that are packed by themselves.
Blobs Packed(size_t mib) {
  const std::string module =
      "\x7f"
      "ELF\x02\x01\x01" +
      std::string(mib * kMiB, '\0');
  const std::string zstd = Compress(module, Compression::kZstd);
  TarBuilder tar;
  tar.File("opt/m/x.ko.zst", zstd);
  tar.File("opt/m/x.ko.gz", Compress(module, Compression::kGzip));
  tar.File("usr/lib/modules/1/kernel/x.ko.zst", zstd);
  tar.File("var/lib/chisel/manifest.wall", zstd);
  tar.File("boot/vmlinuz-1", zstd);
  tar.File("p/x-1.egg", kit::ZipOfZeros(mib * kMiB, "EGG-INFO/PKG-INFO"));
  tar.File("app/x.war", kit::ZipOfZeros(mib * kMiB, "META-INF/maven/a/b/pom.xml"));
  tar.File("app/y.war", kit::ZipOfZeros(mib * kMiB, "META-INF/MANIFEST.MF"));
  return Zstd(tar);
}

}  // namespace

std::vector<Case> ScannerCases() {
  return {
      {"entries of a file of every format", 200, 10, [](size_t n) { return Files(n, 0); }, ""},
      {"hard links to a file of every format", 300, 3, [](size_t n) { return Files(10, n); }, ""},
      {"packages that are paths", 1000, 20, Paths, ""},
      {"KiB of programs whose segments share it", 1600, 40,
       [](size_t n) { return Programs(kit::SharedElf(n << 10, 1000, Fill())); }, ""},
      {"segments of programs, all the same", 6000, 100,
       [](size_t n) { return Programs(kit::SharedElf(64 << 10, n, Fill())); }, ""},
      {"hard links to a program", 1000, 20,
       [](size_t n) {
         return Blobs{Compress(
             kit::ManyNames(n, "bin/x", kit::SharedElf(64 << 10, 100, Fill()), "bin/l", ""),
             Compression::kZstd)};
       },
       ""},
      {"rows of SQLite databases", 400, 40, Databases, ""},
      {"packages of a Berkeley DB", 400, 40, BerkeleyDb, ""},
      {"files of a .NET bundle", 10'000, 100, Bundle, ""},
      {"MiB of zeros in files packed by themselves", 64, 1, Packed, ""},
  };
}

}  // namespace claircore::hostile
