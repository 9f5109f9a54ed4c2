#include "claircore/fetch/http/curl_http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "claircore/fetch/http/curl_library.h"
#include "claircore/fetch/http/transfer.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/urls.h"

namespace claircore::inline v0 {
namespace {

using fetch_http::CurlLibrary;
using fetch_http::MultiPool;
using fetch_http::Transfer;

class Body final : public ByteSource {
 public:
  // `options` live as long as the body: it may outlive the client.
  Body(std::unique_ptr<Transfer> transfer, std::shared_ptr<const CurlHttpOptions> options)
      : options_(std::move(options)), transfer_(std::move(transfer)) {}
  absl::StatusOr<size_t> Read(std::span<std::byte> buffer) override {
    return transfer_->Read(buffer);
  }

 private:
  const std::shared_ptr<const CurlHttpOptions> options_;
  const std::unique_ptr<Transfer> transfer_;
};

// Scheme, host and port of a URL: what credentials belong to.
struct Origin {
  std::string scheme, host, port;
  friend bool operator==(const Origin&, const Origin&) = default;
};

absl::StatusOr<Origin> OriginOf(const CurlLibrary& curl, const std::string& url) {
  const std::unique_ptr<CURLU, void (*)(CURLU*)> parsed(curl.url(), curl.url_cleanup);
  if (parsed == nullptr) return absl::ResourceExhaustedError("curl: out of memory");
  if (curl.url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return absl::InvalidArgumentError(
        absl::StrCat("not a URL: ", internal::WithoutCredentials(url)));
  }
  Origin origin;
  const auto get = [&](CURLUPart part, std::string& out, unsigned flags) {
    char* text = nullptr;
    if (curl.url_get(parsed.get(), part, &text, flags) == CURLUE_OK) out = text;
    curl.free(text);
  };
  get(CURLUPART_SCHEME, origin.scheme, 0);
  get(CURLUPART_HOST, origin.host, 0);
  get(CURLUPART_PORT, origin.port, CURLU_DEFAULT_PORT);
  absl::AsciiStrToLower(&origin.host);
  if (origin.scheme != "http" && origin.scheme != "https") {
    return absl::InvalidArgumentError(
        absl::StrCat("only http and https are spoken here: ", internal::WithoutCredentials(url)));
  }
  return origin;
}

// Where a Location header points, seen from `base`.
absl::StatusOr<std::string> Resolve(const CurlLibrary& curl, const std::string& base,
                                    const std::string& location) {
  const std::unique_ptr<CURLU, void (*)(CURLU*)> url(curl.url(), curl.url_cleanup);
  if (url == nullptr) return absl::ResourceExhaustedError("curl: out of memory");
  char* text = nullptr;
  constexpr unsigned kFlags = CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE;
  if (curl.url_set(url.get(), CURLUPART_URL, base.c_str(), 0) != CURLUE_OK ||
      curl.url_set(url.get(), CURLUPART_URL, location.c_str(), kFlags) != CURLUE_OK ||
      curl.url_get(url.get(), CURLUPART_URL, &text, 0) != CURLUE_OK) {
    return absl::InvalidArgumentError(
        absl::StrCat(internal::WithoutCredentials(base), ": a redirect to nowhere"));
  }
  std::string target = text;
  curl.free(text);
  return target;
}

void DropCredentials(HttpRequest& request) {
  for (auto it = request.headers.begin(); it != request.headers.end();) {
    const std::string name = absl::AsciiStrToLower(it->first);
    const bool secret =
        name == "authorization" || name == "cookie" || name == "proxy-authorization";
    it = secret ? request.headers.erase(it) : std::next(it);
  }
}

bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// A server that fails fails at once, unless it asks to be asked again.
bool MayRetry(Transfer& transfer) {
  const int status = transfer.status();
  return (status == 429 || status == 503) && transfer.headers().contains("retry-after");
}

// Seconds, or an HTTP date.
std::optional<std::chrono::milliseconds> RetryAfter(const CurlLibrary& curl,
                                                    const std::string& value,
                                                    std::chrono::system_clock::time_point now) {
  int64_t seconds = 0;
  if (absl::SimpleAtoi(value, &seconds)) {
    return std::chrono::seconds(std::clamp<int64_t>(seconds, 0, 86400));
  }
  const time_t date = curl.getdate(value.c_str(), nullptr);
  if (date < 0) return std::nullopt;
  const auto wait = std::chrono::system_clock::from_time_t(date) - now;
  return std::max(std::chrono::milliseconds(0),
                  std::chrono::duration_cast<std::chrono::milliseconds>(wait));
}

class Client final : public HttpClient {
 public:
  explicit Client(CurlHttpOptions options)
      : options_(std::make_shared<const CurlHttpOptions>(std::move(options))) {}

