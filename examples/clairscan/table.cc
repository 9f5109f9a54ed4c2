#include "examples/clairscan/table.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <iterator>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "claircore/end_of_life.h"
#include "claircore/internal/strings.h"
#include "examples/clairscan/coverage.h"
#include "examples/clairscan/printable.h"

namespace clairscan {
namespace {

using claircore::Severity;
using claircore::internal::ToAbsl;

std::string LayerLabel(const claircore::IndexReport& index, const claircore::Digest& layer) {
  const auto it = std::find(index.layers.begin(), index.layers.end(), layer);
  const std::string_view hex = layer.hex().substr(0, 12);
  if (it == index.layers.end()) return std::string(hex);
  return absl::StrCat(it - index.layers.begin() + 1, " ", ToAbsl(hex));
}

// The first occurrence without an owner, else the first.
std::string LayerOf(const claircore::IndexReport& index, const std::string& package_id) {
  const auto it = index.environments.find(package_id);
  if (it == index.environments.end()) return "";
  for (const claircore::Environment& e : it->second) {
    if (e.owner_id.empty()) return LayerLabel(index, e.introduced_in);
  }
  return it->second.empty() ? "" : LayerLabel(index, it->second.front().introduced_in);
}

std::string Day(std::chrono::sys_seconds time) {
  if (time.time_since_epoch().count() == 0) return "never";
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", absl::FromChrono(time), absl::UTCTimeZone());
}

std::string Date(std::chrono::sys_seconds time) {
  return absl::FormatTime("%Y-%m-%d", absl::FromChrono(time), absl::UTCTimeZone());
}

std::string FixedIn(const claircore::Vulnerability& v) {
  if (!v.fixed_in_version.empty()) {
    // What only subscribers get.
    return v.ns.starts_with("Ubuntu:Pro:") ? v.fixed_in_version + " (Pro)" : v.fixed_in_version;
  }
  switch (v.status) {
    case claircore::AffectedStatus::kWillNotFix:
      return "(won't fix)";
    case claircore::AffectedStatus::kFixDeferred:
      return "(deferred)";
    case claircore::AffectedStatus::kEndOfLife:
      return "(end of life)";
    case claircore::AffectedStatus::kUnderInvestigation:
      return "(under investigation)";
    default:
      return "";
  }
}

std::string_view Colour(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "\x1b[1;31m";
    case Severity::kHigh:
      return "\x1b[31m";
    case Severity::kMedium:
      return "\x1b[33m";
    case Severity::kLow:
      return "\x1b[36m";
    default:
      return "";
  }
}

// The CVE that an advisory is about, by its name or an alias; of several the first and how many
// more. Empty where none is known.
std::string CveOf(const claircore::Vulnerability& v) {
  if (v.name.starts_with("CVE-")) return v.name;
  std::vector<std::string> cves;
  for (const claircore::Alias& alias : v.aliases) {
    if (alias.space == "CVE") cves.push_back(claircore::AliasName(alias));
  }
  // "UBUNTU-CVE-2024-1" says it itself.
  if (const size_t at = v.name.find("-CVE-"); cves.empty() && at != std::string::npos) {
    return v.name.substr(at + 1);
  }
  std::sort(cves.begin(), cves.end());
  cves.erase(std::unique(cves.begin(), cves.end()), cves.end());
  if (cves.empty()) return "";
  return cves.size() == 1 ? cves[0] : absl::StrCat(cves[0], " +", cves.size() - 1);
}

std::string By(std::string_view basis) {
  return basis.empty() ? "" : absl::StrCat(" (by ", ToAbsl(basis), ")");
}

// The rows as a table. A column of CVEs stands in it where an advisory has another name.
void PrintRows(const std::vector<Row>& rows, const Screen& screen, std::ostream& out) {
  const bool cves = std::any_of(rows.begin(), rows.end(), [](const Row& row) {
    const std::string cve = CveOf(*row.vulnerability);
    return !cve.empty() && cve != row.vulnerability->name;
  });
  std::vector<std::vector<std::string>> lines = {
      {"SEVERITY", "PACKAGE", "INSTALLED", "FIXED IN", "ID"}};
  std::vector<std::string> colours = {""};
  for (const Row& row : rows) {
    const claircore::Vulnerability& v = *row.vulnerability;
    lines.push_back({std::string(claircore::SeverityName(v.normalized_severity)),
                     Printable(row.package->name) + By(row.named_by),
                     Printable(row.package->version), Printable(FixedIn(v)), Printable(v.name)});
    colours.emplace_back(Colour(v.normalized_severity));
  }
  if (cves) lines[0].push_back("CVE");
  lines[0].push_back("LAYER");
  for (size_t i = 0; i < rows.size(); ++i) {
    if (cves) lines[i + 1].push_back(Printable(CveOf(*rows[i].vulnerability)));
    lines[i + 1].push_back(rows[i].layer);
  }
  PrintColumns(lines, {1, 2, 3, 4}, colours, screen, out);
}

void PrintTotals(const std::vector<Row>& rows, size_t ignored, std::ostream& out) {
  std::array<size_t, 6> totals{};
  size_t count = 0;
  for (const Row& row : rows) {
    if (IsNote(row)) continue;
    ++count;
    ++totals[static_cast<size_t>(row.vulnerability->normalized_severity)];
  }
  std::vector<std::string> parts;
  for (int s = static_cast<int>(Severity::kCritical); s >= 0; --s) {
    if (totals[s] == 0) continue;
    parts.push_back(
        absl::StrCat(totals[s], " ", ToAbsl(claircore::SeverityName(static_cast<Severity>(s)))));
  }
  out << count << (count == 1 ? " vulnerability" : " vulnerabilities");
  if (!parts.empty()) out << ": " << absl::StrJoin(parts, ", ");
  if (ignored > 0) out << " (" << ignored << " ignored)";
  out << "\n";
}

// What is not known of a package for one reason stands in one line, however many advisories it is
// about.
void PrintUndecided(const claircore::VulnerabilityReport& report, std::ostream& out) {
  if (report.indeterminate.empty()) return;
  struct Same {
    const claircore::Indeterminate* first;
    size_t count = 0;
  };
  std::vector<Same> lines;
  std::map<std::pair<std::string_view, std::string_view>, size_t> places;  // package, reason
  for (const claircore::Indeterminate& i : report.indeterminate) {
    const auto [it, added] = places.try_emplace({i.package_id, i.reason}, lines.size());
    if (added) lines.push_back({&i});
    ++lines[it->second].count;
  }
  out << report.indeterminate.size() << " could not be decided:\n";
  for (const Same& line : lines) {
    const claircore::Indeterminate& i = *line.first;
    const auto p = report.index->packages.find(i.package_id);
    out << "  " << (p == report.index->packages.end() ? "" : Printable(p->second.name)) << " ";
    if (line.count == 1) {
      out << Printable(i.name) << ": " << Printable(i.reason) << "\n";
    } else {
      out << Printable(i.reason) << " (" << line.count << " advisories)\n";
    }
  }
}

// What feeds say of packages beside vulnerabilities.
void PrintNotes(const std::vector<Row>& rows, std::ostream& out) {
  const auto notes = std::count_if(rows.begin(), rows.end(), IsNote);
  if (notes == 0) return;
  out << notes << (notes == 1 ? " note" : " notes") << ", no vulnerability:\n";
  for (const Row& row : rows) {
    if (!IsNote(row)) continue;
    const std::string& kind = row.vulnerability->severity;
    out << "  " << Printable(row.package->name) << " " << Printable(row.package->version) << ": "
        << (kind.empty() ? "informational" : Printable(kind)) << " ("
        << Printable(row.vulnerability->name) << ")\n";
  }
}

// Packages that were looked up as others, whether anything was found or not.
void PrintAssumed(const claircore::VulnerabilityReport& report, std::ostream& out) {
  using claircore::AssumedName;
  for (const AssumedName::Basis basis :
       {AssumedName::Basis::kArtifact, AssumedName::Basis::kChecksum}) {
    std::vector<std::string> lines;
    for (const auto& [id, names] : report.assumed_names) {
      const auto package = report.index->packages.find(id);
      if (package == report.index->packages.end()) continue;
      std::vector<std::string> as;
      for (const AssumedName& name : names) {
        if (name.basis != basis) continue;
        as.push_back(Printable(name.name));
        if (name.version != package->second.version) {
          absl::StrAppend(&as.back(), " ", Printable(name.version));
        }
      }
      if (as.empty()) continue;
      lines.push_back(absl::StrCat(Printable(package->second.name), " ",
                                   Printable(package->second.version), " as ",
                                   absl::StrJoin(as, " or ")));
    }
    if (lines.empty()) continue;
    std::sort(lines.begin(), lines.end());
    out << lines.size() << (lines.size() == 1 ? " package" : " packages")
        << (basis == AssumedName::Basis::kArtifact
                ? " looked up by artifact id alone, which may be another's:\n"
                : " named by the checksum of its file:\n");
    for (const std::string& line : lines) out << "  " << line << "\n";
  }
}

void PrintFreshness(const claircore::VulnerabilityReport& report, std::ostream& out) {
  std::vector<std::string> without;
  size_t with = 0;
  std::chrono::sys_seconds oldest{}, newest{};
  for (const claircore::Freshness& f : report.freshness) {
    if (f.update_ref.empty()) {
      without.push_back(Printable(f.updater));
      continue;
    }
    const auto checked = std::max(f.date, f.checked);
    if (with == 0 || checked < oldest) oldest = checked;
    if (with == 0 || checked > newest) newest = checked;
    ++with;
  }
  if (with == 0) {
    out << "Data: none. This is no verdict; run `clairscan update` first.\n";
    return;
  }
  out << "Data: " << with << (with == 1 ? " source" : " sources") << ", checked " << Day(oldest);
  if (Day(oldest) != Day(newest)) out << " to " << Day(newest);
  out << "\n";
  for (const claircore::Freshness& f : report.freshness) {
    if (!f.last_error.empty()) {
      out << "  " << Printable(f.updater) << ": last update failed: " << Message(f.last_error)
          << "\n";
    }
  }
  if (!without.empty()) out << "  without data: " << absl::StrJoin(without, ", ") << "\n";
}

}  // namespace

