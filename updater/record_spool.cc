#include "updater/record_spool.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "updater/record_codec.h"

namespace claircore::update {
namespace {

constexpr size_t kBuffer = 256 << 10;
constexpr size_t kHeader = 4;  // length, little endian
// One advisory: a kernel's, with every release, is under a megabyte.
constexpr size_t kMaxRecord = 64 << 20;
constexpr size_t kMaxReasons = 256;

}  // namespace

absl::Status RecordSpool::Write(std::string_view record) {
  if (record.size() > kMaxRecord) {
    return absl::ResourceExhaustedError(
        absl::StrCat("a record takes more than ", kMaxRecord, " bytes"));
  }
  const auto size = static_cast<uint32_t>(record.size());
  for (size_t i = 0; i < kHeader; ++i) buffer_.push_back(static_cast<char>(size >> (8 * i)));
  buffer_ += record;
  ++records_;
  return buffer_.size() < kBuffer ? absl::OkStatus() : Flush();
}

absl::Status RecordSpool::Flush() {
  CLAIRCORE_RETURN_IF_ERROR(context_.Check());
  if (file_ == nullptr) {
    CLAIRCORE_ASSIGN_OR_RETURN(file_, temporary_->Create(context_));
  }
  CLAIRCORE_RETURN_IF_ERROR(file_->Append(std::as_bytes(std::span(buffer_))));
  buffer_.clear();
  return absl::OkStatus();
}

absl::Status RecordSpool::Rewind() {
  // Few records never touch the disk.
  if (file_ != nullptr) CLAIRCORE_RETURN_IF_ERROR(Flush());
  offset_ = 0;
  return absl::OkStatus();
}

absl::Status RecordSpool::Fill(size_t needed) {
  if (buffer_.size() - offset_ >= needed || file_ == nullptr) return absl::OkStatus();
  CLAIRCORE_RETURN_IF_ERROR(context_.Check());
  buffer_.erase(0, offset_);
  offset_ = 0;
  const size_t have = buffer_.size();
  buffer_.resize(std::max(needed, kBuffer));
  CLAIRCORE_ASSIGN_OR_RETURN(
      const size_t n,
      file_->ReadAt(position_, std::as_writable_bytes(std::span(buffer_).subspan(have))));
  position_ += n;
  buffer_.resize(have + n);
  return absl::OkStatus();
}

absl::StatusOr<bool> RecordSpool::Read(std::string_view& record) {
  CLAIRCORE_RETURN_IF_ERROR(Fill(kHeader));
  const std::string_view head = std::string_view(buffer_).substr(offset_);
  if (head.empty()) return false;
  if (head.size() < kHeader) return absl::DataLossError("a spool of records is cut off");
  uint32_t size = 0;
  for (size_t i = 0; i < kHeader; ++i) {
    size |= static_cast<uint32_t>(static_cast<unsigned char>(head[i])) << (8 * i);
  }
  if (size > kMaxRecord) return absl::DataLossError("a spool of records is damaged");
  CLAIRCORE_RETURN_IF_ERROR(Fill(kHeader + size));
  if (buffer_.size() - offset_ < kHeader + size) {
    return absl::DataLossError("a spool of records is cut off");
  }
  record = std::string_view(buffer_).substr(offset_ + kHeader, size);
  offset_ += kHeader + size;
  return true;
}

void SkipCounter::Add(const Context& context, std::string_view source_key,
                      std::string_view reason) {
  auto it = counts_.find(std::string(reason));
  if (it == counts_.end()) {
    const bool full = counts_.size() >= kMaxReasons;
    it = counts_.try_emplace(full ? "other reasons" : std::string(reason), 0).first;
  }
  ++it->second;
  context.observer().Log(LogLevel::kDebug, absl::StrCat("skipped ", internal::ToAbsl(source_key),
                                                        ": ", internal::ToAbsl(reason)));
}

absl::Status AdvisorySpool::Keep(const Advisory& advisory) {
  if (!status_.ok()) return status_;
  encoded_.clear();
  EncodeAdvisory(advisory, encoded_);
  status_ = spool_.Write(encoded_);
  return status_;
}

absl::Status AdvisorySpool::Add(Advisory advisory) {
  if (mode_ == UpdateMode::kDelta && status_.ok()) {
    status_ = absl::FailedPreconditionError(
        "Add() after ReplaceSource(): a run is a snapshot or a "
        "delta, not both");
  }
  return Keep(advisory);
}

absl::Status AdvisorySpool::ReplaceSource(std::string_view source_key,
                                          std::vector<Advisory> advisories) {
  if (mode_ == UpdateMode::kSnapshot && spool_.records() > 0 && status_.ok()) {
    status_ = absl::FailedPreconditionError(
        "ReplaceSource() after Add(): a run is a snapshot or a "
        "delta, not both");
  }
  if (!status_.ok()) return status_;
  mode_ = UpdateMode::kDelta;
  if (!replaced_keys_.emplace(source_key).second) {
    status_ = absl::InvalidArgumentError(
        absl::StrCat("ReplaceSource() twice of ", internal::ToAbsl(source_key)));
    return status_;
  }
  for (const Advisory& advisory : advisories) {
    if (advisory.source_key != source_key) {
      status_ = absl::InvalidArgumentError(
          absl::StrCat("ReplaceSource() of ", internal::ToAbsl(source_key),
                       " was given an advisory of ", advisory.source_key));
      return status_;
    }
    CLAIRCORE_RETURN_IF_ERROR(Keep(advisory));
  }
  return absl::OkStatus();
}

void AdvisorySpool::Skip(std::string_view source_key, std::string_view reason) {
  skips_.Add(context_, source_key, reason);
}

absl::Status EnrichmentSpool::Add(EnrichmentRecord record) {
  if (!status_.ok()) return status_;
  encoded_.clear();
  EncodeEnrichment(record, encoded_);
  status_ = spool_.Write(encoded_);
  return status_;
}

}  // namespace claircore::update
