#ifndef CLAIRCORE_FETCH_HTTP_TRANSFER_H_
#define CLAIRCORE_FETCH_HTTP_TRANSFER_H_

#include <curl/curl.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/fetch/http/curl_http_client.h"
#include "claircore/fetch/http/curl_library.h"
#include "claircore/http_client.h"

namespace claircore::fetch_http {

using Multi = std::unique_ptr<CURLM, CURLMcode (*)(CURLM*)>;

// Idle connections, kept inside curl's multi handles, for the next request. Thread-safe.
class MultiPool {
 public:
  Multi Take(const CurlLibrary& curl);
  void Return(Multi multi);

 private:
  static constexpr size_t kMaxIdle = 8;
  std::mutex mutex_;
  std::vector<Multi> idle_;  // guarded by mutex_
};

// One request and its answer, driven by whoever reads: nothing moves while nobody does. One thread.
class Transfer {
 public:
  Transfer(const Context& context, const CurlLibrary& curl, const CurlHttpOptions& options,
           std::shared_ptr<MultiPool> pool);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Sends the request and waits for the answer's headers.
  absl::Status Start(const HttpRequest& request);

  int status() const { return status_; }
  std::map<std::string, std::string>& headers() { return headers_; }
  // As ByteSource::Read().
  absl::StatusOr<size_t> Read(std::span<std::byte> buffer);

 private:
  static size_t OnHeader(char* data, size_t size, size_t count, void* self);
  static size_t OnBody(char* data, size_t size, size_t count, void* self);
  // Moves the transfer on and waits for the network, for at most a slice of the latency we promise.
  absl::Status Pump();
  // Waits for the network; fails when the server has been too slow for a whole window.
  absl::Status Wait();
  absl::Status Configure(const HttpRequest& request);
  absl::Status CurlStatus(CURLcode code) const;

  const Context context_;
  const CurlLibrary& curl_;
  const CurlHttpOptions& options_;
  const std::shared_ptr<MultiPool> pool_;
  Multi multi_;
  const std::unique_ptr<CURL, void (*)(CURL*)> easy_;
  std::unique_ptr<curl_slist, void (*)(curl_slist*)> request_headers_;
  std::string url_;
  std::string shown_url_;  // without credentials, for messages
  char error_[CURL_ERROR_SIZE] = {};

  int status_ = 0;
  std::map<std::string, std::string> headers_;
  bool have_headers_ = false, done_ = false, paused_ = false;
  std::string body_;  // arrived, not yet read
  size_t taken_ = 0;  // of body_
  uint64_t total_ = 0;
  std::chrono::steady_clock::time_point last_progress_;
  std::chrono::steady_clock::duration waited_{};  // for the server, in this window of idle_timeout
  uint64_t arrived_ = 0;                          // in this window, headers too
  absl::Status failure_;
};

}  // namespace claircore::fetch_http

#endif  // CLAIRCORE_FETCH_HTTP_TRANSFER_H_