  absl::StatusOr<HttpResponse> Do(const Context& context, const HttpRequest& original) override {
    CLAIRCORE_ASSIGN_OR_RETURN(const CurlLibrary* const curl, fetch_http::GetCurlLibrary());
    HttpRequest request = original;
    for (int redirects = 0;; ++redirects) {
      CLAIRCORE_ASSIGN_OR_RETURN(const Origin from, OriginOf(*curl, request.url));
      CLAIRCORE_ASSIGN_OR_RETURN(std::unique_ptr<Transfer> transfer, Try(context, *curl, request));
      const bool follows = request.method == "GET" || request.method == "HEAD";
      const auto location = transfer->headers().find("location");
      if (!follows || !IsRedirect(transfer->status()) || location == transfer->headers().end()) {
        HttpResponse response;
        response.status = transfer->status();
        response.headers = std::move(transfer->headers());
        response.body = std::make_unique<Body>(std::move(transfer), options_);
        return response;
      }
      if (redirects >= options_->max_redirects) {
        return absl::FailedPreconditionError(
            absl::StrCat(internal::WithoutCredentials(original.url), ": more than ",
                         options_->max_redirects, " redirects"));
      }
      CLAIRCORE_ASSIGN_OR_RETURN(std::string target, Resolve(*curl, request.url, location->second));
      CLAIRCORE_ASSIGN_OR_RETURN(const Origin to, OriginOf(*curl, target));
      if (from.scheme == "https" && to.scheme == "http") {
        return absl::FailedPreconditionError(
            absl::StrCat(internal::WithoutCredentials(request.url),
                         ": a redirect from https to http is not followed"));
      }
      if (!(from == to)) DropCredentials(request);
      request.url = std::move(target);
    }
  }

 private:
  // One hop, with retries.
  absl::StatusOr<std::unique_ptr<Transfer>> Try(const Context& context, const CurlLibrary& curl,
                                                const HttpRequest& request) {
    const bool repeatable = request.method == "GET" || request.method == "HEAD";
    std::chrono::milliseconds wait = options_->first_retry;
    for (int attempt = 1;; ++attempt) {
      auto transfer = std::make_unique<Transfer>(context, curl, *options_, pool_);
      const absl::Status status = transfer->Start(request);
      const bool last = !repeatable || attempt >= options_->max_attempts;
      if (!status.ok() && (last || !absl::IsUnavailable(status))) return status;
      if (status.ok() && (last || !MayRetry(*transfer))) return transfer;
      std::chrono::milliseconds pause = wait;
      if (status.ok()) {
        const auto header = transfer->headers().find("retry-after");
        if (header != transfer->headers().end()) {
          pause = RetryAfter(curl, header->second, context.clock().Now()).value_or(wait);
        }
        // Asked to wait for longer than we would: the caller may come back, we answer now.
        if (pause > options_->max_retry) return transfer;
      }
      transfer.reset();
      CLAIRCORE_RETURN_IF_ERROR(Sleep(context, std::min(pause, options_->max_retry)));
      wait *= 2;
    }
  }

  static absl::Status Sleep(const Context& context, std::chrono::milliseconds duration) {
    const auto end = std::chrono::steady_clock::now() + duration;
    while (std::chrono::steady_clock::now() < end) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return context.Check();
  }

  const std::shared_ptr<const CurlHttpOptions> options_;
  const std::shared_ptr<MultiPool> pool_ = std::make_shared<MultiPool>();
};

}  // namespace

std::unique_ptr<HttpClient> NewCurlHttpClient(CurlHttpOptions options) {
  return std::make_unique<Client>(std::move(options));
}

}  // namespace claircore::inline v0
