#include "indexer/scanners/java/jar_facts.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "claircore/base/path.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "indexer/scanners/java/archive_name.h"
#include "indexer/scanners/java/sha1.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/zip/zip.h"

namespace claircore::scanners {
namespace {

constexpr uint64_t kMaxPropertiesBytes = 64 << 10;
constexpr uint64_t kMaxPomBytes = 1 << 20;
constexpr size_t kMaxManifestBytes = 1 << 20;    // of its main section
constexpr size_t kMoreManifestBytes = 64 << 10;  // of other sections, where it has no version
constexpr size_t kMaxPomXmls = 1000;
constexpr uint64_t kMinZipBytes = 22;
constexpr size_t kMaxFactBytes = 32 << 20;
constexpr size_t kArchiveBytes = 1 << 10;  // what one costs at least

// A member's name as it may stand in a report.
std::string Shown(std::string_view name) {
  if (IsPlain(name)) return std::string(name);
  std::string shown(name.substr(0, kMaxFieldBytes));
  for (char& c : shown) {
    if (c < 0x20 || c == 0x7f) c = '?';
  }
  return shown;
}

// "META-INF/native-image/GROUP/ARTIFACT/.."
Coordinates NativeImagePath(std::string_view member) {
  constexpr std::string_view kPrefix = "META-INF/native-image/";
  if (!member.starts_with(kPrefix)) return {};
  member.remove_prefix(kPrefix.size());
  const size_t group = member.find('/');
  if (group == member.npos) return {};
  const size_t artifact = member.find('/', group + 1);
  if (artifact == member.npos) return {};
  Coordinates result{std::string(member.substr(0, group)),
                     std::string(member.substr(group + 1, artifact - group - 1)), ""};
  return IsArtifactId(result.group) && IsArtifactId(result.artifact) ? result : Coordinates();
}

class JarReader {
 public:
  JarReader(const Context& context, uint64_t size, FileProblems& problems)
      : context_(context), problems_(problems), budget_(zip::Budget::ForFile(size)) {}

  // The status of all of these is of what ends the whole file: the context, or a spent budget. The
  // rest is written down, and the scan goes on. `label` is where it is in the file: ":A:B".
  absl::Status Archive(const RandomAccessSource& source, const std::string& label,
                       std::string_view base_name, int depth, JarFacts& facts) {
    absl::StatusOr<zip::Reader> reader = zip::Reader::Open(context_, source, budget_);
    if (!reader.ok()) {
      if (depth == 0) return reader.status();
      return Note(label, reader.status());
    }
    CLAIRCORE_RETURN_IF_ERROR(Spend(kArchiveBytes));
    absl::Status status;
    std::optional<zip::Member> manifest;
    std::vector<zip::Member> pom_xmls;
    const absl::Status listed = reader->ForEach([&](const zip::Member& member) {
      const std::string_view base = base::BaseName(member.name);
      if (base == "pom.properties") {
        status = Properties(*reader, member, label, facts);
      } else if (base == "pom.xml") {
        if (pom_xmls.size() < kMaxPomXmls && member.name.size() <= kMaxFieldBytes &&
            !PomPath(member.name).artifact.empty()) {
          pom_xmls.push_back(member);
        }
      } else if (!manifest && EqualsIgnoreCase(member.name, "META-INF/MANIFEST.MF")) {
        manifest = member;
      } else if (member.size >= kMinZipBytes && IsJavaArchiveName(base)) {
        status = Inner(*reader, member, label, depth, facts);
      }
      return status.ok();
    });
    CLAIRCORE_RETURN_IF_ERROR(status);
    if (!listed.ok()) CLAIRCORE_RETURN_IF_ERROR(Note(label, listed));
    for (const zip::Member& member : pom_xmls) {
      CLAIRCORE_RETURN_IF_ERROR(PomXml(*reader, member, label, facts));
    }
    if (manifest) CLAIRCORE_RETURN_IF_ERROR(ReadManifest(*reader, *manifest, label, facts));
    facts.has_own_pom = HasOwnPom(base_name, facts.poms);
    if (facts.has_own_pom) return absl::OkStatus();
    CLAIRCORE_RETURN_IF_ERROR(Packages(*reader, facts));
    const absl::StatusOr<std::string> sha1 = Sha1Of(context_, source, budget_);
    if (!sha1.ok()) return Note(label, sha1.status());
    facts.sha1 = *sha1;
    return absl::OkStatus();
  }

 private:
  absl::Status Properties(zip::Reader& reader, const zip::Member& member, const std::string& label,
                          JarFacts& facts) {
    const absl::Status read = reader.ReadInto(member, kMaxPropertiesBytes, text_);
    if (!read.ok()) return Note(label + ":" + Shown(member.name), read);
    return AddPom(ParsePomProperties(text_), label, member.name, facts);
  }

  absl::Status PomXml(zip::Reader& reader, const zip::Member& member, const std::string& label,
                      JarFacts& facts) {
    const Coordinates path = PomPath(member.name);
    for (const Coordinates& known : facts.poms) {  // by its pom.properties
      if (known.group == path.group && known.artifact == path.artifact) return absl::OkStatus();
    }
    const absl::Status read = reader.ReadInto(member, kMaxPomBytes, text_);
    if (!read.ok()) return Note(label + ":" + Shown(member.name), read);
    Coordinates pom = ParsePomXml(text_);
    if (pom.group.empty()) pom.group = path.group;
    if (pom.artifact.empty()) pom.artifact = path.artifact;
    return AddPom(std::move(pom), label, member.name, facts);
  }

