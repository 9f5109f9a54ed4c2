#include "indexer/scanners/nodejs/package_json.h"

#include <simdjson.h>

#include <cstddef>
#include <vector>

#include "absl/status/status.h"

namespace claircore::scanners {
namespace {

constexpr size_t kMaxBytes = size_t{8} << 20;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

absl::Status NotJson(simdjson::error_code error) {
  return absl::DataLossError(std::string("no JSON: ") + simdjson::error_message(error));
}

std::string StringOr(simdjson::dom::element value) {
  std::string_view text;
  return value.get_string().get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

// Takes the first element off a path.
std::string_view TakeElement(std::string_view& path) {
  const size_t slash = path.find('/');
  const std::string_view element = path.substr(0, slash);
  path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  return element;
}

// Takes "NAME" or "@SCOPE/NAME" off a path. False if the path begins with neither.
bool TakePackage(std::string_view& path) {
  std::string_view element = TakeElement(path);
  if (element.starts_with('@')) {
    if (element.size() == 1) return false;
    element = TakeElement(path);
  }
  return !element.empty() && !element.starts_with('.') && element != "node_modules";
}

// usr/share/nodejs/, usr/lib/nodejs/ or usr/lib/TRIPLET/nodejs/.
bool TakeSystemFolder(std::string_view& path) {
  std::string_view rest = path;
  if (TakeElement(rest) != "usr") return false;
  const std::string_view second = TakeElement(rest);
  if (second != "share" && second != "lib") return false;
  std::string_view third = TakeElement(rest);
  if (second == "lib" && third.find("-linux-") != third.npos) third = TakeElement(rest);
  if (third != "nodejs") return false;
  path = rest;
  return true;
}

}  // namespace

struct PackageJsonReader::State {
  simdjson::dom::parser parser{kMaxBytes};
};

PackageJsonReader::PackageJsonReader() : state_(std::make_unique<State>()) {}
PackageJsonReader::~PackageJsonReader() = default;

absl::StatusOr<NodePackage> PackageJsonReader::Read(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.size() > kMaxBytes) return absl::ResourceExhaustedError("larger than 8 MiB");
  // simdjson copies from where there is nothing to copy.
  if (text.empty()) return absl::DataLossError("no JSON: empty");
  simdjson::dom::element document;
  if (auto error = state_->parser.parse(text.data(), text.size()).get(document)) {
    return NotJson(error);
  }
  simdjson::dom::object object;
  if (document.get_object().get(object) != simdjson::SUCCESS) {
    return absl::DataLossError("no JSON object");
  }
  NodePackage package;
  // As in JavaScript, the last of two members of one name counts.
  for (const auto [key, value] : object) {
    if (key == "name") package.name = StringOr(value);
    if (key == "version") package.version = StringOr(value);
  }
  return package;
}

bool IsInstalledPackageJson(std::string_view path) {
  // Up to the first node_modules is the project, wherever it lies.
  if (!TakeSystemFolder(path)) {
    while (!path.empty() && TakeElement(path) != "node_modules") {
    }
  }
  while (!path.empty()) {
    std::string_view rest = path;
    if (TakeElement(rest).starts_with('.')) {
      // A store of its own: node_modules/.pnpm/x@1.0.0/node_modules/x/.
      while (!rest.empty() && TakeElement(rest) != "node_modules") {
      }
      path = rest;
      continue;
    }
    if (!TakePackage(path)) return false;
    if (path == "package.json") return true;
    if (TakeElement(path) != "node_modules") return false;
  }
  return false;
}

}  // namespace claircore::scanners
