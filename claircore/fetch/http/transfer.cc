#include "claircore/fetch/http/transfer.h"

#include <curl/curl.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "claircore/internal/urls.h"

namespace claircore::fetch_http {
namespace {

constexpr int kPollMillis = 20;             // how late a cancellation may be seen
constexpr size_t kMaxBuffered = 256 << 10;  // then the server has to wait
constexpr size_t kMaxHeaderBytes = 256 << 10;
constexpr size_t kMaxHeaders = 1000;

// TLS writes to a closed connection raise SIGPIPE; a library must neither die of it nor change the
// process's handler, so it is held back on this thread.
class SigpipeGuard {
 public:
  SigpipeGuard() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~SigpipeGuard() {
    if (!was_pending_) {
      const timespec now{};
      while (sigtimedwait(&pipe_, nullptr, &now) == SIGPIPE) {
      }
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_, before_;
  bool was_pending_ = false;
};

// A header value or a URL with a line break in it would be two headers.
bool IsClean(std::string_view s) {
  return s.find_first_of(std::string_view("\r\n\0", 3)) == s.npos;
}

}  // namespace

Multi MultiPool::Take(const CurlLibrary& curl) {
  {
    std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      Multi multi = std::move(idle_.back());
      idle_.pop_back();
      return multi;
    }
  }
  return Multi(curl.multi_init(), curl.multi_cleanup);
}

void MultiPool::Return(Multi multi) {
  std::lock_guard lock(mutex_);
  if (idle_.size() < kMaxIdle) idle_.push_back(std::move(multi));
}

Transfer::Transfer(const Context& context, const CurlLibrary& curl, const CurlHttpOptions& options,
                   std::shared_ptr<MultiPool> pool)
    : context_(context),
      curl_(curl),
      options_(options),
      pool_(std::move(pool)),
      multi_(pool_->Take(curl)),
      easy_(curl.easy_init(), curl.easy_cleanup),
      request_headers_(nullptr, curl.slist_free_all) {}

Transfer::~Transfer() {
  if (multi_ == nullptr || easy_ == nullptr) return;
  const SigpipeGuard guard;
  curl_.multi_remove_handle(multi_.get(), easy_.get());
  pool_->Return(std::move(multi_));
}

absl::Status Transfer::Configure(const HttpRequest& request) {
  if (multi_ == nullptr || easy_ == nullptr) return absl::ResourceExhaustedError("curl: no handle");
  if (!IsClean(request.url) || !IsClean(request.method)) {
    return absl::InvalidArgumentError("HttpRequest: a line break in the URL or the method");
  }
  url_ = request.url;
  shown_url_ = internal::WithoutCredentials(url_);
  CURL* easy = easy_.get();
  bool ok = true;
  const auto set = [&](CURLoption option, auto value) {
    ok = ok && curl_.easy_setopt(easy, option, value) == CURLE_OK;
  };
  set(CURLOPT_URL, url_.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);  // done by the client, who knows which headers may go where
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
  set(CURLOPT_USERAGENT, options_.user_agent.c_str());
  set(CURLOPT_ERRORBUFFER, error_);
  set(CURLOPT_HEADERFUNCTION, &Transfer::OnHeader);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(CURLOPT_WRITEFUNCTION, &Transfer::OnBody);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  if (!options_.ca_file.empty()) set(CURLOPT_CAINFO, options_.ca_file.c_str());
  if (request.method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET") {
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  bool own_encoding = false;
  for (const auto& [name, value] : request.headers) {
    if (!IsClean(name) || !IsClean(value) || name.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("HttpRequest: bad header ", name));
    }
    own_encoding = own_encoding || absl::AsciiStrToLower(name) == "accept-encoding";
    // "Name;" is how curl is told of an empty value.
    const std::string line = value.empty() ? name + ";" : absl::StrCat(name, ": ", value);
    curl_slist* list = curl_.slist_append(request_headers_.get(), line.c_str());
    if (list == nullptr) return absl::ResourceExhaustedError("curl: out of memory");
    static_cast<void>(request_headers_.release());  // `list` owns it now
    request_headers_.reset(list);
  }
  set(CURLOPT_HTTPHEADER, request_headers_.get());
  if (!own_encoding) set(CURLOPT_ACCEPT_ENCODING, "");  // all that curl can undo
  if (!ok) return absl::InvalidArgumentError(absl::StrCat("curl does not take ", shown_url_));
  return absl::OkStatus();
}

absl::Status Transfer::Start(const HttpRequest& request) {
  CLAIRCORE_RETURN_IF_ERROR(context_.Check());
  CLAIRCORE_RETURN_IF_ERROR(Configure(request));
  if (curl_.multi_add_handle(multi_.get(), easy_.get()) != CURLM_OK) {
    return absl::InternalError("curl: cannot begin a transfer");
  }
  last_progress_ = std::chrono::steady_clock::now();
  while (!have_headers_ && !done_) CLAIRCORE_RETURN_IF_ERROR(Pump());
  // What came with the headers may be the end already, and a failure of the body belongs to Read().
  if (!have_headers_) {
    return failure_.ok() ? absl::UnavailableError(absl::StrCat(shown_url_, ": no answer"))
                         : failure_;
  }
  return absl::OkStatus();
}

absl::StatusOr<size_t> Transfer::Read(std::span<std::byte> buffer) {
  if (buffer.empty()) return size_t{0};
  while (taken_ == body_.size()) {
    CLAIRCORE_RETURN_IF_ERROR(failure_);
    if (done_) return size_t{0};
    body_.clear();
    taken_ = 0;
    if (const absl::Status status = Pump(); !status.ok()) {
      failure_ = status;
      return status;
    }
  }
  const size_t n = std::min(buffer.size(), body_.size() - taken_);
  std::memcpy(buffer.data(), body_.data() + taken_, n);
  taken_ += n;
  return n;
}

absl::Status Transfer::Pump() {
  CLAIRCORE_RETURN_IF_ERROR(context_.Check());
  const SigpipeGuard guard;
  const uint64_t before = total_;
  const bool had_headers = have_headers_;
  if (paused_ && body_.size() - taken_ < kMaxBuffered) {
    paused_ = false;
    curl_.easy_pause(easy_.get(), CURLPAUSE_CONT);
  }
  int running = 0;
  CURLMcode code = curl_.multi_perform(multi_.get(), &running);
  if (code != CURLM_OK) return absl::InternalError(curl_.multi_strerror(code));
  int left = 0;
  while (CURLMsg* message = curl_.multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    done_ = true;
    if (failure_.ok()) failure_ = CurlStatus(message->data.result);
  }
  const auto now = std::chrono::steady_clock::now();
  if (total_ != before || have_headers_ != had_headers || done_) {
    last_progress_ = now;
    return absl::OkStatus();
  }
  if (now - last_progress_ > options_.idle_timeout) {
    return absl::UnavailableError(absl::StrCat(shown_url_, ": the server has gone silent"));
  }
  return Wait();
}

absl::Status Transfer::Wait() {
  const auto begin = std::chrono::steady_clock::now();
  const CURLMcode code = curl_.multi_poll(multi_.get(), nullptr, 0, kPollMillis, nullptr);
  if (code != CURLM_OK) return absl::InternalError(curl_.multi_strerror(code));
  waited_ += std::chrono::steady_clock::now() - begin;
  if (waited_ < options_.idle_timeout) return absl::OkStatus();
  const double seconds = std::chrono::duration<double>(options_.idle_timeout).count();
  if (static_cast<double>(arrived_) <
      static_cast<double>(options_.min_bytes_per_second) * seconds) {
    return absl::UnavailableError(absl::StrCat(shown_url_, ": the server is too slow, with ",
                                               arrived_, " bytes in ", seconds, " s"));
  }
  waited_ = {};
  arrived_ = 0;
  return absl::OkStatus();
}

size_t Transfer::OnHeader(char* data, size_t size, size_t count, void* self) {
  auto& t = *static_cast<Transfer*>(self);
  const size_t bytes = size * count;
  t.arrived_ += bytes;
  std::string_view line(data, bytes);
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  if (line.starts_with("HTTP/")) {  // of an interim answer or the real one
    t.headers_.clear();
    const size_t space = line.find(' ');
    t.status_ = space == line.npos ? 0 : std::atoi(std::string(line.substr(space + 1, 4)).c_str());
  } else if (line.empty()) {
    if (t.status_ >= 200) t.have_headers_ = true;  // 1xx is not the answer yet
  } else if (const size_t colon = line.find(':'); colon != line.npos) {
    if (t.headers_.size() >= kMaxHeaders || bytes > kMaxHeaderBytes) return 0;
    std::string_view value = line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t'))
      value.remove_prefix(1);
    while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
    std::string& slot = t.headers_[absl::AsciiStrToLower(internal::ToAbsl(line.substr(0, colon)))];
    if (!slot.empty()) slot += ", ";  // RFC 9110, 5.3
    slot += value;
  }
  return bytes;
}

size_t Transfer::OnBody(char* data, size_t size, size_t count, void* self) {
  auto& t = *static_cast<Transfer*>(self);
  const size_t bytes = size * count;
  if (t.body_.size() - t.taken_ >= kMaxBuffered) {
    t.paused_ = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  if (t.total_ + bytes > t.options_.max_body_bytes) {
    t.failure_ = absl::ResourceExhaustedError(
        absl::StrCat(t.shown_url_, ": a body of more than ", t.options_.max_body_bytes, " bytes"));
    return 0;
  }
  t.total_ += bytes;
  t.arrived_ += bytes;
  t.body_.append(data, bytes);
  return bytes;
}

absl::Status Transfer::CurlStatus(CURLcode code) const {
  if (code == CURLE_OK) return absl::OkStatus();
  const std::string message =
      absl::StrCat(shown_url_, ": ", error_[0] != '\0' ? error_ : curl_.easy_strerror(code));
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return absl::InvalidArgumentError(message);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return absl::PermissionDeniedError(message);
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY:
      return absl::DataLossError(message);
    case CURLE_OUT_OF_MEMORY:
      return absl::ResourceExhaustedError(message);
    default:
      return absl::UnavailableError(message);
  }
}

}  // namespace claircore::fetch_http
