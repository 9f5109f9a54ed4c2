#include "indexer/scanners/rhel/container_labels.h"

#include <simdjson.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

constexpr size_t kMaxBytes = size_t{1} << 20;

// Some images were published with each value written as JSON once more: "\"x86_64\"".
std::string_view Unquote(std::string_view value) {
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
    value = value.substr(1, value.size() - 2);
  }
  return value;
}

absl::StatusOr<std::string> Value(simdjson::dom::element document, const char* key) {
  simdjson::dom::element element;
  if (document[key].get(element) != simdjson::SUCCESS || element.is_null()) return std::string();
  std::string_view value;
  if (element.get_string().get(value) != simdjson::SUCCESS || !IsPlain(value)) {
    return absl::DataLossError(std::string("the label ") + key + " is no text");
  }
  return std::string(Unquote(value));
}

// Takes a number off `text`. False if there is none, or it is too large.
bool TakeNumber(std::string_view& text, int32_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return false;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return true;
}

}  // namespace

absl::StatusOr<ContainerLabels> ReadLabelsJson(std::string_view text) {
  if (text.size() > kMaxBytes) return absl::ResourceExhaustedError("larger than 1 MiB");
  if (text.empty()) return absl::DataLossError("no JSON: empty");
  simdjson::dom::parser parser(kMaxBytes);
  simdjson::dom::element document;
  if (auto error = parser.parse(text.data(), text.size()).get(document)) {
    return absl::DataLossError(std::string("no JSON: ") + simdjson::error_message(error));
  }
  if (!document.is_object()) return absl::DataLossError("no JSON object");
  ContainerLabels labels;
  CLAIRCORE_ASSIGN_OR_RETURN(labels.name, Value(document, "name"));
  CLAIRCORE_ASSIGN_OR_RETURN(labels.arch, Value(document, "architecture"));
  labels.component = labels.name;
  CLAIRCORE_ASSIGN_OR_RETURN(labels.cpe, Value(document, "cpe"));
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string created,
                             Value(document, "org.opencontainers.image.created"));
  if (!created.empty()) {
    absl::Time time;
    if (!absl::ParseTime(absl::RFC3339_full, internal::ToAbsl(created), &time, nullptr) ||
        time <= absl::UnixEpoch() || time == absl::InfiniteFuture()) {
      return absl::DataLossError("the label org.opencontainers.image.created is no time");
    }
    labels.version = std::to_string(absl::ToUnixSeconds(time));
  }
  return labels;
}

std::string_view VersionOfDockerfile(std::string_view file_name) {
  constexpr std::string_view kPrefix = "Dockerfile-";
  if (!file_name.starts_with(kPrefix)) return {};
  const std::string_view nvr = file_name.substr(kPrefix.size());
  const size_t release = nvr.rfind('-');
  if (release == std::string_view::npos || release == 0) return {};
  const size_t version = nvr.rfind('-', release - 1);
  if (version == std::string_view::npos || version == 0) return {};
  return nvr.substr(version + 1);
}

bool IsContainerTag(std::string_view version) {
  if (version.starts_with('v')) version.remove_prefix(1);
  return !version.empty() && version.front() >= '0' && version.front() <= '9';
}

std::optional<NormalizedVersion> MinorOfTag(std::string_view version) {
  if (!IsContainerTag(version)) return std::nullopt;
  if (version.starts_with('v')) version.remove_prefix(1);
  NormalizedVersion normalized;
  normalized.kind = "rhctag";
  if (!TakeNumber(version, normalized.v[0])) return std::nullopt;
  if (version.size() > 1 && version[0] == '.' && IsContainerTag(version.substr(1))) {
    version.remove_prefix(1);
    if (version.front() != 'v' && !TakeNumber(version, normalized.v[1])) return std::nullopt;
  }
  return normalized;
}

}  // namespace claircore::scanners