bool IsNote(const Row& row) {
  return row.vulnerability->status == claircore::AffectedStatus::kInformational;
}

void PrintProblems(const claircore::VulnerabilityReport& report, std::ostream& out) {
  const std::vector<claircore::Problem>& problems = report.index->problems;
  const auto of_file = [](const claircore::Problem& p) { return !p.path.empty(); };
  const auto files = std::count_if(problems.begin(), problems.end(), of_file);
  if (files > 0) {
    out << files << (files == 1 ? " file" : " files") << " could not be read:\n";
    for (const claircore::Problem& p : problems) {
      if (of_file(p)) out << "  " << Printable(p.path) << ": " << Printable(p.message) << "\n";
    }
  }
  for (const claircore::Problem& p : problems) {
    if (!of_file(p)) out << "Problem: " << Printable(p.message) << "\n";
  }
  for (const claircore::Problem& p : report.match_problems) {
    out << "Not matched: " << Printable(p.message) << " (" << Printable(p.scanner) << ")\n";
  }
}

std::vector<Row> Rows(const claircore::VulnerabilityReport& report) {
  std::vector<Row> rows;
  for (const auto& [package_id, ids] : report.package_vulnerabilities) {
    const auto package = report.index->packages.find(package_id);
    if (package == report.index->packages.end()) continue;
    const std::string layer = LayerOf(*report.index, package_id);
    const auto assumed = report.assumed_names.find(package_id);
    const std::string_view named_by =
        assumed == report.assumed_names.end() || assumed->second.empty()
            ? std::string_view()
            : claircore::AssumedBasisName(assumed->second.front().basis);
    for (const std::string& id : ids) {
      const auto v = report.vulnerabilities.find(id);
      if (v == report.vulnerabilities.end()) continue;
      rows.push_back({v->second.get(), &package->second, v->first, named_by, layer});
    }
  }
  const auto key = [](const Row& r) {
    return std::tie(r.package->name, r.package->version, r.vulnerability->name,
                    r.vulnerability->updater, r.package->arch, r.package->id);
  };
  std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    if (a.vulnerability->normalized_severity != b.vulnerability->normalized_severity) {
      return a.vulnerability->normalized_severity > b.vulnerability->normalized_severity;
    }
    return key(a) < key(b);
  });
  return rows;
}

