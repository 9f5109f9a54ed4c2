#include "claircore/storage/memory/record_set.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "claircore/internal/status_macros.h"

namespace claircore::memory {
namespace {

// A block ends behind a key whose hash has these bits zero: about every 128 keys, some 64 KiB.
constexpr uint64_t kBoundaryMask = 127;
// However unlucky the keys.
constexpr size_t kMaxBlockBytes = size_t{1} << 20;
constexpr size_t kTermBytes = 12;

template <typename T>
void AppendInteger(T value, std::string& out) {
  for (size_t i = 0; i < sizeof value; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

template <typename T>
T ReadInteger(const char* at) {
  T value = 0;
  for (size_t i = 0; i < sizeof value; ++i) {
    value |= static_cast<T>(static_cast<unsigned char>(at[i])) << (8 * i);
  }
  return value;
}

// Length and bytes.
void AppendText(std::string_view text, std::string& out) {
  AppendInteger(static_cast<uint32_t>(text.size()), out);
  out.append(text);
}

bool TakeText(std::string_view& from, std::string_view& text) {
  if (from.size() < sizeof(uint32_t)) return false;
  const auto size = ReadInteger<uint32_t>(from.data());
  from.remove_prefix(sizeof(uint32_t));
  if (from.size() < size) return false;
  text = from.substr(0, size);
  from.remove_prefix(size);
  return true;
}

std::string Sha256(std::string_view bytes) {
  unsigned char hash[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), hash, &size, EVP_sha256(), nullptr);
  return std::string(reinterpret_cast<const char*>(hash), size);
}

std::shared_ptr<const RecordBlock> BuildBlock(
    std::span<const Record> records,
    const std::unordered_map<std::string, std::shared_ptr<const RecordBlock>>& known) {
  std::string raw;
  RecordBlock::Terms terms;
  for (size_t i = 0; i < records.size(); ++i) {
    AppendText(records[i].key, raw);
    AppendText(records[i].bytes, raw);
    for (uint64_t term : records[i].terms) terms.emplace_back(term, static_cast<uint32_t>(i));
  }
  std::string id = Sha256(raw);
  // Terms follow from the records, so equal records are an equal block.
  if (const auto it = known.find(id); it != known.end()) return it->second;
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  std::string raw_terms;
  raw_terms.reserve(terms.size() * kTermBytes);
  for (const auto& [term, record] : terms) {
    AppendInteger(term, raw_terms);
    AppendInteger(record, raw_terms);
  }
  return std::make_shared<const RecordBlock>(std::move(id), static_cast<uint32_t>(records.size()),
                                             Blob::Compress(raw), Blob::Compress(raw_terms));
}

absl::StatusOr<RecordBlock::Terms> DecodeTerms(const Blob& blob, uint32_t count) {
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string raw, blob.Decompress());
  if (raw.size() % kTermBytes != 0) return absl::DataLossError("a term table is damaged");
  RecordBlock::Terms terms;
  terms.reserve(raw.size() / kTermBytes);
  for (size_t at = 0; at < raw.size(); at += kTermBytes) {
    terms.emplace_back(ReadInteger<uint64_t>(&raw[at]), ReadInteger<uint32_t>(&raw[at + 8]));
    if (terms.back().second >= count) return absl::DataLossError("a term table is damaged");
  }
  if (!std::is_sorted(terms.begin(), terms.end())) {
    return absl::DataLossError("a term table is damaged");
  }
  return terms;
}

}  // namespace

uint64_t StableHash(std::string_view bytes) {
  uint64_t hash = 0xcbf29ce484222325;
  for (char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  return hash;
}

absl::Status RecordBlock::ForEach(
    absl::FunctionRef<absl::Status(uint32_t, std::string_view, std::string_view)> visit) const {
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string raw, records_->Decompress());
  std::string_view rest = raw;
  for (uint32_t number = 0; number < count_; ++number) {
    std::string_view key, bytes;
    if (!TakeText(rest, key) || !TakeText(rest, bytes)) {
      return absl::DataLossError("a block of records is damaged");
    }
    CLAIRCORE_RETURN_IF_ERROR(visit(number, key, bytes));
  }
  if (!rest.empty()) return absl::DataLossError("a block of records is damaged");
  return absl::OkStatus();
}

absl::StatusOr<const RecordBlock::Terms*> RecordBlock::DecodedTerms() const {
  std::call_once(terms_once_, [this] { decoded_terms_ = DecodeTerms(*terms_, count_); });
  if (!decoded_terms_.ok()) return decoded_terms_.status();
  return &*decoded_terms_;
}

absl::StatusOr<std::shared_ptr<const RecordSet>> RecordSet::Build(const Context& context,
                                                                  std::span<const Record> records,
                                                                  const RecordSet* previous) {
  std::unordered_map<std::string, std::shared_ptr<const RecordBlock>> known;
  if (previous != nullptr) {
    for (const auto& block : previous->blocks()) known.emplace(block->content_id(), block);
  }
  Blocks blocks;
  size_t begin = 0, bytes = 0;
  for (size_t i = 0; i < records.size(); ++i) {
    bytes += records[i].key.size() + records[i].bytes.size();
    const bool boundary = (StableHash(records[i].key) & kBoundaryMask) == 0 &&
                          (i + 1 == records.size() || records[i + 1].key != records[i].key);
    if (!boundary && bytes < kMaxBlockBytes && i + 1 < records.size()) continue;
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    blocks.push_back(BuildBlock(records.subspan(begin, i + 1 - begin), known));
    begin = i + 1;
    bytes = 0;
  }
  return std::make_shared<const RecordSet>(std::move(blocks));
}

absl::Status RecordSet::ForEach(
    const Context& context,
    absl::FunctionRef<absl::Status(std::string_view, std::string_view)> visit) const {
  for (const auto& block : blocks_) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_RETURN_IF_ERROR(block->ForEach(
        [&](uint32_t, std::string_view key, std::string_view bytes) { return visit(key, bytes); }));
  }
  return absl::OkStatus();
}

