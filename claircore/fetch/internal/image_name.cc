#include "claircore/fetch/internal/image_name.h"

#include "claircore/digest.h"

namespace claircore::fetch {

std::string FullName(std::string_view name) {
  std::string full(name);
  const size_t slash = full.find('/');
  const std::string_view first = std::string_view(full).substr(0, slash);
  const bool host = slash != std::string::npos &&
                    (first.find_first_of(".:") != first.npos || first == "localhost");
  if (first == "index.docker.io") full.replace(0, first.size(), "docker.io");
  if (!host) full.insert(0, "docker.io/");
  constexpr std::string_view kDocker = "docker.io/";
  if (full.starts_with(kDocker) && full.find('/', kDocker.size()) == std::string::npos) {
    full.insert(kDocker.size(), "library/");
  }
  if (full.find_first_of(":@", full.rfind('/')) == std::string::npos) full += ":latest";
  return full;
}

std::string_view DigestPart(std::string_view name) {
  const std::string_view last = name.substr(name.rfind('@') + 1);  // npos + 1 is 0
  return Digest::Parse(last).ok() ? last : std::string_view();
}

}  // namespace claircore::fetch