void PrintTable(const claircore::VulnerabilityReport& report, const std::vector<Row>& rows,
                size_t ignored, std::string_view image, std::chrono::sys_seconds now,
                const Screen& screen, std::ostream& out) {
  out << Printable(image) << "\n" << report.index->manifest_hash.ToString() << "\n";
  for (const auto& [id, d] : report.index->distributions) {
    const std::string name = Printable(d.pretty_name.empty() ? d.name : d.pretty_name);
    out << name << "\n";
    const std::string_view end = claircore::EndOfLife(d);
    if (end.empty() || end >= Date(now)) continue;
    const std::string_view longer = claircore::EndOfLongTermSupport(d);
    if (longer.empty()) {
      out << "End of life: security fixes for " << name << " ended on " << end << "\n";
    } else if (longer < Date(now)) {
      out << "End of life: security fixes for " << name << " ended on " << end
          << ", its long-term support on " << longer << "\n";
    } else {
      out << "Regular security support of " << name << " ended on " << end
          << "; its long-term support goes on until " << longer << "\n";
    }
  }
  out << report.index->packages.size() << " packages in " << report.index->layers.size()
      << (report.index->layers.size() == 1 ? " layer" : " layers") << "\n\n";
  std::vector<Row> counted;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(counted),
               [](const Row& row) { return !IsNote(row); });
  if (!counted.empty()) {
    PrintRows(counted, screen, out);
    out << "\n";
  }
  PrintTotals(rows, ignored, out);
  PrintNotes(rows, out);
  PrintUndecided(report, out);
  PrintAssumed(report, out);
  PrintProblems(report, out);
  PrintFreshness(report, out);
  out << CoverageLine(report) << "\n";
}