absl::Status RecordSet::Find(const Context& context, std::span<const uint64_t> terms,
                             absl::FunctionRef<absl::Status(std::string_view)> visit) const {
  for (const auto& block : blocks_) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(const RecordBlock::Terms* table, block->DecodedTerms());
    std::set<uint32_t> hits;
    for (uint64_t term : terms) {
      auto at = std::lower_bound(table->begin(), table->end(), std::pair(term, uint32_t{0}));
      for (; at != table->end() && at->first == term; ++at) hits.insert(at->second);
    }
    if (hits.empty()) continue;
    CLAIRCORE_RETURN_IF_ERROR(
        block->ForEach([&](uint32_t number, std::string_view, std::string_view bytes) {
          return hits.contains(number) ? visit(bytes) : absl::OkStatus();
        }));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> RecordsOnlyIn(const Context& context, const RecordSet& b,
                                                       const RecordSet& a) {
  std::unordered_set<std::string_view> in_a, in_b;
  for (const auto& block : a.blocks()) in_a.insert(block->content_id());
  for (const auto& block : b.blocks()) in_b.insert(block->content_id());
  // Hashed in full: a record is its bytes, and SHA-256 stands for them.
  std::unordered_set<std::string> theirs;
  for (const auto& block : a.blocks()) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    if (in_b.contains(block->content_id())) continue;
    CLAIRCORE_RETURN_IF_ERROR(
        block->ForEach([&](uint32_t, std::string_view, std::string_view bytes) {
          theirs.insert(Sha256(bytes));
          return absl::OkStatus();
        }));
  }
  std::vector<std::string> only;
  for (const auto& block : b.blocks()) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    if (in_a.contains(block->content_id())) continue;
    CLAIRCORE_RETURN_IF_ERROR(
        block->ForEach([&](uint32_t, std::string_view, std::string_view bytes) {
          if (!theirs.contains(Sha256(bytes))) only.emplace_back(bytes);
          return absl::OkStatus();
        }));
  }
  return only;
}

}  // namespace claircore::memory
