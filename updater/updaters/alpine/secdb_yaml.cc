#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/base/utf8.h"
#include "claircore/internal/status_macros.h"
#include "updater/parse/json.h"
#include "updater/updaters/alpine/secdb.h"

namespace claircore::update {
namespace {

constexpr size_t kBuffer = 64 << 10;
constexpr size_t kMaxLine = 64 << 10;

std::string_view Trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r')) {
    s.remove_suffix(1);
  }
  return s;
}

std::string_view WithoutComment(std::string_view line) {
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) {
      return line.substr(0, i);
    }
  }
  return line;
}

std::string_view Unquote(std::string_view s) {
  s = Trim(s);
  if (s.size() >= 2 && (s.front() == '"' || s.front() == '\'') && s.back() == s.front()) {
    s = s.substr(1, s.size() - 2);
  }
  return s;
}

// A list of packages, each with a name and a map of versions to lists. The keys say where we are,
// so that indentation, which differs from file to file, need not be understood.
class YamlReader {
 public:
  YamlReader(SecdbVisitor visit, VulnerabilitySink& skips) : visit_(visit), skips_(skips) {}

  absl::Status Line(std::string_view raw) {
    const bool top_level = !raw.empty() && raw.front() != ' ' && raw.front() != '-';
    std::string_view line = Trim(WithoutComment(raw));
    if (line.empty() || line == "---" || line == "...") return absl::OkStatus();
    if (top_level) {
      CLAIRCORE_RETURN_IF_ERROR(Flush());
      in_packages_ = line == "packages:";
      seen_packages_ = seen_packages_ || in_packages_;
      return absl::OkStatus();
    }
    if (!in_packages_) return absl::OkStatus();
    if (line == "- pkg:") {
      CLAIRCORE_RETURN_IF_ERROR(Flush());
      open_ = true;
      return absl::OkStatus();
    }
    bytes_ += line.size();
    if (bytes_ > kMaxSecdbPackageBytes) {
      broken_ = true;
      return absl::OkStatus();
    }
    if (line.starts_with("- ") || line == "-") return Entry(Unquote(line.substr(1)));
    return KeyValue(line);
  }

  absl::Status End() {
    CLAIRCORE_RETURN_IF_ERROR(Flush());
    return seen_packages_ ? absl::OkStatus() : absl::DataLossError("secdb: no packages");
  }

 private:
  absl::Status Entry(std::string_view entry) {
    if (!open_ || !in_fixes_ || package_.fixes.empty()) {
      broken_ = true;
    } else {
      package_.fixes.back().entries.push_back(base::ToUtf8(entry));
    }
    return absl::OkStatus();
  }

  absl::Status KeyValue(std::string_view line) {
    const size_t colon = line.ends_with(':') ? line.size() - 1 : line.find(": ");
    if (colon == std::string_view::npos || !open_) {
      broken_ = true;
      return absl::OkStatus();
    }
    const std::string_view key = Unquote(line.substr(0, colon));
    const std::string_view value = Trim(line.substr(colon + 1));
    if (key == "secfixes" && value.empty()) {
      in_fixes_ = true;
    } else if (key == "name" && !value.empty()) {
      package_.name = base::ToUtf8(Unquote(value));
      in_fixes_ = false;
    } else if (in_fixes_ && (value.empty() || value == "[]")) {
      package_.fixes.push_back({.version = base::ToUtf8(key), .entries = {}});
    } else if (in_fixes_) {
      broken_ = true;
    }
    return absl::OkStatus();
  }

  absl::Status Flush() {
    const SecdbPackage package = std::exchange(package_, {});
    const bool open = std::exchange(open_, false);
    const bool broken = std::exchange(broken_, false);
    in_fixes_ = false;
    bytes_ = 0;
    if (!open && !broken) return absl::OkStatus();
    // What could be read of a package still counts.
    if (broken || package.name.empty()) skips_.Skip(package.name, "unreadable lines in a package");
    return package.name.empty() ? absl::OkStatus() : visit_(package);
  }

  const SecdbVisitor visit_;
  VulnerabilitySink& skips_;
  SecdbPackage package_;
  size_t bytes_ = 0;  // of the package so far
  bool in_packages_ = false, seen_packages_ = false, open_ = false, in_fixes_ = false,
       broken_ = false;
};

}  // namespace

absl::Status ParseSecdbYaml(const Context& context, const RandomAccessSource& document,
                            SecdbVisitor visit, VulnerabilitySink& skips) {
  YamlReader reader(visit, skips);
  std::vector<std::byte> buffer(kBuffer);
  std::string line;
  for (uint64_t position = 0; position < document.size();) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t n, document.ReadAt(position, buffer));
    if (n == 0) break;
    position += n;
    std::string_view bytes(reinterpret_cast<const char*>(buffer.data()), n);
    while (!bytes.empty()) {
      const size_t end = bytes.find('\n');
      line += bytes.substr(0, end);
      if (line.size() > kMaxLine) {
        return absl::DataLossError(absl::StrCat("secdb: a line before byte ", position,
                                                " is longer than ", kMaxLine, " bytes"));
      }
      if (end == std::string_view::npos) break;
      bytes.remove_prefix(end + 1);
      CLAIRCORE_RETURN_IF_ERROR(reader.Line(line));
      line.clear();
    }
  }
  CLAIRCORE_RETURN_IF_ERROR(reader.Line(line));
  return reader.End();
}

}  // namespace claircore::update
