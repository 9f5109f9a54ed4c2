#include "indexer/zip/zip.h"

#include <isa-l/crc.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "claircore/internal/status_macros.h"
#include "indexer/zip/directory.h"
#include "indexer/zip/inflater.h"
#include "indexer/zip/sources.h"

namespace claircore::zip {
namespace {

constexpr uint32_t kLocalHeader = 0x04034b50;
constexpr size_t kLocalHeaderBytes = 30;
constexpr uint16_t kStored = 0;
constexpr uint16_t kDeflated = 8;
constexpr size_t kPiece = 64 << 10;
constexpr size_t kMembersBetweenChecks = 1024;
// No deflate stream is denser.
constexpr uint64_t kMostDense = 1032;

absl::Status Damaged(const char* what) {
  return absl::DataLossError(std::string("damaged zip: ") + what);
}

}  // namespace

Budget Budget::ForFile(uint64_t file_bytes) {
  Budget budget;
  constexpr uint64_t kRatio = 16;
  const uint64_t most = ~uint64_t{0} / (2 * kRatio);
  budget.bytes = (uint64_t{64} << 20) + kRatio * std::min(file_bytes, most);
  return budget;
}

absl::Status Budget::SpendBytes(uint64_t n) {
  if (n > bytes) {
    bytes = 0;
    return absl::ResourceExhaustedError("the archive unpacks to too many bytes for its size");
  }
  bytes -= n;
  return absl::OkStatus();
}

absl::Status Budget::SpendMember() {
  if (members == 0) {
    return absl::ResourceExhaustedError("the archive has too many members");
  }
  --members;
  return absl::OkStatus();
}

struct Reader::State {
  State(const Context& c, const RandomAccessSource& a, Budget& b)
      : context(c), archive(a), budget(b) {}

  // The member's packed bytes are archive[*, * + packed_size).
  absl::StatusOr<uint64_t> FindData(const Member& member) {
    if (member.encrypted) return absl::UnimplementedError("an encrypted member");
    if (member.method != kStored && member.method != kDeflated) {
      return absl::UnimplementedError("compression method " + std::to_string(member.method));
    }
    if (member.method == kStored && member.size != member.packed_size) {
      return Damaged("a stored member has two sizes");
    }
    if (member.header > directory.begin || directory.begin - member.header < kLocalHeaderBytes) {
      return Damaged("a member lies outside of it");
    }
    CLAIRCORE_RETURN_IF_ERROR(budget.SpendBytes(kLocalHeaderBytes));
    CLAIRCORE_RETURN_IF_ERROR(ReadExactly(archive, member.header, kLocalHeaderBytes, header));
    if (Number<uint32_t>(header, 0) != kLocalHeader) return Damaged("a member has no header");
    const uint64_t begin = member.header + kLocalHeaderBytes + Number<uint16_t>(header, 26) +
                           Number<uint16_t>(header, 28);
    if (begin > directory.begin || directory.begin - begin < member.packed_size) {
      return Damaged("a member lies outside of it");
    }
    return begin;
  }

  const Context& context;
  const RandomAccessSource& archive;
  Budget& budget;
  Directory directory;
  std::string header, piece;
  std::optional<Inflater> inflater;
};

Reader::Reader(std::unique_ptr<State> state) : state_(std::move(state)) {}
Reader::Reader(Reader&&) = default;
Reader& Reader::operator=(Reader&&) = default;
Reader::~Reader() = default;

absl::StatusOr<Reader> Reader::Open(const Context& context, const RandomAccessSource& archive,
                                    Budget& budget) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  auto state = std::make_unique<State>(context, archive, budget);
  CLAIRCORE_ASSIGN_OR_RETURN(state->directory, FindDirectory(archive, budget));
  return Reader(std::move(state));
}

absl::Status Reader::ForEach(absl::FunctionRef<bool(const Member& member)> visit) {
  DirectoryReader directory(state_->archive, state_->directory, state_->budget);
  Member member;
  for (size_t n = 0;; ++n) {
    if (n % kMembersBetweenChecks == 0) CLAIRCORE_RETURN_IF_ERROR(state_->context.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(const bool more, directory.Next(member));
    if (!more || !visit(member)) return absl::OkStatus();
  }
}

absl::Status Reader::Read(const Member& member,
                          absl::FunctionRef<bool(std::string_view piece)> take) {
  CLAIRCORE_ASSIGN_OR_RETURN(const uint64_t begin, state_->FindData(member));
  if (member.method == kDeflated) {
    if (!state_->inflater) {
      state_->inflater.emplace(state_->context, state_->archive, state_->budget);
    }
    state_->inflater->Start(begin, member.packed_size);
  }
  std::string& piece = state_->piece;
  uint32_t crc = 0;
  for (uint64_t done = 0;;) {
    // One byte more than declared, to see the stream end.
    const auto want = static_cast<size_t>(std::min<uint64_t>(member.size - done, kPiece));
    size_t n = want;
    if (member.method == kStored) {
      CLAIRCORE_RETURN_IF_ERROR(state_->context.Check());
      CLAIRCORE_RETURN_IF_ERROR(state_->budget.SpendBytes(want));
      CLAIRCORE_RETURN_IF_ERROR(ReadExactly(state_->archive, begin + done, want, piece));
    } else {
      piece.resize(want + 1);
      CLAIRCORE_ASSIGN_OR_RETURN(n, state_->inflater->Read(std::span(piece).first(
                                        want < kPiece ? want + 1 : want)));
      if (n > want) return Damaged("a member is larger than it says");
      if (n < want) return Damaged("a member is smaller than it says");
    }
    crc = crc32_gzip_refl(crc, reinterpret_cast<const unsigned char*>(piece.data()), n);
    done += n;
    const bool last = done == member.size && want < kPiece;
    if (last && crc != member.crc32) return Damaged("a member has another checksum");
    if (n > 0 && !take(std::string_view(piece).substr(0, n))) return absl::OkStatus();
    if (last) return absl::OkStatus();
  }
}

absl::Status Reader::ReadInto(const Member& member, uint64_t max_bytes, std::string& out) {
  out.clear();
  if (member.size > max_bytes) {
    return absl::ResourceExhaustedError("a member is larger than " + std::to_string(max_bytes) +
                                        " bytes");
  }
  // What it claims is believed as far as it can be true.
  const uint64_t possible = std::min(member.packed_size, member.size) * kMostDense;
  out.reserve(static_cast<size_t>(std::min(member.size, possible)));
  return Read(member, [&](std::string_view piece) {
    out += piece;
    return true;
  });
}

absl::StatusOr<std::unique_ptr<RandomAccessSource>> Reader::OpenMember(const Member& member) {
  CLAIRCORE_ASSIGN_OR_RETURN(const uint64_t begin, state_->FindData(member));
  if (member.method == kStored) return NewRangeSource(state_->archive, begin, member.size);
  if (member.size <= state_->budget.memory_bytes) {
    std::string bytes;
    CLAIRCORE_RETURN_IF_ERROR(ReadInto(member, state_->budget.memory_bytes, bytes));
    state_->budget.memory_bytes -= bytes.size();
    return NewMemorySource(std::move(bytes), state_->budget);
  }
  return NewInflatedSource(state_->context, state_->archive, state_->budget, begin,
                           member.packed_size, member.size);
}

}  // namespace claircore::zip
