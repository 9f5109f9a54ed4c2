#include "updater/blob_spool.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "claircore/base/sources.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::update {
namespace {

constexpr size_t kChunk = 64 << 10;
constexpr size_t kMaxName = 512;

}  // namespace

bool IsMemberName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxName && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '/' || c == '-';
  });
}

absl::Status BlobSpool::Begin(const Context& context, std::string_view member) {
  if (!IsMemberName(member)) {
    return absl::InvalidArgumentError("a member's name must be [A-Za-z0-9._/-]+");
  }
  if (entries_.size() >= limits_.members) {
    return absl::ResourceExhaustedError(
        absl::StrCat("an updater fetched more than ", limits_.members, " members"));
  }
  if (!names_.emplace(member).second) {
    return absl::AlreadyExistsError(
        absl::StrCat("two members are named ", internal::ToAbsl(member)));
  }
  if (file_ == nullptr) {
    CLAIRCORE_ASSIGN_OR_RETURN(file_, temporary_->Create(context));
  }
  entries_.push_back({std::string(member), file_->size(), file_->size()});
  return absl::OkStatus();
}

absl::Status BlobSpool::Append(std::span<const std::byte> bytes) {
  if (file_->size() + bytes.size() > limits_.bytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("an updater fetched more than ", limits_.bytes, " bytes"));
  }
  CLAIRCORE_RETURN_IF_ERROR(file_->Append(bytes));
  entries_.back().end = file_->size();
  return absl::OkStatus();
}

absl::Status BlobSpool::Add(const Context& context, std::string_view member, ByteSource& bytes) {
  CLAIRCORE_RETURN_IF_ERROR(Begin(context, member));
  std::vector<std::byte> buffer(kChunk);
  while (true) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t n, bytes.Read(buffer));
    if (n == 0) return absl::OkStatus();
    CLAIRCORE_RETURN_IF_ERROR(Append(std::span(buffer).first(n)));
  }
}

absl::Status BlobSpool::ForEach(absl::FunctionRef<absl::Status(const Member&)> visit) {
  for (const Entry& entry : entries_) {
    const base::SliceSource slice(file_.get(), entry.begin, entry.end - entry.begin);
    CLAIRCORE_RETURN_IF_ERROR(visit({.name = entry.name, .bytes = &slice}));
  }
  return absl::OkStatus();
}

}  // namespace claircore::update
