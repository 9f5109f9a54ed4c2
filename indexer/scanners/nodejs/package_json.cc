#include "indexer/scanners/nodejs/package_json.h"

#include <simdjson.h>

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "claircore/base/path.h"
#include "indexer/scanners/text/fields.h"

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

// "bin": a file, or files by the names of commands.
bool NamesCommand(simdjson::dom::element bin) {
  simdjson::dom::object commands;
  if (bin.get_object().get(commands) == simdjson::SUCCESS) return commands.size() > 0;
  return !StringOr(bin).empty();
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
    if (key == "bin") package.program = NamesCommand(value);
    if (key == "private") {
      bool is = false;
      package.is_private = value.get_bool().get(is) == simdjson::SUCCESS && is;
    }
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

bool MayBeProgramPackageJson(std::string_view path) {
  if (TakeSystemFolder(path)) return false;
  bool parents = false;
  while (!path.empty()) {
    const std::string_view element = TakeElement(path);
    if (path.empty()) return parents && element == "package.json";
    if (element == "node_modules") return false;
    parents = true;
  }
  return false;
}

bool IsProgram(const NodePackage& package, std::string_view path) {
  if (package.is_private) return false;
  if (package.program) return true;
  const std::string_view name =
      std::string_view(package.name).substr(package.name.rfind('/') + 1);  // npos + 1 is 0
  const std::string_view dir = base::DirName(path);
  std::string_view folder = base::BaseName(dir);
  if (folder == package.version) return base::BaseName(base::DirName(dir)) == name;
  if (!folder.starts_with(name)) return false;
  folder.remove_prefix(name.size());
  if (folder.starts_with("-v")) folder.remove_prefix(1);
  return !folder.empty() && (folder[0] == '-' || folder[0] == '@' || folder[0] == 'v') &&
         folder.substr(1) == package.version;
}

}  // namespace claircore::scanners
