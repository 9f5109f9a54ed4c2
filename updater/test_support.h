#ifndef UPDATER_TEST_SUPPORT_H_
#define UPDATER_TEST_SUPPORT_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "claircore/advisory.h"
#include "claircore/http_client.h"
#include "claircore/io.h"
#include "claircore/updater.h"
#include "claircore/vulnerability_store.h"

// Small stand-ins, for the tests of this room.
namespace claircore::update {

class TextSource final : public ByteSource, public RandomAccessSource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  absl::StatusOr<size_t> Read(std::span<std::byte> buffer) override {
    const auto n = ReadAt(position_, buffer);
    position_ += *n;
    return n;
  }
  uint64_t size() const override { return text_.size(); }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    if (position >= text_.size()) return size_t{0};
    const size_t n = std::min(buffer.size(), text_.size() - static_cast<size_t>(position));
    std::memcpy(buffer.data(), text_.data() + position, n);
    return n;
  }

 private:
  const std::string text_;
  uint64_t position_ = 0;
};

// Keeps what is pushed.
class CollectingSink final : public VulnerabilitySink {
 public:
  absl::Status Add(Advisory advisory) override {
    added.push_back(std::move(advisory));
    return absl::OkStatus();
  }
  absl::Status ReplaceSource(std::string_view key, std::vector<Advisory> advisories) override {
    replaced[std::string(key)] = std::move(advisories);
    return absl::OkStatus();
  }
  void Skip(std::string_view, std::string_view reason) override { ++skipped[std::string(reason)]; }

  // By source key; fails the caller's test through at() when it is not there.
  const Advisory& Get(std::string_view source_key) const {
    static const Advisory kNone;
    for (const Advisory& a : added) {
      if (a.source_key == source_key) return a;
    }
    return kNone;
  }

  std::vector<Advisory> added;
  std::map<std::string, std::vector<Advisory>> replaced;
  std::map<std::string, size_t> skipped;
};

class CollectingEnrichments final : public EnrichmentSink {
 public:
  absl::Status Add(EnrichmentRecord record) override {
    added.push_back(std::move(record));
    return absl::OkStatus();
  }
  void Skip(std::string_view, std::string_view reason) override { ++skipped[std::string(reason)]; }

  std::vector<EnrichmentRecord> added;
  std::map<std::string, size_t> skipped;
};

class MemoryBlobs final : public BlobReader, public BlobWriter {
 public:
  absl::Status Add(const Context&, std::string_view member, ByteSource& bytes) override {
    std::string text;
    std::byte buffer[4096];
    while (true) {
      auto n = bytes.Read(buffer);
      if (!n.ok()) return n.status();
      if (*n == 0) break;
      text.append(reinterpret_cast<const char*>(buffer), *n);
    }
    members.emplace_back(std::string(member), std::move(text));
    return absl::OkStatus();
  }
  absl::Status ForEach(absl::FunctionRef<absl::Status(const Member&)> visit) override {
    for (const auto& [name, text] : members) {
      const TextSource source(text);
      if (absl::Status s = visit({.name = name, .bytes = &source}); !s.ok()) return s;
    }
    return absl::OkStatus();
  }
  std::vector<std::pair<std::string, std::string>> members;
};

// Serves a table of URLs, each with its text and a validator; counts what was asked.
class FakeHttp final : public HttpClient {
 public:
  struct Page {
    std::string body, etag, last_modified;
    int status = 200;
  };
  absl::StatusOr<HttpResponse> Do(const Context& context, const HttpRequest& request) override {
    if (absl::Status s = context.Check(); !s.ok()) return s;
    std::lock_guard lock(mutex_);
    ++requests[request.method + " " + request.url];
    HttpResponse response;
    response.body = std::make_unique<TextSource>("");
    const auto page = pages.find(request.url);
    if (page == pages.end()) {
      response.status = missing_status;
      return response;
    }
    const auto header = [&](const char* name) {
      const auto it = request.headers.find(name);
      return it == request.headers.end() ? "" : it->second;
    };
    response.status = page->second.status;
    if (!page->second.etag.empty()) {
      response.headers["etag"] = page->second.etag;
      if (header("If-None-Match") == page->second.etag) response.status = 304;
    }
    if (!page->second.last_modified.empty()) {
      response.headers["last-modified"] = page->second.last_modified;
      if (header("If-Modified-Since") == page->second.last_modified) response.status = 304;
    }
    if (response.status == 200 && request.method == "GET") {
      response.body = std::make_unique<TextSource>(page->second.body);
    }
    return response;
  }
  std::map<std::string, Page> pages;
  std::map<std::string, int> requests;
  int missing_status = 404;

 private:
  std::mutex mutex_;
};

