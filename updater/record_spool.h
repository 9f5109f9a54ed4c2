#ifndef UPDATER_RECORD_SPOOL_H_
#define UPDATER_RECORD_SPOOL_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"
#include "claircore/updater.h"

namespace claircore::update {

// Turns push into pull: an updater pushes parsed records here, a store pulls them out afterwards.
// They wait in a temporary file, so that memory does not grow with the feed and no thread waits for
// another. One thread.
class RecordSpool {
 public:
  RecordSpool(TemporaryStorage* temporary, const Context& context)
      : temporary_(temporary), context_(context) {}

  absl::Status Write(std::string_view record);
  // Ends writing; then Read() gives the records in the order written. False: no more.
  absl::Status Rewind();
  // `record` is valid until the next call.
  absl::StatusOr<bool> Read(std::string_view& record);
  size_t records() const { return records_; }

 private:
  absl::Status Flush();
  absl::Status Fill(size_t needed);

  TemporaryStorage* const temporary_;
  const Context context_;
  std::unique_ptr<TemporaryFile> file_;
  std::string buffer_;  // not yet written, or read ahead
  size_t offset_ = 0;   // reading: consumed of buffer_
  uint64_t position_ = 0;
  size_t records_ = 0;
};

// Skips by reason. The number of reasons is bounded, whatever an updater says.
class SkipCounter {
 public:
  void Add(const Context& context, std::string_view source_key, std::string_view reason);
  const std::map<std::string, size_t>& counts() const { return counts_; }

 private:
  std::map<std::string, size_t> counts_;
};

// A VulnerabilitySink over a RecordSpool.
class AdvisorySpool final : public VulnerabilitySink {
 public:
  AdvisorySpool(TemporaryStorage* temporary, const Context& context)
      : context_(context), spool_(temporary, context) {}

  absl::Status Add(Advisory advisory) override;
  absl::Status ReplaceSource(std::string_view source_key,
                             std::vector<Advisory> advisories) override;
  void Skip(std::string_view source_key, std::string_view reason) override;

  // The first error that Add() or ReplaceSource() returned: an updater may not have passed it on.
  const absl::Status& status() const { return status_; }
  UpdateMode mode() const { return mode_; }
  // Sorted.
  std::vector<std::string> replaced_keys() const {
    return {replaced_keys_.begin(), replaced_keys_.end()};
  }
  const SkipCounter& skips() const { return skips_; }
  RecordSpool& records() { return spool_; }

 private:
  absl::Status Keep(const Advisory& advisory);

  const Context context_;
  RecordSpool spool_;
  UpdateMode mode_ = UpdateMode::kSnapshot;
  std::set<std::string, std::less<>> replaced_keys_;
  SkipCounter skips_;
  absl::Status status_;
  std::string encoded_;
};

class EnrichmentSpool final : public EnrichmentSink {
 public:
  EnrichmentSpool(TemporaryStorage* temporary, const Context& context)
      : context_(context), spool_(temporary, context) {}
  absl::Status Add(EnrichmentRecord record) override;
  void Skip(std::string_view tag, std::string_view reason) override {
    skips_.Add(context_, tag, reason);
  }
  const absl::Status& status() const { return status_; }
  const SkipCounter& skips() const { return skips_; }
  RecordSpool& records() { return spool_; }

 private:
  const Context context_;
  RecordSpool spool_;
  SkipCounter skips_;
  absl::Status status_;
  std::string encoded_;
};

}  // namespace claircore::update

#endif  // UPDATER_RECORD_SPOOL_H_
