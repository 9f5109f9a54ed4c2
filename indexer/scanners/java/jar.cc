#include "indexer/scanners/java/jar.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "indexer/scanners/java/metadata.h"
#include "indexer/scanners/java/sha1.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/file_problems.h"
#include "indexer/zip/zip.h"

namespace claircore::scanners {
namespace {

constexpr uint64_t kMaxPomBytes = 64 << 10;
constexpr size_t kMaxManifestBytes = 1 << 20;  // of its main section
constexpr size_t kMaxReleases = 1000;          // of shaded artifacts that are remembered
constexpr uint64_t kMinZipBytes = 22;

// A member's name as it may stand in a report.
std::string Shown(std::string_view name) {
  if (IsPlain(name)) return std::string(name);
  std::string shown(name.substr(0, kMaxFieldBytes));
  for (char& c : shown) {
    if (c < 0x20 || c == 0x7f) c = '?';
  }
  return shown;
}

class JarScan {
 public:
  JarScan(const Context& context, std::string_view path, uint64_t size, PackageSink& sink)
      : context_(context), path_(path), sink_(sink), budget_(zip::Budget::ForFile(size)) {}

  absl::Status Run(const RandomAccessSource& file) {
    const absl::Status status = Archive(file, std::string(path_), BaseName(path_), 0);
    problems_.SendTo(sink_, path_);
    CLAIRCORE_RETURN_IF_ERROR(context_.Check());
    if (!status.ok()) sink_.Report(path_, status);
    return absl::OkStatus();
  }

 private:
  // The status of all of these is of what ends the whole file: the context, or a spent budget. The
  // rest is written down, and the scan goes on.
  absl::Status Archive(const RandomAccessSource& source, const std::string& label,
                       std::string_view base_name, int depth) {
    absl::StatusOr<zip::Reader> reader = zip::Reader::Open(context_, source, budget_);
    if (!reader.ok()) {
      // Jar, war and ear are Java's alone; other programs use the other names too.
      if (absl::IsInvalidArgument(reader.status()) && depth == 0) {
        return IsCertainlyJava(base_name) ? reader.status() : absl::OkStatus();
      }
      return Note(label, reader.status());
    }
    absl::Status status;
    Poms poms;
    std::optional<zip::Member> manifest;
    const absl::Status listed = reader->ForEach([&](const zip::Member& member) {
      const std::string_view base = BaseName(member.name);
      if (base == "pom.properties") {
        status = Pom(*reader, member, label, base_name, poms);
      } else if (!manifest && EqualsIgnoreCase(member.name, "META-INF/MANIFEST.MF")) {
        manifest = member;
      } else if (member.size >= kMinZipBytes && IsJavaArchiveName(base)) {
        status = Inner(*reader, member, label, depth);
      }
      return status.ok();
    });
    CLAIRCORE_RETURN_IF_ERROR(status);
    if (!listed.ok()) CLAIRCORE_RETURN_IF_ERROR(Note(label, listed));
    if (poms.own || poms.count == 1) return absl::OkStatus();
    return ByOtherMeans(*reader, source, manifest, label, base_name, poms);
  }

  // Those of one archive.
  struct Poms {
    size_t count = 0;
    bool own = false;                             // one is of the archive itself, by its name
    std::set<std::string, std::less<>> releases;  // of all
  };

  absl::Status Pom(zip::Reader& reader, const zip::Member& member, const std::string& label,
                   std::string_view base_name, Poms& poms) {
    const absl::Status read = reader.ReadInto(member, kMaxPomBytes, text_);
    if (!read.ok()) return Note(label + ":" + Shown(member.name), read);
    JavaArtifact artifact = ParsePomProperties(text_);
    if (!artifact.known()) return absl::OkStatus();
    if (!IsToken(artifact.name) || !IsToken(artifact.version)) {
      return Note(label + ":" + Shown(member.name), absl::DataLossError("no usable name"));
    }
    ++poms.count;
    poms.own = poms.own || IsNamedAfter(base_name, artifact.name);
    if (poms.releases.size() < kMaxReleases) poms.releases.emplace(ReleaseOf(artifact.version));
    Add(std::move(artifact), "maven:" + label, "");
    return absl::OkStatus();
  }

  absl::Status Inner(zip::Reader& reader, const zip::Member& member, const std::string& label,
                     int depth) {
    const std::string inner = label + ":" + Shown(member.name);
    if (depth == kMaxArchiveDepth) {
      return Note(inner, absl::ResourceExhaustedError("archives are nested too deep"));
    }
    const auto source = reader.OpenMember(member);
    if (!source.ok()) return Note(inner, source.status());
    return Archive(**source, inner, BaseName(member.name), depth + 1);
  }

  // What an archive is of which no pom.properties speaks, or only those of others that were shaded
  // into it. One of its own release is its own, by whatever name.
  absl::Status ByOtherMeans(zip::Reader& reader, const RandomAccessSource& source,
                            const std::optional<zip::Member>& manifest, const std::string& label,
                            std::string_view base_name, const Poms& poms) {
    JavaArtifact artifact;
    std::string_view prefix = "jar:";
    if (manifest) {
      text_.clear();
      const absl::Status read = reader.Read(*manifest, [&](std::string_view piece) {
        text_ += piece;
        return text_.size() < kMaxManifestBytes && MainSectionEnd(text_) == std::string_view::npos;
      });
      if (!read.ok()) CLAIRCORE_RETURN_IF_ERROR(Note(label + ":" + manifest->name, read));
      if (read.ok()) artifact = ParseManifest(text_, base_name);
    }
    const auto usable = [](const JavaArtifact& a) { return IsToken(a.name) && IsToken(a.version); };
    if (!usable(artifact)) {
      prefix = "file:";
      artifact = ParseArchiveName(base_name);
    }
    if (!usable(artifact) || poms.releases.contains(ReleaseOf(artifact.version)))
      return absl::OkStatus();
    const absl::StatusOr<std::string> sha1 = Sha1Of(context_, source, budget_);
    if (!sha1.ok()) CLAIRCORE_RETURN_IF_ERROR(Note(label, sha1.status()));
    Add(std::move(artifact), std::string(prefix) + label, sha1.ok() ? "sha1:" + *sha1 : "");
    return absl::OkStatus();
  }

  void Add(JavaArtifact artifact, std::string package_db, std::string hint) {
    Package package;
    package.name = std::move(artifact.name);
    package.version = std::move(artifact.version);
    package.kind = PackageKind::kBinary;
    package.type = "maven";
    package.package_db = std::move(package_db);
    package.filepath = path_;
    package.repository_hint = std::move(hint);
    sink_.Add(std::move(package));
  }

  absl::Status Note(const std::string& where, const absl::Status& why) {
    CLAIRCORE_RETURN_IF_ERROR(context_.Check());
    if (budget_.spent) return why;
    const std::string_view inside = std::string_view(where).substr(path_.size());
    problems_.Add((inside.empty() ? "" : std::string(inside.substr(1)) + ": ") +
                  std::string(internal::ToStd(why.message())));
    return absl::OkStatus();
  }

  const Context& context_;
  const std::string_view path_;
  PackageSink& sink_;
  zip::Budget budget_;
  FileProblems problems_;
  std::string text_;
};

}  // namespace

absl::Status ScanJar(const Context& context, std::string_view path,
                     const RandomAccessSource& archive, PackageSink& sink) {
  return JarScan(context, path, archive.size(), sink).Run(archive);
}

}  // namespace claircore::scanners
