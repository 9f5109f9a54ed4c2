#include "indexer/scanners/java/java_scanner.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/base/path.h"
#include "claircore/internal/status_macros.h"
#include "indexer/scanners/java/archive_name.h"
#include "indexer/scanners/java/jar.h"
#include "indexer/scanners/java/jvm_release.h"
#include "indexer/scanners/java/siblings.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

constexpr size_t kMinZipBytes = 22;  // smaller ones are place holders
constexpr uint64_t kMaxReleaseBytes = 64 << 10;

std::vector<FileEntry> Files(const LayerView& layer) {
  std::vector<FileEntry> files;
  layer.ForEach([&](const FileEntry& file) {
    files.push_back(file);
    return true;
  });
  return files;
}

class JavaScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.java", "4"}; }

  void Want(FileWants& wants) const override {
    // Wants match byte for byte.
    for (std::string_view jar : {".jar", ".jaR", ".jAr", ".jAR", ".Jar", ".JaR", ".JAr", ".JAR"}) {
      wants.Suffix(jar, Keep::kRandomAccess);
    }
    for (std::string_view other :
         {".war", ".ear", ".jpi", ".hpi", ".par", ".sar", ".nar", ".kar", ".lpkg", ".WAR", ".EAR",
          ".JPI", ".HPI", ".PAR", ".SAR", ".NAR", ".KAR", ".LPKG"}) {
      wants.Suffix(other, Keep::kRandomAccess);
    }
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    Siblings siblings;
    std::map<uint64_t, SharedJar> shared;                      // by LayerView::Bytes::number
    std::vector<std::pair<std::string, JarPackage>> nameless;  // without a group, and their paths
    for (const FileEntry& file : Files(layer)) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      const LayerView::Bytes bytes = layer.BytesOf(file);
      SharedJar own;
      SharedJar& known = bytes.names > 1 ? shared[bytes.number] : own;
      if (!known.GoodFor(base::BaseName(file.path))) {
        CLAIRCORE_RETURN_IF_ERROR(Read(context, layer, file, known));
      }
      const JarFile& jar = known.jar;
      if (!known.opened.ok()) sink.Report(file.path, known.opened);
      if (!known.opened.ok() || !known.is_archive) continue;
      for (JarPackage& package : NameJar(file.path, jar.facts)) {
        siblings.Learn(package);
        if (package.coordinates.group.empty() && nameless.size() < kMaxNameless) {
          nameless.emplace_back(file.path, std::move(package));
        } else {
          Add(std::move(package), file.path, sink);
        }
      }
      jar.problems.SendTo(sink, file.path);
      // Jar, war and ear are Java's alone; other programs use the other names too.
      const bool other = absl::IsInvalidArgument(jar.status) && !IsCertainlyJava(file.path);
      if (!jar.status.ok() && !other) sink.Report(file.path, jar.status);
    }
    for (auto& [path, package] : nameless) {
      package.coordinates.group = siblings.GroupOf(package);
      Add(std::move(package), path, sink);
    }
    return context.Check();
  }

 private:
  // What is known of bytes, whatever names they have.
  struct SharedJar {
    // Facts are good for every name, unless a pom is the archive's own by the name it was read
    // under: then the rest was not read. Few archives are read for more than one such name.
    bool GoodFor(std::string_view base_name) const {
      if (reads == 0) return false;
      return !jar.facts.has_own_pom || read_as == base_name || reads >= kMaxReads;
    }
    static constexpr int kMaxReads = 4;
    int reads = 0;
    std::string read_as;
    absl::Status opened;
    bool is_archive = false;  // it is large enough for one
    JarFile jar;
  };

  static absl::Status Read(const Context& context, const LayerView& layer, const FileEntry& file,
                           SharedJar& shared) {
    ++shared.reads;
    shared.read_as = base::BaseName(file.path);
    const auto archive = layer.Open(file);
    std::byte head[kMinZipBytes];
    const auto n = archive.ok() ? (*archive)->ReadAt(0, head) : archive.status();
    shared.opened = n.status();
    shared.is_archive = n.ok() && *n == kMinZipBytes;
    if (!shared.is_archive) return absl::OkStatus();
    CLAIRCORE_ASSIGN_OR_RETURN(shared.jar, ReadJar(context, base::BaseName(file.path), **archive));
    return absl::OkStatus();
  }

  static constexpr size_t kMaxNameless = 10'000;  // that wait for what their siblings tell

  static void Add(JarPackage found, const std::string& path, PackageSink& sink) {
    Package package;
    package.name = found.coordinates.Name();
    package.version = std::move(found.coordinates.version);
    package.kind = PackageKind::kBinary;
    package.type = "maven";
    package.package_db = std::move(found.package_db);
    package.filepath = path;
    if (!found.sha1.empty()) package.repository_hint = "sha1:" + found.sha1;
    sink.Add(std::move(package));
  }
};

class JvmScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.jvm", "1"}; }

  void Want(FileWants& wants) const override { wants.Basename("release", Keep::kContents); }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    for (const FileEntry& file : Files(layer)) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      if (file.size > kMaxReleaseBytes) continue;  // some other file of that name
      const absl::StatusOr<std::string_view> text = layer.Contents(file);
      if (!text.ok()) {
        sink.Report(file.path, text.status());
        continue;
      }
      JvmRelease release = ParseJvmRelease(*text, file.path);
      if (release.version.empty()) continue;
      if (!IsToken(release.version)) {
        sink.Report(file.path, absl::DataLossError("no usable version"));
        continue;
      }
      Package package;
      package.name = release.name;
      package.version = std::move(release.version);
      package.kind = PackageKind::kBinary;
      package.type = "generic";
      package.package_db = "jvm:" + file.path;
      package.filepath = file.path;
      sink.Add(std::move(package));
    }
    return context.Check();
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewJavaScanner() {
  return std::make_shared<const JavaScanner>();
}

std::shared_ptr<const PackageScanner> NewJvmScanner() {
  return std::make_shared<const JvmScanner>();
}

}  // namespace claircore::scanners
