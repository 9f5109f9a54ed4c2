#include "updater/parse/http_feed.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "claircore/internal/urls.h"
#include "updater/sha256.h"

namespace claircore::update {
namespace {

constexpr std::string_view kEtag = "etag:", kDate = "date:", kHash = "sha256:";
constexpr size_t kMaxValidator = 1024;  // a longer one is not kept: the hash is

std::string Header(const HttpResponse& response, const std::string& name) {
  const auto it = response.headers.find(name);
  return it == response.headers.end() || it->second.size() > kMaxValidator ? "" : it->second;
}

// Passes bytes on and hashes them.
class HashingSource final : public ByteSource {
 public:
  explicit HashingSource(ByteSource& in) : in_(in) {}
  absl::StatusOr<size_t> Read(std::span<std::byte> buffer) override {
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t n, in_.Read(buffer));
    hash_.Update(buffer.first(n));
    return n;
  }
  std::string Hex() const { return ToHex(hash_.Digest()); }

 private:
  ByteSource& in_;
  Sha256 hash_;
};

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string Decode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 &&
        HexDigit(text[i + 2]) >= 0) {
      out.push_back(static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

bool MeansAbsent(int code) { return code == 404 || code == 410; }

// Answers about the method of a request and not about its object: not every server has HEAD.
bool MeansNoHead(int code) { return code == 405 || code == 501; }

}  // namespace

absl::Status StatusOfAnswer(int code, const std::string& url) {
  const std::string message =
      absl::StrCat(internal::WithoutCredentials(url), ": HTTP status ", code);
  if (MeansAbsent(code)) return absl::NotFoundError(message);
  if (code == 401 || code == 403) return absl::PermissionDeniedError(message);
  if (code == 429 || code >= 500) return absl::UnavailableError(message);
  return absl::UnknownError(message);
}

absl::StatusOr<Fetched> FetchDocument(const Context& context, HttpClient& http,
                                      const std::string& url, std::string_view parser,
                                      std::string_view member, const Fingerprint& previous,
                                      BlobWriter& out) {
  const std::string prefix = absl::StrCat(internal::ToAbsl(parser), " ");
  std::string_view known = previous;
  if (known.starts_with(prefix)) {
    known.remove_prefix(prefix.size());
  } else {
    known = {};
  }
  HttpRequest request;
  request.url = url;
  if (known.starts_with(kEtag)) {
    request.headers["If-None-Match"] = std::string(known.substr(kEtag.size()));
  } else if (known.starts_with(kDate)) {
    request.headers["If-Modified-Since"] = std::string(known.substr(kDate.size()));
  }
  CLAIRCORE_ASSIGN_OR_RETURN(const HttpResponse response, http.Do(context, request));
  if (response.status == 304 && !request.headers.empty()) {
    return Fetched{.changed = false, .fingerprint = previous};
  }
  if (response.status != 200) return StatusOfAnswer(response.status, url);

  HashingSource body(*response.body);
  CLAIRCORE_RETURN_IF_ERROR(out.Add(context, member, body));
  Fetched fetched;
  if (const std::string etag = Header(response, "etag"); !etag.empty()) {
    fetched.fingerprint = absl::StrCat(prefix, internal::ToAbsl(kEtag), etag);
  } else if (const std::string date = Header(response, "last-modified"); !date.empty()) {
    fetched.fingerprint = absl::StrCat(prefix, internal::ToAbsl(kDate), date);
  } else {
    fetched.fingerprint = absl::StrCat(prefix, internal::ToAbsl(kHash), body.Hex());
  }
  // A server without conditional requests sends all of it; what we know already is no news.
  fetched.changed = fetched.fingerprint != previous;
  return fetched;
}

absl::StatusOr<std::string> FetchText(const Context& context, HttpClient& http,
                                      const std::string& url, size_t limit) {
  HttpRequest request;
  request.url = url;
  CLAIRCORE_ASSIGN_OR_RETURN(const HttpResponse response, http.Do(context, request));
  if (response.status != 200) return StatusOfAnswer(response.status, url);
  std::string text;
  std::array<std::byte, 16 << 10> buffer;
  while (true) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t n, response.body->Read(buffer));
    if (n == 0) return text;
    if (text.size() + n > limit) {
      return absl::ResourceExhaustedError(
          absl::StrCat(internal::WithoutCredentials(url), ": more than ", limit, " bytes"));
    }
    text.append(reinterpret_cast<const char*>(buffer.data()), n);
  }
}

absl::StatusOr<bool> IsGone(const Context& context, HttpClient& http, const std::string& url) {
  HttpRequest request;
  request.method = "HEAD";
  request.url = url;
  CLAIRCORE_ASSIGN_OR_RETURN(const HttpResponse response, http.Do(context, request));
  const int code = response.status;
  if (code == 410) return true;
  if (code == 401 || code == 429 || (code >= 500 && !MeansNoHead(code))) {
    return StatusOfAnswer(code, url);
  }
  return false;
}

absl::StatusOr<bool> IsThere(const Context& context, HttpClient& http, const std::string& url) {
  HttpRequest request;
  request.url = url;
  for (const char* method : {"HEAD", "GET"}) {
    request.method = method;
    CLAIRCORE_ASSIGN_OR_RETURN(const HttpResponse response, http.Do(context, request));
    if (response.status == 200) return true;
    if (MeansAbsent(response.status)) return false;
    if (request.method == "GET" || !MeansNoHead(response.status)) {
      return StatusOfAnswer(response.status, url);
    }
  }
  return false;
}

std::vector<std::string> ListedNames(std::string_view html) {
  std::vector<std::string> names;
  constexpr std::string_view kHref = "href=\"";
  for (size_t at = html.find(kHref); at != std::string_view::npos; at = html.find(kHref)) {
    html.remove_prefix(at + kHref.size());
    const size_t end = html.find('"');
    if (end == std::string_view::npos) break;
    std::string_view target = html.substr(0, end);
    html.remove_prefix(end);
    const bool folder = target.ends_with('/');
    if (folder) target.remove_suffix(1);
    target = target.substr(target.rfind('/') + 1);  // npos + 1 is 0
    std::string name = Decode(target);
    if (name.empty() || name == ".." || name.find_first_of("/?#") != std::string::npos) continue;
    if (folder) name += '/';
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    if (names.size() >= 4096) break;
  }
  return names;
}

std::string TrimSlashes(std::string_view base) {
  while (base.ends_with('/')) base.remove_suffix(1);
  return std::string(base);
}

std::string EncodeSegment(std::string_view segment) {
  constexpr std::string_view kPlain = "-._~!$&'()*+,;=:@";
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : segment) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       kPlain.find(c) != std::string_view::npos;
    if (plain) {
      out.push_back(c);
    } else {
      out += {'%', kDigits[static_cast<unsigned char>(c) >> 4],
              kDigits[static_cast<unsigned char>(c) & 15]};
    }
  }
  return out;
}

}  // namespace claircore::update
