#include "indexer/scanners/nix/store_path.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace claircore::scanners {
namespace {

constexpr std::string_view kStore = "nix/store/";
constexpr size_t kHashBytes = 32;
// Nix leaves out four letters, so that no hash is a bad word.
constexpr std::string_view kHashAlphabet = "0123456789abcdfghijklmnpqrsvwxyz";

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool IsNameCharacter(char c) {
  return IsLetter(c) || (c >= '0' && c <= '9') ||
         std::string_view("+-._?=").find(c) != std::string_view::npos;
}

// Outputs by the names that Nixpkgs gives them
// (https://nixos.org/manual/nixpkgs/stable/#chap-multiple-output), and those of Python's packages
// ("dist"), of glibc ("getent"), GCC ("libgcc"), BIND ("dnsutils", "host"), util-linux ("lastlog",
// "login", "mount", "swap"), shadow ("su"), Node.js ("libv8"), NSS ("tools"), libxml2 ("py"), LLVM
// ("python") and terminals ("terminfo").
constexpr std::string_view kOutputs[] = {
    "bin",  "debug", "dev",     "devdoc", "devman", "dist",  "dnsutils", "doc",  "getent",
    "host", "info",  "lastlog", "lib",    "libgcc", "libv8", "login",    "man",  "mount",
    "out",  "py",    "python",  "static", "su",     "swap",  "terminfo", "tools"};

// What is built from rather than run.
constexpr std::string_view kSources[] = {
    ".drv", ".patch", ".diff",   ".tar",    ".tar.gz",     ".tgz",      ".tar.bz2", ".tar.xz",
    ".txz", ".zip",   "-source", "-vendor", "-go-modules", "-npm-deps", ".tar.zst", "-src"};

std::string_view WithoutOutput(std::string_view name) {
  const size_t dash = name.rfind('-');
  if (dash == std::string_view::npos) return name;
  const bool output = std::find(std::begin(kOutputs), std::end(kOutputs), name.substr(dash + 1)) !=
                      std::end(kOutputs);
  return output ? name.substr(0, dash) : name;
}

}  // namespace

NixName ParseNixName(std::string_view text) {
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '-' && !IsLetter(text[i + 1])) return {text.substr(0, i), text.substr(i + 1)};
  }
  return {text, ""};
}

std::string_view NixStorePath(std::string_view path) {
  if (!path.starts_with(kStore)) return "";
  const size_t end = path.find('/', kStore.size());
  if (end == std::string_view::npos) return "";
  const std::string_view name = path.substr(kStore.size(), end - kStore.size());
  if (name.size() < kHashBytes + 2 || name[kHashBytes] != '-' ||
      name.find_first_not_of(kHashAlphabet) < kHashBytes ||
      !std::all_of(name.begin() + kHashBytes, name.end(), &IsNameCharacter)) {
    return "";
  }
  return path.substr(0, end);
}

NixName NixPackage(std::string_view store_path) {
  const std::string_view name = store_path.substr(kStore.size() + kHashBytes + 1);
  for (const std::string_view source : kSources) {
    if (name.ends_with(source)) return {name, ""};
  }
  return ParseNixName(WithoutOutput(name));
}

}  // namespace claircore::scanners
