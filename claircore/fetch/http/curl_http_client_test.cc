#include "claircore/fetch/http/curl_http_client.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

extern char** environ;

namespace claircore::inline v0 {
namespace {

using std::chrono::milliseconds;
using Headers = std::map<std::string, std::string>;

// testdata/server.py on a port of its own, for as long as the tests run.
class Server {
 public:
  Server() {
    int in[2], out[2];
    if (pipe(in) != 0 || pipe(out) != 0) return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    for (const int fd : {in[0], in[1], out[0], out[1]}) {
      posix_spawn_file_actions_addclose(&actions, fd);
    }
    std::string python = "python3", script = "claircore/fetch/http/testdata/server.py";
    char* argv[] = {python.data(), script.data(), nullptr};
    const char* tried = "/usr/bin/python3";
    if (posix_spawn(&pid_, tried, &actions, nullptr, argv, environ) != 0) pid_ = -1;
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    stdin_ = in[1];
    char c;
    while (read(out[0], &c, 1) == 1 && c != '\n') port_ += c;
    close(out[0]);
  }
  ~Server() {
    close(stdin_);
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
  }
  bool ok() const { return !port_.empty(); }
  std::string Url(const std::string& path, const std::string& host = "127.0.0.1") const {
    return "http://" + host + ":" + port_ + path;
  }

 private:
  pid_t pid_ = -1;
  int stdin_ = -1;
  std::string port_;
};

class CurlHttp : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    for (const char* name :
         {"http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"}) {
      unsetenv(name);
    }
    server_ = new Server;
    ASSERT_TRUE(server_->ok()) << "python3 is needed for these tests";
  }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }
  absl::StatusOr<HttpResponse> Do(const std::string& url, Headers headers = {},
                                  const std::string& method = "GET",
                                  Context context = Context::Background()) {
    return client_->Do(context, {.method = method, .url = url, .headers = std::move(headers)});
  }
  static absl::StatusOr<std::string> Body(HttpResponse& response) {
    std::string text;
    std::vector<std::byte> buffer(10'000);
    while (true) {
      const auto n = response.body->Read(buffer);
      if (!n.ok()) return n.status();
      if (*n == 0) return text;
      text.append(reinterpret_cast<const char*>(buffer.data()), *n);
    }
  }
  std::string Get(const std::string& url, Headers headers = {}) {
    auto response = Do(url, std::move(headers));
    if (!response.ok()) return response.status().ToString();
    auto body = Body(*response);
    return body.ok() ? *body : body.status().ToString();
  }
  static Server* server_;
  std::unique_ptr<HttpClient> client_ = NewCurlHttpClient({.first_retry = milliseconds(5)});
};
Server* CurlHttp::server_ = nullptr;

TEST_F(CurlHttp, GetsAndAsksAgain) {
  auto response = Do(server_->Url("/hello"));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->headers["etag"], "\"v1\"");
  EXPECT_EQ(response->headers["x-two"], "a, b");
  EXPECT_EQ(*Body(*response), "hello");
  EXPECT_EQ(*response->body->Read({}), 0u);
  response = Do(server_->Url("/hello"), {{"If-None-Match", "\"v1\""}});
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->status, 304);
  EXPECT_EQ(*Body(*response), "");
  EXPECT_EQ(Do(server_->Url("/nowhere"))->status, 404);
  response = Do(server_->Url("/hello"), {}, "HEAD");
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(*Body(*response), "");
  EXPECT_EQ(Get(server_->Url("/chunked")), "onetwo");
}

TEST_F(CurlHttp, FollowsRedirectsWithinReason) {
  EXPECT_EQ(Get(server_->Url("/redirect/3")), "hello");
  EXPECT_EQ(Do(server_->Url("/redirect/20")).status().code(),
            absl::StatusCode::kFailedPrecondition);
  for (const char* target : {"file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/"}) {
    const auto response = Do(server_->Url(std::string("/to?") + target));
    EXPECT_EQ(response.status().code(), absl::StatusCode::kInvalidArgument) << target;
  }
  EXPECT_EQ(Get(server_->Url("/to?//127.0.0.1:") + server_->Url("/hello").substr(17)), "hello");
  // Only what may be repeated is.
  EXPECT_EQ(Do(server_->Url("/to?/hello"), {}, "POST")->status, 302);
}

