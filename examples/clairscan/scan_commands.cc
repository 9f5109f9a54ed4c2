#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/builtin_ecosystems.h"
#include "claircore/indexer.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/urls.h"
#include "claircore/json.h"
#include "claircore/storage/memory/memory_store.h"
#include "examples/clairscan/commands.h"
#include "examples/clairscan/counting.h"
#include "examples/clairscan/coverage.h"
#include "examples/clairscan/database.h"
#include "examples/clairscan/ignore.h"
#include "examples/clairscan/place.h"
#include "examples/clairscan/printable.h"
#include "examples/clairscan/programs.h"
#include "examples/clairscan/read_file.h"
#include "examples/clairscan/spec.h"
#include "examples/clairscan/table.h"

namespace clairscan {
namespace {

using claircore::IndexReport;
using claircore::VulnerabilityReport;

// Opens what the command line names, and says on standard error what is odd about it.
absl::StatusOr<Image> OpenNamed(const Session& session) {
  CLAIRCORE_ASSIGN_OR_RETURN(
      Image image, OpenImage(session.context, session.args.positional[0], session.args.platform));
  for (const std::string& note : image.notes) {
    std::cerr << "clairscan: " << Printable(note) << "\n";
  }
  return image;
}

absl::StatusOr<IndexReport> IndexImage(const Session& session, Image& image) {
  const auto counted = CountLayers(*image.fetcher, session.progress);
  claircore::MemoryStore store;
  claircore::IndexerOptions options;
  options.store = &store.index();
  options.fetcher = counted.get();
  options.executor = session.executor;
  claircore::AddBuiltinEcosystems(options.ecosystems);
  CLAIRCORE_ASSIGN_OR_RETURN(auto indexer, claircore::Indexer::Create(std::move(options)));
  CLAIRCORE_ASSIGN_OR_RETURN(IndexReport report, indexer->Index(session.context, image.manifest));
  report.problems.insert(report.problems.end(), image.problems.begin(), image.problems.end());
  std::sort(report.problems.begin(), report.problems.end());
  return report;
}

// What a verdict needs beside the image, opened before the work: what is wrong with it is said
// while nothing is lost.
struct Means {
  Database database;
  IgnoreList ignore;
};

absl::StatusOr<Means> OpenMeans(const Session& session) {
  IgnoreList ignore;
  if (!session.args.ignore.empty()) {
    CLAIRCORE_ASSIGN_OR_RETURN(ignore, IgnoreList::Load(session.args.ignore));
  }
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string path, DatabasePath(session.args.db));
  CLAIRCORE_ASSIGN_OR_RETURN(Database database, Database::Open(session.context, path));
  return Means{std::move(database), std::move(ignore)};
}

// Takes what the ignore file covers out of the rows, and tells which of its rules did nothing.
size_t Ignore(const Session& session, IgnoreList& list, std::vector<Row>& rows) {
  const auto today = std::chrono::floor<std::chrono::days>(session.context.clock().Now());
  const size_t ignored = std::erase_if(
      rows, [&](const Row& row) { return list.Covers(*row.vulnerability, *row.package, today); });
  for (const std::string& idle : list.Idle(today)) {
    std::cerr << "clairscan: " << Printable(session.args.ignore) << ": " << Printable(idle) << "\n";
  }
  return ignored;
}

// The same for the report that --format json prints.
void KeepOnly(const std::vector<Row>& rows, VulnerabilityReport& report) {
  std::set<std::pair<std::string_view, std::string_view>> kept;
  for (const Row& row : rows) kept.emplace(row.package->id, row.vulnerability_id);
  std::set<std::string_view> named;
  for (auto it = report.package_vulnerabilities.begin();
       it != report.package_vulnerabilities.end();) {
    std::erase_if(it->second, [&](const std::string& id) {
      return !kept.contains({it->first, id});
    });
    named.insert(it->second.begin(), it->second.end());
    it = it->second.empty() ? report.package_vulnerabilities.erase(it) : std::next(it);
  }
  for (const auto& entry : report.package_not_vulnerable) {
    named.insert(entry.second.begin(), entry.second.end());
  }
  std::erase_if(report.vulnerabilities,
                [&](const auto& entry) { return !named.contains(entry.first); });
}

bool HasData(const VulnerabilityReport& report) {
  return std::any_of(report.freshness.begin(), report.freshness.end(),
                     [](const claircore::Freshness& f) { return !f.update_ref.empty(); });
}

template <typename Report>
void PrintJson(const Report& report) {
  const bool terminal = isatty(STDOUT_FILENO) == 1;
  claircore::WriteJson(report, {.pretty = true}, [&](std::string_view piece) {
    if (terminal) {
      std::cout << PrintableJson(piece);
    } else {
      std::cout << piece;
    }
  });
  std::cout << "\n";
}

VerdictRules RulesOf(const Args& args) {
  VerdictRules rules;
  rules.kinds = args.fail_on.has_value();
  rules.packages = args.fail_on_unjudged;
  if (args.allow_unjudged.has_value()) {
    rules.allowed = *args.allow_unjudged;
    rules.allow_all = rules.allowed.empty();
  }
  return rules;
}

// A finding that counts, whatever else; then whatever makes it no verdict; and all of it is said.
ExitCode Decide(const Args& args, const Database& database, const VulnerabilityReport& report,
                const std::vector<Row>& rows) {
  const auto count = [&](auto counts) {
    return std::count_if(rows.begin(), rows.end(), [&](const Row& row) {
      return !IsNote(row) && counts(row.vulnerability->normalized_severity);
    });
  };
  using claircore::Severity;
  const bool found =
      args.fail_on.has_value() && count([&](Severity s) { return s >= *args.fail_on; }) > 0;
  if (args.fail_on.has_value() && *args.fail_on > Severity::kUnknown) {
    const auto unknown = count([](Severity s) { return s == Severity::kUnknown; });
    if (unknown > 0) {
      std::cerr << "clairscan: " << unknown
                << (unknown == 1 ? " finding of unknown severity does"
                                 : " findings of unknown severity do")
                << " not count for --fail-on " << claircore::SeverityName(*args.fail_on)
                << "; --fail-on unknown counts all\n";
    }
  }
  std::vector<std::string> reasons = WhyNoVerdict(report, RulesOf(args));
  if (!HasData(report)) {
    reasons.insert(reasons.begin(), "no vulnerability data in " + database.path() +
                                        "; run `clairscan update` first");
  }
  for (const std::string& reason : reasons) {
    std::cerr << "clairscan: no verdict: " << Printable(reason) << "\n";
  }
  if (found) return kFound;
  return reasons.empty() ? kClean : kFailed;
}

// Matches, prints, and decides on the exit code.
absl::StatusOr<ExitCode> Judge(const Session& session, Means& means,
                               std::shared_ptr<const IndexReport> index, const std::string& name) {
  session.progress.Stage("matching");
  CLAIRCORE_ASSIGN_OR_RETURN(auto engine, means.database.Engine(session.context, session.executor));
  CLAIRCORE_ASSIGN_OR_RETURN(VulnerabilityReport report,
                             engine->Match(session.context, std::move(index)));
  std::vector<Row> rows = Rows(report);
  const size_t ignored = Ignore(session, means.ignore, rows);
  switch (session.args.format.value_or(Format::kTable)) {
    case Format::kTable:
      PrintTable(report, rows, ignored, name,
                 std::chrono::floor<std::chrono::seconds>(session.context.clock().Now()),
                 Screen::Of(STDOUT_FILENO), std::cout);
      PrintUnknownPrograms(*report.index, std::cout);
      break;
    case Format::kTsv:
      // Standard output has one kind of lines.
      PrintTsv(rows, std::cout);
      PrintProblems(report, std::cerr);
      std::cerr << CoverageLine(report) << "\n";
      PrintUnknownPrograms(*report.index, std::cerr);
      break;
    case Format::kJson: {
      VulnerabilityReport shown = report;
      for (claircore::Freshness& f : shown.freshness) {
        f.last_error = claircore::internal::WithoutCredentials(f.last_error);
      }
      if (ignored > 0) KeepOnly(rows, shown);
      PrintJson(shown);
      break;
    }
  }
  std::cout.flush();
  return Decide(session.args, means.database, report, rows);
}

}  // namespace

