#ifndef CLAIRCORE_INDEXER_SCANNERS_TEXT_RECORDING_SINK_H_
#define CLAIRCORE_INDEXER_SCANNERS_TEXT_RECORDING_SINK_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/package_scanner.h"

namespace claircore::scanners {

// What was said of one file.
class Recording {
 public:
  explicit Recording(std::string path) : path_(std::move(path)) {}
  // Packages.
  size_t size() const { return packages_.size(); }
  // Says the same of the file at `path`, its own path where the other stood. The context's status.
  absl::Status Repeat(const Context& context, const std::string& path, PackageSink& sink) const;

 private:
  friend class RecordingSink;
  std::string path_;
  std::vector<Package> packages_;
  std::vector<absl::Status> problems_;
};

// Hands on to `sink` what is said of the file at `path`, and keeps a copy.
class RecordingSink final : public PackageSink {
 public:
  RecordingSink(std::string path, PackageSink& sink) : recording_(std::move(path)), sink_(sink) {}
  size_t Add(Package package) override;
  void Report(std::string_view path, const absl::Status& why) override;
  // Not kept: those who use this have no databases and own nothing.
  void Database(std::string_view path) override { sink_.Database(path); }
  void Own(size_t owner, std::string_view path) override { sink_.Own(owner, path); }
  Recording Take() && { return std::move(recording_); }

 private:
  Recording recording_;
  PackageSink& sink_;
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_TEXT_RECORDING_SINK_H_
