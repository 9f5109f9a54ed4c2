#include "indexer/scanners/java/jvm_release.h"

#include <cstddef>

#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

bool ContainsIgnoreCase(std::string_view text, std::string_view word) {
  for (size_t i = 0; i + word.size() <= text.size(); ++i) {
    if (EqualsIgnoreCase(text.substr(i, word.size()), word)) return true;
  }
  return false;
}

std::string_view Major(std::string_view version) { return version.substr(0, version.find('.')); }

}  // namespace

JvmRelease ParseJvmRelease(std::string_view text, std::string_view path) {
  std::string_view implementor, image_type, runtime, full, java;
  LineReader lines(text);
  for (std::string_view line; lines.Next(line);) {
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = Trim(line.substr(0, equals));
    std::string_view value = Trim(line.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    if (key == "IMPLEMENTOR") implementor = value;
    if (key == "IMAGE_TYPE") image_type = value;
    if (key == "JAVA_RUNTIME_VERSION") runtime = value;
    if (key == "FULL_VERSION") full = value;
    if (key == "JAVA_VERSION") java = value;
  }
  JvmRelease release;
  if (java.empty() && runtime.empty()) return release;
  // Some vendors put a number of their own into FULL_VERSION.
  if (Major(full) != Major(java)) full = {};
  release.version = !runtime.empty() ? runtime : !full.empty() ? full : java;

  const bool vendor_oracle = ContainsIgnoreCase(implementor, "oracle") ||
                             ContainsIgnoreCase(implementor, "sun microsystems") ||
                             ContainsIgnoreCase(path, "oracle");
  if (ContainsIgnoreCase(implementor, "azul") || ContainsIgnoreCase(path, "zulu")) {
    release.name = "zulu";
  } else if (vendor_oracle) {
    release.name = ContainsIgnoreCase(image_type, "jre") ? "jre" : "jdk";
  } else {
    release.name = "openjdk";
  }
  return release;
}

}  // namespace claircore::scanners