// Enough of a store for the manager: operations with their advisories, and a failure on demand.
class FakeStore final : public VulnerabilityStore {
 public:
  absl::StatusOr<UpdateOperation> ApplyUpdate(
      const Context& context, const UpdateHeader& header,
      absl::FunctionRef<absl::StatusOr<bool>(Advisory&)> next) override {
    std::vector<Advisory> advisories;
    {
      std::lock_guard lock(mutex_);
      if (!apply_status.ok()) return apply_status;
      if (header.mode == UpdateMode::kDelta) {
        for (const Advisory& a : Current(header.updater)) {
          if (std::find(header.replaced_keys.begin(), header.replaced_keys.end(), a.source_key) ==
              header.replaced_keys.end()) {
            advisories.push_back(a);
          }
        }
      }
    }
    while (true) {
      if (absl::Status s = context.Check(); !s.ok()) return s;
      Advisory advisory;
      const auto more = next(advisory);
      if (!more.ok()) return more.status();
      if (!*more) break;
      advisories.push_back(std::move(advisory));
    }
    std::sort(advisories.begin(), advisories.end());
    std::lock_guard lock(mutex_);
    UpdateOperation op;
    op.ref = absl::StrCat("op", 1000 + operations.size());
    op.updater = header.updater;
    op.fingerprint = header.fingerprint;
    op.date = header.date;
    operations.push_back(op);
    contents[op.ref] = std::move(advisories);
    return op;
  }
  absl::Status Find(
      const Context&, std::span<const PackageKey>,
      absl::FunctionRef<absl::Status(const UpdateOperation&, const Advisory&)>) override {
    return absl::OkStatus();
  }
  absl::Status ForEach(const Context&, std::string_view ref,
                       absl::FunctionRef<absl::Status(const Advisory&)> visit) override {
    std::lock_guard lock(mutex_);
    for (const Advisory& advisory : contents[std::string(ref)]) {
      ++visited;
      if (absl::Status s = visit(advisory); !s.ok()) return s;
    }
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<UpdateOperation>> ListUpdates(const Context&,
                                                           std::string_view updater) override {
    std::lock_guard lock(mutex_);
    std::vector<UpdateOperation> list;
    for (auto it = operations.rbegin(); it != operations.rend(); ++it) {
      if (updater.empty() || it->updater == updater) list.push_back(*it);
    }
    return list;
  }
  absl::StatusOr<UpdateDiff> DiffUpdates(const Context&, std::string_view previous,
                                         std::string_view current) override {
    std::lock_guard lock(mutex_);
    UpdateDiff diff;
    diff.previous.ref = std::string(previous);
    diff.current.ref = std::string(current);
    const auto& a = contents[diff.previous.ref];
    const auto& b = contents[diff.current.ref];
    std::set_difference(b.begin(), b.end(), a.begin(), a.end(), std::back_inserter(diff.added));
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(diff.removed));
    return diff;
  }
  absl::Status DeleteUpdates(const Context&, std::span<const std::string>) override {
    return absl::OkStatus();
  }
  absl::StatusOr<size_t> CollectGarbage(const Context&, size_t keep) override {
    std::lock_guard lock(mutex_);
    collected.push_back(keep);
    return size_t{3};
  }
  absl::StatusOr<UpdateOperation> ApplyEnrichments(
      const Context&, const UpdateHeader& header,
      absl::FunctionRef<absl::StatusOr<bool>(EnrichmentRecord&)> next) override {
    std::lock_guard lock(mutex_);
    enrichments.clear();  // one updater's, and a snapshot always
    while (true) {
      EnrichmentRecord record;
      const auto more = next(record);
      if (!more.ok()) return more.status();
      if (!*more) break;
      enrichments.push_back(std::move(record));
    }
    UpdateOperation op;
    op.ref = absl::StrCat("op", 1000 + operations.size());
    op.updater = header.updater;
    op.kind = UpdateKind::kEnrichment;
    operations.push_back(op);
    return op;
  }
  absl::StatusOr<std::vector<EnrichmentRecord>> FindEnrichments(
      const Context&, std::string_view, std::span<const std::string>) override {
    return std::vector<EnrichmentRecord>();
  }
  absl::Status ForEachEnrichment(
      const Context&, std::string_view,
      absl::FunctionRef<absl::Status(const EnrichmentRecord&)> visit) override {
    std::lock_guard lock(mutex_);
    for (const EnrichmentRecord& record : enrichments) {
      if (absl::Status s = visit(record); !s.ok()) return s;
    }
    return absl::OkStatus();
  }
  absl::Status RecordUpdaterStatus(const Context&, const UpdaterStatus& status) override {
    std::lock_guard lock(mutex_);
    statuses[status.updater] = status;
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<UpdaterStatus>> ListUpdaterStatus(const Context&) override {
    std::lock_guard lock(mutex_);
    std::vector<UpdaterStatus> list;
    for (const auto& [name, status] : statuses) list.push_back(status);
    return list;
  }

  // The caller holds the lock, or nobody else runs.
  std::vector<Advisory> Current(const std::string& updater) {
    for (auto it = operations.rbegin(); it != operations.rend(); ++it) {
      if (it->updater == updater) return contents[it->ref];
    }
    return {};
  }

  absl::Status apply_status;
  std::vector<UpdateOperation> operations;
  std::map<std::string, std::vector<Advisory>> contents;  // by ref; sorted
  std::map<std::string, UpdaterStatus> statuses;
  std::vector<EnrichmentRecord> enrichments;
  std::vector<size_t> collected;
  size_t visited = 0;  // by ForEach()

 private:
  std::mutex mutex_;
};

}  // namespace claircore::update

#endif  // UPDATER_TEST_SUPPORT_H_