void PrintTsv(const std::vector<Row>& rows, std::ostream& out) {
  out << "#package\tversion\tid\taliases\tstatus\tfixed_in\tseverity\tupdater\tlayer\tnamed_by\n";
  for (const Row& row : rows) {
    const claircore::Vulnerability& v = *row.vulnerability;
    std::vector<std::string> aliases;
    for (const claircore::Alias& a : v.aliases) aliases.push_back(claircore::AliasName(a));
    const std::vector<std::string> cells = {
        row.package->name,
        row.package->version,
        v.name,
        absl::StrJoin(aliases, ","),
        std::string(claircore::AffectedStatusName(v.status)),
        v.fixed_in_version,
        std::string(claircore::SeverityName(v.normalized_severity)),
        v.updater,
        row.layer,
        std::string(row.named_by)};
    for (size_t c = 0; c < cells.size(); ++c) out << (c == 0 ? "" : "\t") << Printable(cells[c]);
    out << "\n";
  }
}

void PrintIndexTsv(const claircore::IndexReport& report, std::ostream& out) {
  std::vector<std::string> lines;
  for (const auto& [id, package] : report.packages) {
    const auto environments = report.environments.find(id);
    if (environments == report.environments.end()) continue;
    for (const claircore::Environment& e : environments->second) {
      const claircore::Package* source = package.source.get();
      std::string line;
      for (std::string_view cell :
           {std::string_view(package.type), std::string_view(package.name),
            std::string_view(package.version), std::string_view(package.arch),
            source == nullptr ? std::string_view() : std::string_view(source->name),
            source == nullptr ? std::string_view() : std::string_view(source->version),
            std::string_view(e.filepath)}) {
        absl::StrAppend(&line, Printable(cell), "\t");
      }
      lines.push_back(line + e.introduced_in.ToString());
    }
  }
  std::sort(lines.begin(), lines.end());
  out << "#type\tname\tversion\tarch\tsource\tsource_version\tpath\tlayer\n";
  for (const std::string& line : lines) out << line << "\n";
}

}  // namespace clairscan
