#ifndef CLAIRCORE_TESTING_FAULTY_IO_H_
#define CLAIRCORE_TESTING_FAULTY_IO_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/http_client.h"
#include "claircore/io.h"
#include "claircore/layer_fetcher.h"
#include "claircore/testing/faults.h"

namespace claircore::inline v0::testing {

// How a stream misbehaves, within what ByteSource allows and a bit beyond.
struct ByteFaults {
  size_t max_read = 0;                  // no Read() gives more bytes; 0: no such limit
  std::optional<uint64_t> error_after;  // bytes; then `error`, for good
  absl::Status error = absl::DataLossError("injected");
  std::optional<uint64_t> end_after;       // bytes; then the end, as of a truncated file
  std::optional<uint64_t> flip_bit_at;     // the byte at this position is not what it was
  std::chrono::nanoseconds read_delay{0};  // before each Read(); cut short when the context ends
};

// Reads from another source, badly. One thread.
class FaultyByteSource : public ByteSource {
 public:
  FaultyByteSource(Context context, std::unique_ptr<ByteSource> source, ByteFaults faults)
      : context_(std::move(context)), source_(std::move(source)), faults_(std::move(faults)) {}
  absl::StatusOr<size_t> Read(std::span<std::byte> buffer) override;

 private:
  const Context context_;
  const std::unique_ptr<ByteSource> source_;
  const ByteFaults faults_;
  uint64_t position_ = 0;
  absl::Status error_;
};

// Forwards to another fetcher; Open() fails as `plan` says, and what it opens as `faults` say.
// Safe for concurrent calls.
class FaultyLayerFetcher : public LayerFetcher {
 public:
  // Neither is owned; `plan` may be null.
  FaultyLayerFetcher(LayerFetcher* fetcher, FaultPlan* plan, ByteFaults faults = {})
      : fetcher_(fetcher), plan_(plan), faults_(std::move(faults)) {}
  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context& context,
                                                   const LayerDescription& layer) override;
  absl::StatusOr<std::unique_ptr<LayerTree>> OpenTree(const Context& context,
                                                      const LayerDescription& layer) override;

 private:
  LayerFetcher* const fetcher_;
  FaultPlan* const plan_;
  const ByteFaults faults_;
};

// The same for an HttpClient: transport errors as `plan` says, bodies as `faults` say.
class FaultyHttpClient : public HttpClient {
 public:
  FaultyHttpClient(HttpClient* client, FaultPlan* plan, ByteFaults faults = {})
      : client_(client), plan_(plan), faults_(std::move(faults)) {}
  absl::StatusOr<HttpResponse> Do(const Context& context, const HttpRequest& request) override;

 private:
  HttpClient* const client_;
  FaultPlan* const plan_;
  const ByteFaults faults_;
};

// Storage whose Create() and Append() fail as `plan` says: a full disk.
class FaultyTemporaryStorage : public TemporaryStorage {
 public:
  FaultyTemporaryStorage(TemporaryStorage* storage, FaultPlan* plan)
      : storage_(storage), plan_(plan) {}
  absl::StatusOr<std::unique_ptr<TemporaryFile>> Create(const Context& context) override;

 private:
  TemporaryStorage* const storage_;
  FaultPlan* const plan_;
};

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_FAULTY_IO_H_
