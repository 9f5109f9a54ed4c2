#ifndef CLAIRCORE_FETCH_HTTP_CURL_HTTP_CLIENT_H_
#define CLAIRCORE_FETCH_HTTP_CURL_HTTP_CLIENT_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "claircore/http_client.h"

namespace claircore::inline v0 {

struct CurlHttpOptions {
  std::string user_agent = "claircore";
  // Bytes of one body as it is read, so after decompression. RESOURCE_EXHAUSTED past it.
  uint64_t max_body_bytes = uint64_t{16} << 30;
  std::chrono::milliseconds connect_timeout{30'000};
  // Longest silence of a server in the middle of an answer. The whole call is bounded by Context.
  std::chrono::milliseconds idle_timeout{60'000};
  // What a server must send on the average of each idle_timeout that somebody waits for it, headers
  // and bodies together: one that drips is UNAVAILABLE as one that is silent. 0: any rate will do.
  uint64_t min_bytes_per_second = 1024;
  int max_redirects = 10;
  // GET and HEAD are tried this often when a connection fails, waiting longer each time, or when
  // the server answers 429 or 503 and says with Retry-After when to come again. Any other answer
  // is final.
  int max_attempts = 4;
  std::chrono::milliseconds first_retry{500};
  std::chrono::milliseconds max_retry{30'000};
  std::string ca_file;  // PEM; "": the system's certificates
};

// An HttpClient over the system's libcurl, which is loaded with the first request:
// FAILED_PRECONDITION where it is not installed. http and https only, certificates verified,
// proxies from the usual environment variables (http_proxy, https_proxy, no_proxy). Follows
// redirects of GET and HEAD, but not from https to http; Authorization and Cookie go to the first
// host alone. Bodies stream: a reader that stops reading stops the server. No message has a URL's
// credentials or query in it. `Content-Encoding` is undone unless the request has an
// Accept-Encoding of its own. Thread-safe. Link //claircore/fetch/http.
std::unique_ptr<HttpClient> NewCurlHttpClient(CurlHttpOptions options = {});

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_FETCH_HTTP_CURL_HTTP_CLIENT_H_
