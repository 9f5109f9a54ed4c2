#include "indexer/scanners/java/jar.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include "claircore/base/path.h"
#include "indexer/scanners/java/archive_name.h"
#include "indexer/scanners/java/group.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

constexpr size_t kMaxReleases = 1000;  // of shaded artifacts that are remembered

// A name that is none of a package, nor a sentence: what may be an artifact's.
std::string_view ArtifactTitle(const JarFacts& facts) {
  for (std::string_view name : {"Implementation-Title", "Specification-Title", "Bundle-Name",
                                "Extension-Name", "Short-Name"}) {
    const std::string_view title = facts.manifest.Get(name);
    if (!IsArtifactId(title)) continue;
    const bool package = title.find('.') != title.npos && facts.classes.Has(title);
    if (!package) return title;
  }
  return {};
}

// The section whose package or class the archive is called after: the version of xercesImpl.jar is
// that of org/apache/xerces/.
std::string_view SectionVersion(const Manifest& manifest, std::string_view stem) {
  for (const Manifest::Section& section : manifest.sections()) {
    std::string_view folders = base::DirName(section.name);
    for (; !folders.empty(); folders = base::DirName(folders)) {
      const std::string_view folder = base::BaseName(folders);
      constexpr size_t kEnough = 3;
      if (folder.size() >= kEnough && stem.starts_with(folder)) return section.version;
    }
  }
  return {};
}

// Ivy's "group#module;version", which Gradle's plug-ins write. A module often bears another name
// there than the artifact that is published of it ("server" is org.elasticsearch:elasticsearch), so
// the artifact is what stands before that version in the archive's own name; the module, where that
// does not end in it.
Coordinates ParseIvyTitle(std::string_view title, std::string_view base_name) {
  const size_t hash = title.find('#');
  const size_t semicolon = title.find(';');
  if (hash == std::string_view::npos || semicolon == std::string_view::npos || semicolon < hash) {
    return {};
  }
  const std::string_view group = title.substr(0, hash);
  const std::string_view version = title.substr(semicolon + 1);
  std::string_view artifact = title.substr(hash + 1, semicolon - hash - 1);
  // "unspecified", which Gradle calls it where nobody says, is none.
  if (!IsArtifactId(group) || !IsArtifactId(artifact) || !IsVersion(version)) return {};
  std::string_view stem = Stem(base_name);
  if (stem.ends_with(version)) {
    stem.remove_suffix(version.size());
    if (stem.ends_with('-') && IsArtifactId(stem.substr(0, stem.size() - 1))) {
      artifact = stem.substr(0, stem.size() - 1);
    }
  }
  return {std::string(group), std::string(artifact), std::string(version)};
}

// "org.acme.acme-core", as Quarkus and sbt name what they collect: the group ends before the part
// that begins with its own last one.
bool SplitDotted(std::string_view name, Coordinates& into) {
  const size_t dash = name.find('-');
  const size_t dot = name.rfind('.', dash);
  if (dash == name.npos || dot == name.npos || dot == 0) return false;
  const std::string_view group = name.substr(0, dot);
  const std::string_view artifact = name.substr(dot + 1);
  const std::string_view last = group.substr(group.rfind('.') + 1);
  if (!IsGroup(group) || !artifact.starts_with(last)) return false;
  into.group = group;
  into.artifact = artifact;
  return true;
}

// The file's version, unless the manifest's is the same with more after it: of "a-5.jar" 5.2.0.
// What stands after the manifest's whole version is a classifier: "a-5.2.0-nohive".
std::string_view Version(const ArchiveName& file, std::string_view manifest) {
  if (manifest.empty() || !IsVersion(manifest) || file.version == manifest) return file.version;
  if (file.version.ends_with(".x")) return manifest;
  if (manifest.starts_with(file.version) && manifest[file.version.size()] == '.' &&
      ReleaseOf(manifest) != ReleaseOf(file.version)) {
    return manifest;
  }
  const bool more = file.version.starts_with(manifest) && file.version[manifest.size()] == '-';
  if (!more) return file.version;
  const std::string_view rest = file.version.substr(manifest.size() + 1);
  if (rest.find_first_of("0123456789") != rest.npos) return file.version;  // "rc1", "jdk15"
  for (std::string_view word : {"SNAPSHOT", "alpha", "beta", "rc", "ga", "final", "release", "jre",
                                "android", "incubating", "stable", "empty"}) {
    if (EqualsIgnoreCase(rest, word)) return file.version;
  }
  return manifest;
}

