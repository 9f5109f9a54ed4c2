#include "updater/updaters/alpine/secdb.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::update {
namespace {

constexpr std::string_view kNeverAffected = "0";
constexpr size_t kMaxNames = 16;  // in one entry; real ones have two or three

bool IsAlnum(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }
bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

// "CVE-2019-1", "XSA-7", "GHSA-abcd-..": letters first, then parts joined by '-', a digit
// somewhere.
bool IsName(std::string_view s) {
  const size_t dash = s.find('-');
  if (dash == 0 || dash == std::string_view::npos || s.back() == '-' || s.size() > 128)
    return false;
  if (!absl::ascii_isalpha(static_cast<unsigned char>(s.front()))) return false;
  return std::ranges::all_of(
             s, [](char c) { return IsAlnum(c) || c == '-' || c == '.' || c == '_'; }) &&
         std::ranges::any_of(s, IsDigit);
}

// Undoes the misspellings of CVE ids that the database has: "cve-2020-1", "CVE_2019-2", and the
// names of patches, "CVE-2017-17434-1", "CVE-2017-8073.patch".
std::string Spell(std::string_view name) {
  std::string out(name);
  if (out.size() > 4 && absl::AsciiStrToUpper(out.substr(0, 3)) == "CVE" &&
      (out[3] == '-' || out[3] == '_')) {
    out = absl::AsciiStrToUpper(out);
    std::replace(out.begin(), out.end(), '_', '-');
    const size_t number = out.find('-', 4);
    if (number != std::string::npos) {
      out.resize(std::min(out.find_first_not_of("0123456789", number + 1), out.size()));
    }
  }
  return out;
}

bool IsCve(std::string_view name) { return name.starts_with("CVE-"); }

std::string Link(std::string_view ns, std::string_view name) {
  if (IsCve(name) && ns.starts_with("Alpine")) {
    return absl::StrCat("https://security.alpinelinux.org/vuln/", internal::ToAbsl(name));
  }
  if (IsCve(name)) return absl::StrCat("https://nvd.nist.gov/vuln/detail/", internal::ToAbsl(name));
  if (name.starts_with("GHSA-")) {
    return absl::StrCat("https://github.com/advisories/", internal::ToAbsl(name));
  }
  return "";
}

// What the package's entries say of one name.
struct Facts {
  std::vector<std::string> versions;  // that fix it, as listed
  std::vector<std::string> related;
};

// The greatest version alone, when the scheme understands all of them.
void KeepGreatest(const VersionScheme* apk, std::vector<std::string>& versions) {
  std::sort(versions.begin(), versions.end());
  versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
  // A fix says more than "never affected".
  if (versions.size() > 1) std::erase(versions, kNeverAffected);
  if (apk == nullptr || versions.size() < 2) return;
  for (const std::string& v : versions) {
    if (!apk->Compare(v, v).ok()) return;
  }
  std::string greatest = *std::max_element(versions.begin(), versions.end(),
                                           [&](const std::string& a, const std::string& b) {
                                             const auto order = apk->Compare(a, b);
                                             return order.ok() && *order < 0;
                                           });
  versions = {std::move(greatest)};
}

}  // namespace

std::vector<std::string> SecdbNames(std::string_view entry) {
  std::vector<std::string> names;
  size_t begin = 0;
  while (begin < entry.size() && names.size() < kMaxNames) {
    const size_t end = std::min(entry.find_first_of(" \t()[]+,;/&:\"'", begin), entry.size());
    std::string name = Spell(entry.substr(begin, end - begin));
    begin = end + 1;
    if (IsName(name) && std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

absl::Status EmitSecdbPackage(const SecdbPackage& package, std::string_view ns,
                              const VersionScheme* apk, VulnerabilitySink& out) {
  std::map<std::string, Facts> by_name;
  for (const SecdbPackage::Fix& fix : package.fixes) {
    if (fix.version.empty()) {
      out.Skip(package.name, "fix without a version");
      continue;
    }
    for (const std::string& entry : fix.entries) {
      std::vector<std::string> names = SecdbNames(entry);
      if (names.empty()) {
        out.Skip(package.name, "entry without a vulnerability's name");
        continue;
      }
      // Each CVE is a flaw of its own; other names beside it are another body's for the same or for
      // a group, so they never join.
      const bool has_cve = std::any_of(names.begin(), names.end(), IsCve);
      std::stable_partition(names.begin(), names.end(), IsCve);
      for (size_t i = 0; i < names.size(); ++i) {
        if (has_cve ? !IsCve(names[i]) : i > 0) break;
        Facts& facts = by_name[names[i]];
        facts.versions.push_back(fix.version);
        for (size_t j = i + 1; j < names.size(); ++j) {
          if (!IsCve(names[j])) facts.related.push_back(names[j]);
        }
      }
    }
  }
  for (auto& [name, facts] : by_name) {
    Advisory advisory;
    advisory.source_key = absl::StrCat(package.name, "/", name);
    advisory.name = name;
    std::sort(facts.related.begin(), facts.related.end());
    facts.related.erase(std::unique(facts.related.begin(), facts.related.end()),
                        facts.related.end());
    advisory.related = std::move(facts.related);
    if (std::string link = Link(ns, name); !link.empty()) advisory.links.push_back(std::move(link));
    Affected affected;
    affected.key = {std::string(ns), package.name, "apk"};
    affected.kind = PackageKind::kSource;
    KeepGreatest(apk, facts.versions);
    if (facts.versions.front() == kNeverAffected) {
      affected.status = AffectedStatus::kNotAffected;
    } else {
      for (const std::string& version : facts.versions) {
        affected.ranges.push_back({.introduced = "", .fixed = version, .last_affected = ""});
      }
      affected.fixed_in_version = facts.versions.back();
    }
    advisory.affected.push_back(std::move(affected));
    CLAIRCORE_RETURN_IF_ERROR(out.Add(std::move(advisory)));
  }
  return absl::OkStatus();
}

}  // namespace claircore::update