TEST_F(CurlHttp, KeepsCredentialsAtHome) {
  const Headers secret = {{"Authorization", "Bearer sesame"}, {"Cookie", "c=1"}, {"X-Mine", "m"}};
  const std::string same = Get(server_->Url("/to?/headers"), secret);
  EXPECT_NE(same.find("sesame"), same.npos);
  const std::string away =
      Get(server_->Url("/to?") + server_->Url("/headers", "localhost"), secret);
  EXPECT_EQ(away.find("sesame"), away.npos) << away;
  EXPECT_EQ(away.find("cookie"), away.npos);
  EXPECT_NE(away.find("x-mine: m"), away.npos) << away;
}

TEST_F(CurlHttp, UndoesContentEncoding) {
  EXPECT_EQ(Get(server_->Url("/gzip")), std::string(100'000, 'x'));
  const std::string raw = Get(server_->Url("/gzip"), {{"Accept-Encoding", "identity"}});
  EXPECT_LT(raw.size(), 1000u);  // as it was sent
  auto broken = Do(server_->Url("/broken-gzip"));
  ASSERT_TRUE(broken.ok());
  EXPECT_EQ(Body(*broken).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(CurlHttp, TellsACutBodyFromAWholeOne) {
  auto response = Do(server_->Url("/truncated"));
  ASSERT_TRUE(response.ok());
  const auto body = Body(*response);
  EXPECT_EQ(body.status().code(), absl::StatusCode::kUnavailable);
  std::byte byte;
  EXPECT_EQ(response->body->Read({&byte, 1}).status(), body.status());  // and says so again
}

TEST_F(CurlHttp, Retries) {
  EXPECT_EQ(Get(server_->Url("/flaky")), "now");
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(Do(server_->Url("/busy"))->status, 429);  // an hour is too long to wait
  EXPECT_EQ(Do(server_->Url("/always-503"))->status, 503);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  EXPECT_EQ(Do("http://127.0.0.1:1/").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Do("http://no-such-host.invalid/").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(CurlHttp, RefusesOddRequests) {
  for (const char* url : {"", "file:///etc/passwd", "ftp://h/", "nonsense", "http://h/\r\nx: y"}) {
    EXPECT_EQ(Do(url).status().code(), absl::StatusCode::kInvalidArgument) << url;
  }
  EXPECT_EQ(Do(server_->Url("/headers"), {{"X", "a\r\nY: b"}}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Do(server_->Url("/headers"), {}, "GET /x\r\n").status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(CurlHttp, BoundsBodies) {
  client_ = NewCurlHttpClient({.max_body_bytes = 1 << 20});
  EXPECT_EQ(Get(server_->Url("/big?1000000")).size(), 1'000'000u);
  auto response = Do(server_->Url("/big?5000000"));
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(Body(*response).status().code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(CurlHttp, AReaderThatWaitsHoldsTheServer) {
  auto response = Do(server_->Url("/big?300000000"));
  ASSERT_TRUE(response.ok());
  std::byte byte;
  ASSERT_TRUE(response->body->Read({&byte, 1}).ok());
  std::this_thread::sleep_for(milliseconds(200));
  const int sent = std::atoi(Get(server_->Url("/sent")).c_str());
  EXPECT_LT(sent, 50'000'000);  // sockets' buffers, and not the rest
  response->body.reset();       // hangs up
}

TEST_F(CurlHttp, EndsSoonWhenCancelled) {
  for (const char* path : {"/silent", "/stalls"}) {
    std::stop_source stop;
    std::chrono::steady_clock::time_point asked;
    std::thread canceller([&] {
      std::this_thread::sleep_for(milliseconds(100));
      asked = std::chrono::steady_clock::now();
      stop.request_stop();
    });
    auto response =
        Do(server_->Url(path), {}, "GET", Context::Background().WithStopToken(stop.get_token()));
    const absl::Status status = response.ok() ? Body(*response).status() : response.status();
    const auto ended = std::chrono::steady_clock::now();
    canceller.join();
    EXPECT_EQ(status.code(), absl::StatusCode::kCancelled) << path;
    EXPECT_LT(ended - asked, milliseconds(50)) << path;
  }
  const auto late =
      Do(server_->Url("/silent"), {}, "GET", Context::Background().WithTimeout(milliseconds(60)));
  EXPECT_EQ(late.status().code(), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(CurlHttp, GivesUpOnSilence) {
  client_ = NewCurlHttpClient({.idle_timeout = milliseconds(100), .max_attempts = 1});
  EXPECT_EQ(Do(server_->Url("/silent")).status().code(), absl::StatusCode::kUnavailable);
  auto response = Do(server_->Url("/stalls"));
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(Body(*response).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(CurlHttp, GivesUpOnDrips) {
  client_ = NewCurlHttpClient(
      {.idle_timeout = milliseconds(300), .min_bytes_per_second = 100'000, .max_attempts = 1});
  auto response = Do(server_->Url("/drips"));
  ASSERT_TRUE(response.ok()) << response.status();
  const absl::Status body = Body(*response).status();
  EXPECT_EQ(body.code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(body.message().find("too slow"), absl::string_view::npos) << body;
  EXPECT_EQ(Do(server_->Url("/drips-headers")).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Get(server_->Url("/hello")), "hello") << "a short answer needs no speed";
}

TEST_F(CurlHttp, TakesAFailureAsAnAnswer) {
  for (const char* status : {"500", "502", "503", "504", "401", "403", "429"}) {
    EXPECT_EQ(Do(server_->Url("/count?" + std::string(status)))->status, std::atoi(status));
    EXPECT_EQ(Get(server_->Url("/counted")), "1") << status << " is not asked for again";
  }
}

TEST_F(CurlHttp, KeepsCredentialsToItself) {
  const auto with = [&](const std::string& path) {
    std::string url = server_->Url(path);
    return url.insert(url.find("://") + 3, "ann:sesame@");
  };
  EXPECT_NE(Get(with("/headers")).find("authorization: basic"), std::string::npos)
      << "they are used";
  client_ = NewCurlHttpClient(
      {.max_body_bytes = 1000, .idle_timeout = milliseconds(100), .max_attempts = 1});
  std::vector<absl::Status> all = {
      Do(with("/silent")).status(),
      Do("http://ann:sesame@127.0.0.1:1/").status(),
      Do("http://ann:sesame@no-such-host.invalid/").status(),
      Do("ftp://ann:sesame@127.0.0.1/").status(),
      Do("http://ann:sesame@[::1").status(),
      Do("http://ann:sesame@127.0.0.1:99999999/").status(),
      Do(with("/to?http://bob:sesame@[::1")).status(),
      Do(with("/to?gopher://bob:sesame@h/")).status(),
      Do(with("/redirect/99")).status(),
  };
  for (const char* path : {"/big?5000000", "/truncated", "/stalls", "/broken-gzip"}) {
    auto response = Do(with(path));
    all.push_back(response.ok() ? Body(*response).status() : response.status());
  }
  for (const absl::Status& status : all) {
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(status.ToString().find("sesame"), std::string::npos) << status;
    EXPECT_EQ(status.ToString().find("ann:"), std::string::npos) << status;
  }
}

TEST_F(CurlHttp, ServesManyThreads) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 20; ++j) EXPECT_EQ(Get(server_->Url("/hello")), "hello");
    });
  }
}

TEST_F(CurlHttp, BodiesOutliveTheirClient) {
  auto response = Do(server_->Url("/big?1000000"));
  ASSERT_TRUE(response.ok());
  client_.reset();
  EXPECT_EQ(Body(*response)->size(), 1'000'000u);
}

}  // namespace
}  // namespace claircore::inline v0
