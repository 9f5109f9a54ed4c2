#include "indexer/scanners/conan/reference.h"

#include "claircore/base/path.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

std::optional<ConanReference> Checked(ConanReference reference) {
  if (!IsToken(reference.name) || !IsToken(reference.version) || !IsPlain(reference.user)) {
    return std::nullopt;
  }
  return reference;
}

}  // namespace

std::optional<ConanReference> ParseConanReference(std::string_view text) {
  text = text.substr(0, text.find('#'));
  ConanReference reference;
  if (const size_t at = text.find('@'); at != text.npos) {
    reference.user = text.substr(at + 1);
    text = text.substr(0, at);
  }
  const size_t slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  reference.name = text.substr(0, slash);
  reference.version = text.substr(slash + 1);
  if (reference.version.find('/') != reference.version.npos) return std::nullopt;
  return Checked(std::move(reference));
}

std::optional<ConanReference> DeployedReference(std::string_view path) {
  constexpr std::string_view kPlace = "full_deploy/host/";
  const size_t at = path.rfind(kPlace);
  if (at == path.npos || (at != 0 && path[at - 1] != '/')) return std::nullopt;
  path.remove_prefix(at + kPlace.size());
  const size_t name = path.find('/');
  const size_t version = name == path.npos ? path.npos : path.find('/', name + 1);
  if (version == path.npos || base::BaseName(path) != "conaninfo.txt") return std::nullopt;
  return Checked({std::string(path.substr(0, name)),
                  std::string(path.substr(name + 1, version - name - 1)), ""});
}

}  // namespace claircore::scanners
