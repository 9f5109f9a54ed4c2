#ifndef CLAIRCORE_HTTP_CLIENT_H_
#define CLAIRCORE_HTTP_CLIENT_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"

namespace claircore::inline v0 {

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::map<std::string, std::string> headers;
};

struct HttpResponse {
  int status = 0;                              // 200, 304, 404: not an error of Do()
  std::map<std::string, std::string> headers;  // names in lower case
  std::unique_ptr<ByteSource> body;            // never null; transfer encodings removed
};

// Fetches feeds and blobs. Safe for concurrent calls. Errors of transport are a Status
// (UNAVAILABLE when a retry may help); an HTTP status is not an error.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  virtual absl::StatusOr<HttpResponse> Do(const Context& context, const HttpRequest& request) = 0;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_HTTP_CLIENT_H_
