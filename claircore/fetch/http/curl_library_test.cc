#include "claircore/fetch/http/curl_library.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/status/status.h"

namespace claircore::fetch_http {
namespace {

TEST(CurlLibrary, IsOpenedOnce) {
  const auto first = GetCurlLibrary(), second = GetCurlLibrary();
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(*first, *second);
}

TEST(CurlLibrary, MissingSaysWhatToInstall) {
  const absl::Status status = OpenCurlLibrary("libno-such-curl.so.4").status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_NE(status.ToString().find("libcurl4"), std::string::npos) << status;
  EXPECT_NE(status.ToString().find("libno-such-curl.so.4"), std::string::npos) << status;
}

TEST(CurlLibrary, AnotherLibraryOfThatNameIsRefused) {
  const absl::Status status = OpenCurlLibrary("libm.so.6").status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_NE(status.ToString().find("curl_global_init"), std::string::npos) << status;
}

}  // namespace
}  // namespace claircore::fetch_http