absl::StatusOr<ExitCode> Scan(const Session& session) {
  CLAIRCORE_ASSIGN_OR_RETURN(Means means, OpenMeans(session));
  session.progress.Stage("reading the image");
  CLAIRCORE_ASSIGN_OR_RETURN(Image image, OpenNamed(session));
  CLAIRCORE_ASSIGN_OR_RETURN(IndexReport report, IndexImage(session, image));
  return Judge(session, means, std::make_shared<const IndexReport>(std::move(report)), image.name);
}

absl::StatusOr<ExitCode> Index(const Session& session) {
  if (session.args.format == Format::kTable) return BadUsage("index --format json or tsv");
  session.progress.Stage("reading the image");
  CLAIRCORE_ASSIGN_OR_RETURN(Image image, OpenNamed(session));
  CLAIRCORE_ASSIGN_OR_RETURN(const IndexReport report, IndexImage(session, image));
  if (session.args.format == Format::kTsv) {
    PrintIndexTsv(report, std::cout);
    PrintUnknownPrograms(report, std::cerr);
  } else {
    PrintJson(report);
  }
  return kClean;
}

absl::StatusOr<ExitCode> Match(const Session& session) {
  CLAIRCORE_ASSIGN_OR_RETURN(Means means, OpenMeans(session));
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string text, ReadFile(session.args.positional[0]));
  CLAIRCORE_ASSIGN_OR_RETURN(IndexReport report, claircore::IndexReportFromJson(text));
  return Judge(session, means, std::make_shared<const IndexReport>(std::move(report)),
               session.args.positional[0]);
}

}  // namespace clairscan
