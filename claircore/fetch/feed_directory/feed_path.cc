#include "claircore/fetch/feed_directory/feed_path.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace claircore::feed_directory {
namespace {

struct Place {
  std::string_view url;   // without its scheme
  std::string_view path;  // ends in '/' exactly when `url` does
};
constexpr Place kPlaces[] = {
    {"secdb.alpinelinux.org/", "alpine/"},
    {"security-tracker.debian.org/tracker/data/json", "debian/data.json"},
    {"osv-vulnerabilities.storage.googleapis.com/", "osv/"},
    {"security.access.redhat.com/data/metrics/repository-to-cpe.json",
     "rhel/repository-to-cpe.json"},
    {"packages.wolfi.dev/os/security.json", "wolfi/security.json"},
    {"packages.cgr.dev/chainguard/security.json", "chainguard/security.json"},
};

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// One path segment; nothing when it could mean another place than it seems to.
std::optional<std::string> DecodeSegment(std::string_view segment) {
  std::string out;
  for (size_t i = 0; i < segment.size(); ++i) {
    char c = segment[i];
    if (c == '%') {
      if (i + 2 >= segment.size()) return std::nullopt;
      const int high = HexDigit(segment[i + 1]), low = HexDigit(segment[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '/' || c == '\0') return std::nullopt;
    out.push_back(c);
  }
  if (out == "." || out == "..") return std::nullopt;
  return out;
}

}  // namespace

std::optional<std::string> PathOfUrl(std::string_view url) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (url.starts_with(scheme)) url.remove_prefix(scheme.size());
  }
  url = url.substr(0, url.find_first_of("?#"));
  std::string path(url);
  for (const Place& place : kPlaces) {
    const bool match = place.url.ends_with('/') ? url.starts_with(place.url) : url == place.url;
    if (match) path = std::string(place.path).append(url.substr(place.url.size()));
  }
  std::string decoded;
  std::string_view rest = path;
  while (!rest.empty()) {
    const size_t slash = rest.find('/');
    const auto segment = DecodeSegment(rest.substr(0, slash));
    if (!segment.has_value()) return std::nullopt;
    if (!segment->empty()) {
      if (!decoded.empty()) decoded += '/';
      decoded += *segment;
    }
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  return decoded.empty() ? std::nullopt : std::optional(decoded);
}

std::string EncodePath(std::string_view path) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/:+").find(c) != std::string_view::npos;
    if (plain) {
      out.push_back(c);
    } else {
      out += {'%', kDigits[static_cast<unsigned char>(c) >> 4],
              kDigits[static_cast<unsigned char>(c) & 15]};
    }
  }
  return out;
}

}  // namespace claircore::feed_directory