class Namer {
 public:
  explicit Namer(std::vector<JarPackage>& out) : out_(out) {}

  void Name(const JarFacts& facts, const std::string& label, std::string_view member) {
    const std::string_view base_name = base::BaseName(member);
    const ArchiveName file = ParseArchiveName(base_name);
    const std::string folder = label.substr(0, label.size() - base_name.size());
    std::set<std::string, std::less<>> releases;
    for (const Coordinates& pom : facts.poms) {
      const bool named = IsNamedAfter(base_name, pom.Name());
      Coordinates coordinates = pom;
      // What builds add to a version for one archive of several: "8.2.2.jre8" of "8.2.2".
      const bool more = file.version.size() > pom.version.size() &&
                        file.version.starts_with(pom.version) &&
                        file.version[pom.version.size()] == '.';
      if (named && (pom.version.empty() || more)) coordinates.version = file.version;
      if (!coordinates.complete() || !IsToken(coordinates.version)) continue;
      if (releases.size() < kMaxReleases) releases.emplace(ReleaseOf(coordinates.version));
      Add({std::move(coordinates), "maven:" + label, "", named, folder});
    }
    if (HasOwnPom(base_name, facts.poms)) return;
    Coordinates place = RepositoryPath(member);
    if (!place.group.empty() && place.version.empty()) {
      place.version = ByOtherMeans(facts, base_name, file).version;
    }
    if (place.complete() && IsToken(place.Name())) {
      if (!releases.contains(ReleaseOf(place.version))) {
        Add({std::move(place), "maven:" + label, "", true, folder});
      }
      return;
    }
    Coordinates other = ByOtherMeans(facts, base_name, file);
    if (!IsToken(other.Name()) || !IsToken(other.version) ||
        releases.contains(ReleaseOf(other.version))) {
      return;
    }
    Add({std::move(other), (facts.manifest.present() ? "jar:" : "file:") + label, facts.sha1, false,
         folder});
  }

  void All(const JarFacts& facts, const std::string& label, std::string_view member) {
    // Those inside first, as an archive is finished after what is in it.
    for (const JarFacts& inner : facts.inner) All(inner, label + ":" + inner.member, inner.member);
    Name(facts, label, member);
  }

 private:
  static Coordinates ByOtherMeans(const JarFacts& facts, std::string_view base_name,
                                  const ArchiveName& file) {
    Coordinates result = ParseIvyTitle(facts.manifest.Get("Implementation-Title"), base_name);
    if (result.complete()) return result;
    const std::string_view stem = Stem(base_name);
    std::string_view manifest_version = facts.manifest.Version();
    if (manifest_version.empty()) manifest_version = SectionVersion(facts.manifest, stem);
    if (file.known()) {
      result.artifact = file.artifact;
      result.version = Version(file, manifest_version);
    } else {
      result.version = manifest_version;
      NameByManifest(facts, stem, result);
    }
    if (result.artifact.empty()) return result;
    for (const Coordinates& native : facts.native) {
      if (native.artifact == result.artifact) result.group = native.group;
    }
    if (result.group.empty() && !SplitDotted(result.artifact, result)) {
      result.group = GroupOf(result.artifact, facts.manifest, facts.classes);
    }
    return result;
  }

  // Of an archive whose name has no version: "catalina.jar".
  static void NameByManifest(const JarFacts& facts, std::string_view stem, Coordinates& result) {
    if (!facts.manifest.present() || result.version.empty()) return;
    const std::string_view symbolic = facts.manifest.SymbolicName();
    constexpr std::string_view kTomcat = "org.apache.tomcat-";  // group and artifact in one
    if (symbolic.starts_with(kTomcat)) {
      result.artifact = symbolic.substr(kTomcat.rfind('.') + 1);
      return;
    }
    const std::string_view title = ArtifactTitle(facts);
    if (!title.empty()) {
      result.artifact = title;
      return;
    }
    const bool of_bundle = IsArtifactId(symbolic) && !symbolic.ends_with(stem);
    if (of_bundle || IsArtifactId(stem)) result.artifact = of_bundle ? symbolic : stem;
  }

  void Add(JarPackage package) { out_.push_back(std::move(package)); }

  std::vector<JarPackage>& out_;
};

}  // namespace

std::vector<JarPackage> NameJar(std::string_view path, const JarFacts& facts) {
  std::vector<JarPackage> packages;
  Namer(packages).All(facts, std::string(path), path);
  return packages;
}

}  // namespace claircore::scanners
