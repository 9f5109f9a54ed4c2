#include "indexer/scanners/java/group.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "indexer/scanners/java/archive_name.h"
#include "indexer/scanners/java/known_groups.h"

namespace claircore::scanners {
namespace {

using Parts = std::vector<std::string_view>;

constexpr std::string_view kShared[] = {"com.github",     "com.google",
                                        "com.googlecode", "com.ibm",
                                        "com.microsoft",  "com.oracle",
                                        "com.sun",        "io.github",
                                        "jakarta",        "javax",
                                        "net.java",       "net.java.dev",
                                        "net.sf",         "net.sourceforge",
                                        "org.apache",     "org.apache.commons",
                                        "org.codehaus",   "org.eclipse",
                                        "org.glassfish",  "org.jboss",
                                        "org.sonatype",   "org.springframework",
                                        "org.wildfly"};

// Parts of Apache's packages that are no project's group.
constexpr std::string_view kNoProjects[] = {"commons", "tools", "http", "catalina", "xml", "html"};

constexpr std::string_view kDomains[] = {"ch",  "com",  "de", "dev", "edu", "eu",  "fr",
                                         "gov", "info", "io", "me",  "net", "org", "ru"};

bool IsOneOf(std::string_view word, const auto& words) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

Parts Split(std::string_view text, std::string_view separators) {
  Parts parts;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of(separators), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// The first `count` parts of a package.
std::string_view Head(std::string_view package, const Parts& parts, size_t count) {
  return package.substr(
      0, static_cast<size_t>(parts[count - 1].data() + parts[count - 1].size() - package.data()));
}

// Scala's "akka-actor_2.12" without the version of the language.
std::string_view WithoutScala(std::string_view artifact) {
  const size_t bar = artifact.rfind('_');
  if (bar == std::string_view::npos || bar == 0) return artifact;
  const std::string_view version = artifact.substr(bar + 1);
  const bool scala = !version.empty() && (version.front() == '2' || version.front() == '3') &&
                     version.find_first_not_of("0123456789.") == std::string_view::npos;
  return scala ? artifact.substr(0, bar) : artifact;
}

// The group of which Maven's bundle plugin makes `name`, given the artifact: "group.artifact", or
// where the artifact begins with the group's last part ("akka-actor") only what follows.
std::string GroupOfBundle(std::string_view name, std::string_view artifact) {
  if (name.size() > artifact.size() + 1 && name.ends_with(artifact) &&
      name[name.size() - artifact.size() - 1] == '.') {
    const std::string_view group = name.substr(0, name.size() - artifact.size() - 1);
    if (IsGroup(group)) return std::string(group);
    // Both are the name where the artifact is the group's last part: org.apache.velocity.
    if (artifact.find('.') == std::string_view::npos) {
      return IsGroup(name) && Split(name, ".").size() > 2 ? std::string(name) : std::string();
    }
  }
  const Parts parts = Split(name, ".");
  for (size_t count = parts.size(); count-- > 2;) {
    const std::string_view group = Head(name, parts, count);
    const std::string_view last = parts[count - 1];
    if (!artifact.starts_with(last) || artifact.size() < last.size() + 2) continue;
    if (std::string_view("-._").find(artifact[last.size()]) == std::string_view::npos) continue;
    if (artifact.substr(last.size() + 1) == name.substr(group.size() + 1) && IsGroup(group)) {
      return std::string(group);
    }
  }
  return {};
}

// A module's name is rather less of a rule: a whole group counts only when it is the artifact's.
std::string GroupOfModule(std::string_view module, std::string_view artifact) {
  const Parts parts = Split(module, ".");
  const std::string group = GroupOfBundle(module, artifact);
  if (!group.empty() && group != module) return group;
  return parts.size() == 2 && parts[1] == artifact && IsOneOf(parts[0], kDomains)
             ? std::string(module)
             : std::string();
}

// `package` up to the part that the artifact begins with.
std::string GroupOfPackage(std::string_view package, const Parts& words) {
  if (words.size() < 2) return {};
  const Parts parts = Split(package, ".");
  if (parts.size() < 2 || !IsOneOf(parts[0], kDomains)) return {};
  const auto group = [&](size_t count) {
    const std::string_view head = Head(package, parts, count);
    return IsGroup(head) ? std::string(head) : std::string();
  };
  const auto begins = [&](std::string_view part) {
    constexpr size_t kEnough = 5;  // "checker-qual" in org.checkerframework
    return part == words[0] || (words[0].size() >= kEnough && part.starts_with(words[0]));
  };
  if (parts[0] == "org" && parts[1] == "apache") {
    if (parts.size() < 3 || IsOneOf(parts[2], kNoProjects)) return {};
    // "connect-runtime" in org.apache.kafka.connect
    const bool next = parts.size() > 3 && parts[3] == words[0];
    return parts[2] == words[0] || next ? group(3) : std::string();
  }
  if (begins(parts[1])) return group(2);
  if (parts.size() < 3) return {};
  if (parts[2] == words[0]) return group(3);
  // "java-jwt" in com.auth0.jwt
  const bool last =
      parts.size() == 3 && std::find(words.begin() + 1, words.end(), parts[2]) != words.end();
  return last ? group(2) : std::string();
}

}  // namespace

bool IsGroup(std::string_view text) {
  if (!IsArtifactId(text) || IsOneOf(text, kShared)) return false;
  const Parts parts = Split(text, ".");
  return parts.size() >= 2 &&
         static_cast<size_t>(std::count(text.begin(), text.end(), '.')) == parts.size() - 1;
}

std::string GroupOf(std::string_view artifact, const Manifest& manifest,
                    const ClassFolders& classes) {
  std::string group = KnownGroup(artifact, classes);
  if (!group.empty()) return group;
  artifact = WithoutScala(artifact);
  std::string lower(artifact);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const Parts words = Split(lower, "-_.");
  // The second sign of what the manifest says: its classes, or the artifact's name. Projects that
  // moved (org.apache.hadoop.zookeeper) keep what they were called.
  const auto fits = [&](std::string_view name) {
    const std::string_view last = name.substr(name.rfind('.') + 1);
    constexpr size_t kEnough = 5;  // "mongo-java-driver" of org.mongodb, whose classes are com.'s
    const bool begins = !words.empty() && words[0].size() >= kEnough && last.starts_with(words[0]);
    // Any of the words: "reactor-netty" of io.projectreactor.netty has its classes in
    // reactor.netty.
    return begins || IsOneOf(last, words) || classes.empty() || classes.Has(name);
  };
  for (std::string_view name : {"Group-Id", "Implementation-Vendor-Id"}) {
    const std::string_view value = manifest.Get(name);
    if (IsGroup(value) && fits(value)) return std::string(value);
  }
  group = GroupOfBundle(manifest.SymbolicName(), artifact);
  if (group.empty() || !fits(group)) {
    group = GroupOfModule(manifest.Get("Automatic-Module-Name"), artifact);
  }
  if (!group.empty() && fits(group)) return group;
  for (std::string_view name : {"Extension-Name", "Implementation-Title"}) {
    const std::string_view package = manifest.Get(name);
    const bool whole = words.size() > 1 && package.ends_with("." + std::string(words[0]));
    if (whole && IsGroup(package) && classes.Has(package)) return std::string(package);
  }
  return GroupOfPackage(classes.Root(), words);
}

}  // namespace claircore::scanners
