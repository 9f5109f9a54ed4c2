#include "claircore/testing/faulty_io.h"

#include <algorithm>
#include <thread>

#include "claircore/internal/status_macros.h"

namespace claircore::inline v0::testing {
namespace {

absl::Status SleepWithin(const Context& context, std::chrono::nanoseconds delay) {
  const auto end = std::chrono::steady_clock::now() + delay;
  while (true) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    const auto left = end - std::chrono::steady_clock::now();
    if (left <= std::chrono::nanoseconds(0)) return absl::OkStatus();
    std::this_thread::sleep_for(
        std::min<std::chrono::nanoseconds>(left, std::chrono::milliseconds(5)));
  }
}

absl::Status Next(FaultPlan* plan) { return plan == nullptr ? absl::OkStatus() : plan->Next(); }

class FaultyTemporaryFile : public TemporaryFile {
 public:
  FaultyTemporaryFile(std::unique_ptr<TemporaryFile> file, FaultPlan* plan)
      : file_(std::move(file)), plan_(plan) {}
  uint64_t size() const override { return file_->size(); }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    return file_->ReadAt(position, buffer);
  }
  absl::Status Append(std::span<const std::byte> bytes) override {
    CLAIRCORE_RETURN_IF_ERROR(Next(plan_));
    return file_->Append(bytes);
  }

 private:
  const std::unique_ptr<TemporaryFile> file_;
  FaultPlan* const plan_;
};

}  // namespace

absl::StatusOr<size_t> FaultyByteSource::Read(std::span<std::byte> buffer) {
  if (error_.ok() && faults_.read_delay.count() > 0) {
    error_ = SleepWithin(context_, faults_.read_delay);
  }
  if (!error_.ok()) return error_;
  uint64_t room = buffer.size();
  if (faults_.max_read > 0) room = std::min<uint64_t>(room, faults_.max_read);
  if (faults_.end_after) room = std::min(room, *faults_.end_after - position_);
  if (faults_.error_after) {
    if (position_ == *faults_.error_after) return error_ = faults_.error;
    room = std::min(room, *faults_.error_after - position_);
  }
  if (room == 0) return 0;
  const absl::StatusOr<size_t> n = source_->Read(buffer.first(room));
  if (!n.ok()) return error_ = n.status();
  if (faults_.flip_bit_at && *faults_.flip_bit_at >= position_ &&
      *faults_.flip_bit_at < position_ + *n) {
    buffer[*faults_.flip_bit_at - position_] ^= std::byte{1};
  }
  position_ += *n;
  return n;
}

absl::StatusOr<std::unique_ptr<ByteSource>> FaultyLayerFetcher::Open(
    const Context& context, const LayerDescription& layer) {
  CLAIRCORE_RETURN_IF_ERROR(Next(plan_));
  CLAIRCORE_ASSIGN_OR_RETURN(auto source, fetcher_->Open(context, layer));
  return std::make_unique<FaultyByteSource>(context, std::move(source), faults_);
}

absl::StatusOr<std::unique_ptr<LayerTree>> FaultyLayerFetcher::OpenTree(
    const Context& context, const LayerDescription& layer) {
  CLAIRCORE_RETURN_IF_ERROR(Next(plan_));
  return fetcher_->OpenTree(context, layer);
}

absl::StatusOr<HttpResponse> FaultyHttpClient::Do(const Context& context,
                                                  const HttpRequest& request) {
  CLAIRCORE_RETURN_IF_ERROR(Next(plan_));
  CLAIRCORE_ASSIGN_OR_RETURN(HttpResponse response, client_->Do(context, request));
  response.body = std::make_unique<FaultyByteSource>(context, std::move(response.body), faults_);
  return response;
}

absl::StatusOr<std::unique_ptr<TemporaryFile>> FaultyTemporaryStorage::Create(
    const Context& context) {
  CLAIRCORE_RETURN_IF_ERROR(Next(plan_));
  CLAIRCORE_ASSIGN_OR_RETURN(auto file, storage_->Create(context));
  return std::make_unique<FaultyTemporaryFile>(std::move(file), plan_);
}

}  // namespace claircore::inline v0::testing