  absl::Status AddPom(Coordinates pom, const std::string& label, const std::string& member,
                      JarFacts& facts) {
    if (pom.group.empty() || pom.artifact.empty()) {
      // Of what a build left unexpanded the path may still tell two of three.
      Coordinates path = PomPath(member);
      if (path.artifact.empty()) return absl::OkStatus();
      path.version = std::move(pom.version);
      pom = std::move(path);
    }
    if (!IsToken(pom.Name()) || !IsPlain(pom.version)) {
      return Note(label + ":" + Shown(member), absl::DataLossError("no usable name"));
    }
    CLAIRCORE_RETURN_IF_ERROR(Spend(pom.Name().size() + pom.version.size() + sizeof(pom)));
    facts.poms.push_back(std::move(pom));
    return absl::OkStatus();
  }

  absl::Status ReadManifest(zip::Reader& reader, const zip::Member& member,
                            const std::string& label, JarFacts& facts) {
    text_.clear();
    std::optional<size_t> enough;  // how much of it
    const absl::Status read = reader.Read(member, [&](std::string_view piece) {
      text_ += piece;
      if (!enough) {
        const size_t end = Manifest::MainSectionEnd(text_);
        if (end == std::string_view::npos) return text_.size() < kMaxManifestBytes;
        const bool all = Manifest(std::string_view(text_).substr(0, end)).HasVersion();
        enough = all ? 0 : end + kMoreManifestBytes;
      }
      return text_.size() < *enough;
    });
    if (!read.ok()) return Note(label + ":" + member.name, read);
    facts.manifest = Manifest(text_);
    return Spend(facts.manifest.bytes());
  }

  // A second look at the names of all members: seldom needed, as most archives have their pom.
  absl::Status Packages(zip::Reader& reader, JarFacts& facts) {
    const absl::Status listed = reader.ForEach([&](const zip::Member& member) {
      facts.classes.Add(member.name);
      constexpr size_t kMaxNative = 64;
      if (facts.native.size() < kMaxNative) {
        Coordinates native = NativeImagePath(member.name);
        const bool fresh =
            !native.group.empty() && (facts.native.empty() || facts.native.back() != native);
        if (fresh) facts.native.push_back(std::move(native));
      }
      return true;
    });
    // What is damaged was noted when the members were listed first.
    if (!listed.ok() && budget_.spent) return listed;
    CLAIRCORE_RETURN_IF_ERROR(context_.Check());
    if (facts.classes.empty()) facts.classes.AddExports(facts.manifest.Get("Export-Package"));
    return Spend(facts.classes.bytes());
  }

  absl::Status Inner(zip::Reader& reader, const zip::Member& member, const std::string& label,
                     int depth, JarFacts& facts) {
    const std::string name = Shown(member.name);
    const std::string inner = label + ":" + name;
    if (depth == kMaxArchiveDepth) {
      return Note(inner, absl::ResourceExhaustedError("archives are nested too deep"));
    }
    const auto source = reader.OpenMember(member);
    if (!source.ok()) return Note(inner, source.status());
    facts.inner.emplace_back().member = name;
    CLAIRCORE_RETURN_IF_ERROR(Spend(name.size()));
    return Archive(**source, inner, base::BaseName(member.name), depth + 1, facts.inner.back());
  }

  // What the facts of a whole file may take.
  absl::Status Spend(size_t bytes) {
    fact_bytes_ += bytes;
    if (fact_bytes_ <= kMaxFactBytes) return absl::OkStatus();
    budget_.spent = true;
    return absl::ResourceExhaustedError("the archive holds too many archives");
  }

  absl::Status Note(const std::string& label, const absl::Status& why) {
    CLAIRCORE_RETURN_IF_ERROR(context_.Check());
    if (budget_.spent) return why;
    problems_.Add((label.empty() ? "" : label.substr(1) + ": ") +
                  std::string(internal::ToStd(why.message())));
    return absl::OkStatus();
  }

  const Context& context_;
  FileProblems& problems_;
  zip::Budget budget_;
  size_t fact_bytes_ = 0;
  std::string text_;
};

}  // namespace

bool HasOwnPom(std::string_view base_name, const std::vector<Coordinates>& poms) {
  const bool versioned = ParseArchiveName(base_name).known();
  size_t complete = 0;
  for (const Coordinates& pom : poms) {
    if (pom.version.empty() && !versioned) continue;
    if (IsNamedAfter(base_name, pom.Name())) return true;
    complete += !pom.version.empty();
  }
  return complete == 1 && !versioned;
}

absl::StatusOr<JarFile> ReadJar(const Context& context, std::string_view base_name,
                                const RandomAccessSource& file) {
  JarFile jar;
  jar.status =
      JarReader(context, file.size(), jar.problems).Archive(file, "", base_name, 0, jar.facts);
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  return jar;
}

}  // namespace claircore::scanners
