#include "indexer/scanners/text/recording_sink.h"

#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

// A package_db, "kind:PATH" or "kind:PATH:MEMBER", with `to` where `from` stands.
std::string Moved(std::string database, std::string_view from, std::string_view to) {
  const size_t at = database.find(':') + 1;  // 0 where there is none
  if (std::string_view(database).substr(at).starts_with(from)) {
    database.replace(at, from.size(), to);
  }
  return database;
}

}  // namespace

absl::Status Recording::Repeat(const Context& context, const std::string& path,
                               PackageSink& sink) const {
  if (absl::Status ended = context.Check(); !ended.ok()) return ended;
  Ticker ticker(context);
  for (const Package& from : packages_) {
    if (absl::Status ended = ticker.Tick(); !ended.ok()) return ended;
    Package package = from;
    package.filepath = path;
    package.package_db = Moved(std::move(package.package_db), path_, path);
    sink.Add(std::move(package));
  }
  for (const absl::Status& why : problems_) sink.Report(path, why);
  return absl::OkStatus();
}

size_t RecordingSink::Add(Package package) {
  recording_.packages_.push_back(package);
  return sink_.Add(std::move(package));
}

void RecordingSink::Report(std::string_view path, const absl::Status& why) {
  recording_.problems_.push_back(why);
  sink_.Report(path, why);
}

}  // namespace claircore::scanners
