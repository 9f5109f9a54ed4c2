#include "updater/updaters/rhel/repository_to_cpe.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/base/utf8.h"
#include "claircore/codec/repository_cpes.h"
#include "claircore/cpe.h"
#include "claircore/internal/status_macros.h"
#include "updater/parse/json.h"
#include "updater/parse/json_members.h"

namespace claircore::update {
namespace {

constexpr size_t kRepositoryLevel = 2;
constexpr size_t kMaxRepositories = 200'000;  // the real file has 8,600
constexpr size_t kMaxCpes = 10'000;  // of one repository; the largest real one has some dozens
constexpr JsonMemberLimits kLimits = {.key_bytes = 4 << 10, .value_bytes = 4 << 20};

class Mapping {
 public:
  explicit Mapping(EnrichmentSink& out) : out_(out) {}

  absl::Status Add(const JsonMember& member) {
    if (member.keys[0] != "data") return absl::OkStatus();
    if (member.keys.size() != kRepositoryLevel) {
      return absl::DataLossError("repository-to-cpe.json: \"data\" is no object");
    }
    const std::string& id = member.keys[1];
    if (!IsPlainKey(id)) return Skip(base::ToUtf8(id), "bad repository id");
    // Each stays in memory where it is matched with.
    if (repositories_ == kMaxRepositories) return Skip(base::ToUtf8(id), "too many repositories");
    if (member.value.empty()) return Skip(id, "too large");
    const absl::StatusOr<JsonElement> parsed = parser_.Parse(member.value);
    JsonObject json;
    if (!parsed.ok() || parsed->get(json) != simdjson::SUCCESS) return Skip(id, "no object");
    std::vector<std::string> cpes;
    ForEachJson(json, "cpes", [&](JsonElement element) {
      std::string_view text;
      if (cpes.size() >= kMaxCpes || element.get(text) != simdjson::SUCCESS ||
          !Cpe::Parse(text).ok()) {
        out_.Skip(id, "bad CPE");
        return;
      }
      cpes.emplace_back(text);
    });
    if (cpes.empty()) return Skip(id, "no CPE");
    ++repositories_;
    return out_.Add({.tags = {base::ToUtf8(id)}, .json = codec::RepositoryCpesToJson(cpes)});
  }

  size_t repositories() const { return repositories_; }

 private:
  absl::Status Skip(std::string_view id, std::string_view reason) {
    out_.Skip(id, reason);
    return absl::OkStatus();
  }

  EnrichmentSink& out_;
  JsonParser parser_;
  size_t repositories_ = 0;
};

}  // namespace

absl::Status ParseRepositoryToCpe(const Context& context, const RandomAccessSource& document,
                                  EnrichmentSink& out) {
  Mapping mapping(out);
  CLAIRCORE_RETURN_IF_ERROR(
      ForEachJsonMember(context, document, kRepositoryLevel, kLimits,
                        [&](const JsonMember& member) { return mapping.Add(member); }));
  if (mapping.repositories() > 0) return absl::OkStatus();
  return absl::DataLossError("repository-to-cpe.json names no repository");
}

}  // namespace claircore::update
