#include "indexer/scanners/kernel/kernel_version.h"

#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

size_t Digits(std::string_view text, size_t from) {
  while (from < text.size() && absl::ascii_isdigit(text[from])) ++from;
  return from;
}

// "6.1.76" of "6.1.76-1", "6.8.0-rc1" of "6.8.0-rc1-amd64" and of "6.8.0~rc1-1"; empty if `text`
// does not begin with two numbers.
std::string Upstream(std::string_view text) {
  size_t numbers = 0, end = 0;
  while (true) {
    const size_t next = Digits(text, end);
    if (next == end) break;
    ++numbers;
    end = next;
    if (end >= text.size() || text[end] != '.' || Digits(text, end + 1) == end + 1) break;
    ++end;
  }
  if (numbers < 2) return std::string();
  std::string version(text.substr(0, end));
  const std::string_view rest = text.substr(end);
  if (rest.starts_with("-rc") || rest.starts_with("~rc")) {
    const size_t rc_end = Digits(rest, 3);
    if (rc_end != 3) version.append("-").append(rest.substr(1, rc_end - 1));
  }
  return version;
}

// What stands behind the last `mark`.
std::string_view Behind(std::string_view text, std::string_view mark) {
  const size_t at = text.rfind(mark);
  return at == text.npos ? std::string_view() : text.substr(at + mark.size());
}

std::string DistributionsVersion(std::string_view text) {
  // Behind the number of the build; compilers name their distribution, too.
  const size_t build = text.rfind(" #");
  if (build == text.npos) return std::string();
  text.remove_prefix(build);
  if (std::string version = Upstream(Behind(text, " Debian ")); !version.empty()) return version;
  const std::string_view signature = Behind(text, "(Ubuntu ");
  const size_t space = signature.find(' ');
  return space == signature.npos ? std::string() : Upstream(signature.substr(space + 1));
}

}  // namespace

std::optional<KernelVersion> ParseKernelVersion(std::string_view text) {
  const std::string_view release = text.substr(0, text.find(' '));
  KernelVersion kernel;
  kernel.version = Upstream(release);
  if (kernel.version.empty() || !IsToken(release)) return std::nullopt;
  kernel.release = release;
  if (std::string version = DistributionsVersion(text); IsToken(version)) {
    kernel.version = std::move(version);
  }
  return kernel;
}

}  // namespace claircore::scanners
