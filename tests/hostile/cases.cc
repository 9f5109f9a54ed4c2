#include "tests/hostile/cases.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "claircore/testing/blobs.h"
#include "claircore/testing/hostile.h"
#include "claircore/testing/hostile/files.h"
#include "claircore/testing/hostile/layers.h"
#include "claircore/testing/tar_builder.h"
#include "tests/hostile/formats.h"

namespace claircore::hostile {
namespace {

namespace kit = testing::hostile;
using testing::Compress;
using testing::Compression;
using testing::TarBuilder;
using Blobs = std::vector<std::string>;

constexpr size_t kMiB = size_t{1} << 20;

std::string Zstd(std::string_view tar) { return Compress(tar, Compression::kZstd); }

// A layer of one file, and what costs nothing beside it.
Blobs File(const std::string& path, std::string bytes) {
  return {Zstd(TarBuilder().File(path, std::move(bytes)).Build())};
}

std::string GoProgram(size_t modules) {
  std::string list = "path\tx\nmod\tx\tv1.0.0\t\n";
  for (size_t i = 0; i < modules; ++i) {
    list += "dep\texample.com/" + std::to_string(i) + "\tv1.0.0\th1:x=\n";
  }
  return kit::GoProgram(list);
}

std::string Status(size_t packages) {
  std::string status;
  for (size_t i = 0; i < packages; ++i) {
    status += "Package: p" + std::to_string(i) +
              "\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n\n";
  }
  return status;
}

// Of each file that is read as text.
Blobs Texts(const std::string& text) {
  TarBuilder tar;
  for (const Format& format : Formats()) tar.File(std::string(format.path), text);
  return {Zstd(tar.Build())};
}

Blobs Names(size_t names, const std::string& path, const std::string& bytes,
            const std::string& prefix, const std::string& suffix) {
  return {Zstd(kit::ManyNames(names, path, bytes, prefix, suffix))};
}

std::vector<Case> MakeCases() {
  std::vector<Case> cases;
  const auto add = [&](std::string name, size_t full, size_t small,
                       std::function<Blobs(size_t)> make, std::string refused = "") {
    cases.push_back({std::move(name), full, small, std::move(make), std::move(refused)});
  };
  add("rpm headers whose entries share a string, MiB", 60, 4, [](size_t n) {
    const size_t one = std::min<size_t>(n, 60);
    return File("var/lib/rpm/Packages.db",
                kit::NdbOf(kit::SharedRpmHeader(one * kMiB, 65'535), n / one));
  });
  add("MiB of zstd layers with windows of 128 MiB", 540, 4, [](size_t n) {
    Blobs blobs;
    const size_t one = std::min<size_t>(n, 135);
    for (size_t i = 0; i < n / one; ++i) {
      blobs.push_back(kit::ZstdWindow(one * kMiB, 27, "data" + std::to_string(i)));
    }
    return blobs;
  });
  add("gzip layers of 3 MiB", 15, 1, [](size_t n) {
    Blobs blobs;
    for (size_t i = 0; i < n; ++i) {
      const std::string noise = testing::Garbage(3 * kMiB, static_cast<unsigned>(i + 1));
      blobs.push_back(Compress(TarBuilder().File("noise", noise).Build(), Compression::kGzip));
    }
    return blobs;
  });
  add("hard links to a jar of 70 MiB of zeros", 1000, 20, [](size_t n) {
    return Names(n, "app/x.jar", kit::ZipOfZeros(70 * kMiB, "a.jar"), "app/l", ".jar");
  });
  add("hard links to a jar with 2,000 members", 1000, 20, [](size_t n) {
    return Names(n, "app/x.jar", kit::OverlappingZip(2000, 100, ".class"), "app/l", "/x.jar");
  });
  add("hard links to a Go program of 100 modules", 1000, 20,
      [](size_t n) { return Names(n, "bin/x", GoProgram(100), "bin/l", ""); });
  add("hard links to a package.json of 1 MiB", 1000, 20, [](size_t n) {
    const std::string json =
        "{\"name\":\"x\",\"version\":\"1\",\"y\":" + kit::LongJson(kMiB / 2) + "}";
    return Names(n, "node_modules/x/package.json", json, "node_modules/l", "/package.json");
  });
  add("hard links to an rpm database of 8 MiB", 1000, 20, [](size_t n) {
    return Names(n, "var/lib/rpm/Packages.db", kit::NdbOf(kit::SharedRpmHeader(8 * kMiB, 10), 1),
                 "l", "/Packages.db");
  });
  add("hard links to a dpkg list of 1 MiB", 1000, 20, [](size_t n) {
    std::string list;
    for (size_t i = 0; i < 32'768; ++i) list += "/usr/lib/python3/dist-packages/x\n";
    return Names(n, "var/lib/dpkg/info/x.list", list, "var/lib/dpkg/info/l", ".list");
  });
  add("symbolic links to a jar of 70 MiB of zeros", 1000, 20, [](size_t n) {
    return Blobs{Zstd(
        kit::ManySymlinks(n, "app/x.jar", kit::ZipOfZeros(70 * kMiB, "a.jar"), "app/l", ".jar"))};
  });
  add(
      "empty runs of a sparse map", 30'000'000, 100'000,
      [](size_t n) { return Blobs{kit::SparseMapBlob(n)}; }, "endless headers");
  add(
      "blocks of an old sparse map", 100'000, 1000,
      [](size_t n) { return Blobs{Zstd(kit::OldSparseMap(n))}; }, "endless headers");
  add("one-byte runs of a sparse program", 20'000, 2000,
      [](size_t n) { return Blobs{Zstd(kit::CrumbledFile(n, "usr/bin/busybox"))}; });
  add("blocks of Go's build information within each other", 20'000, 2000,
      [](size_t n) { return File("bin/x", kit::GoBlocks(n)); });
  add("MiB of zeros in zstd", 1024, 64, [](size_t n) {
    std::string tar = TarBuilder().File("var/lib/dpkg/status", Status(1)).Build();
    tar.resize(tar.size() - 1024);
    return Blobs{kit::ZstdZeros(n * kMiB, tar)};
  });
  add(
      "paths of 4,000 bytes", 10'000, 500,
      [](size_t n) { return Blobs{Zstd(kit::ManyPaths(n, 4000))}; },
      "the paths are longer together");
  add("paths", 100'000, 500, [](size_t n) { return Blobs{Zstd(kit::ManyPaths(n, 40))}; });
  add("archives within archives", 10, 2, [](size_t n) {
    return File("x.jar", kit::NestedZip(static_cast<int>(n), kit::ZipOfZeros(kMiB, "a.txt")));
  });
  add("overlapping members of 100 KiB", 1000, 20,
      [](size_t n) { return File("x.jar", kit::OverlappingZip(n, 100 << 10, ".jar")); });
  add("KiB of arrays within arrays", 800, 30,
      [](size_t n) { return Texts(kit::DeepJson(n << 9)); });
  add("KiB of a list in JSON", 3200, 30, [](size_t n) { return Texts(kit::LongJson(n << 9)); });
  add("KiB of text without an end", 1200, 30,
      [](size_t n) { return Texts(std::string(n << 10, 'x')); });
  add("KiB of empty lines", 1200, 30, [](size_t n) { return Texts(std::string(n << 10, '\n')); });
  add("packages of one status file", 10'000, 1000,
      [](size_t n) { return File("var/lib/dpkg/status", Status(n)); });
  for (Case& c : ScannerCases()) cases.push_back(std::move(c));
  return cases;
}

}  // namespace

const std::vector<Case>& Cases() {
  static const std::vector<Case>* const cases = new std::vector<Case>(MakeCases());
  return *cases;
}

}  // namespace claircore::hostile
