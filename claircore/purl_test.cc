#include "claircore/purl.h"

#include <string_view>

#include "gtest/gtest.h"

namespace claircore {
namespace {

struct Case {
  std::string_view text, canonical;
};
constexpr Case kCases[] = {
    {"pkg:deb/Debian/curl@7.50.3-1?arch=i386&distro=jessie",
     "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie"},
    {"pkg:npm/%40angular/animation@12.3.1", "pkg:npm/%40angular/animation@12.3.1"},
    {"pkg:npm/@babel/core", "pkg:npm/%40babel/core"},
    {"pkg:PYPI/Django_package@1.11.1.dev1", "pkg:pypi/django-package@1.11.1.dev1"},
    {"pkg://maven/org.apache.commons/io", "pkg:maven/org.apache.commons/io"},
    {"pkg:brew/node@20@20.10.0", "pkg:brew/node%4020@20.10.0"},
    {"pkg:GOLANG/google.golang.org/genproto#/googleapis/./api/../annotations/",
     "pkg:golang/google.golang.org/genproto#googleapis/api/annotations"},
    {"pkg:oci/debian@sha256%3A244f?repository_url=ghcr.io/debian&tag=",
     "pkg:oci/debian@sha256:244f?repository_url=ghcr.io%2Fdebian"},
};

TEST(PackageUrl, PrintsTheCanonicalForm) {
  for (const Case& c : kCases) {
    const auto purl = PackageUrl::Parse(c.text);
    ASSERT_TRUE(purl.ok()) << c.text << ": " << purl.status();
    EXPECT_EQ(*purl->ToString(), c.canonical);
    EXPECT_EQ(*PackageUrl::Parse(c.canonical), *purl);
  }
}

TEST(PackageUrl, DecodesTheComponents) {
  const auto purl = PackageUrl::Parse("pkg:npm/%40a/b@1?vcs_url=git://h/r%404#x/y");
  ASSERT_TRUE(purl.ok());
  EXPECT_EQ(purl->ns, "@a");
  EXPECT_EQ(purl->name, "b");
  EXPECT_EQ(purl->version, "1");
  EXPECT_EQ(purl->qualifiers.at("vcs_url"), "git://h/r@4");
  EXPECT_EQ(purl->subpath, "x/y");
}

TEST(PackageUrl, RefusesWhatIsNone) {
  for (std::string_view bad :
       {"", "pkg:", "pkg:npm", "pkg:npm/", "npm/a@1", "pkg:3x/a", "pkg:n&x/a", "pkg:maven/@1.3.4",
        "pkg:npm/a?in%20production=true", "pkg:npm/a?x", "pkg:npm/a%2", "pkg:swift/a@1",
        "pkg:npm/a?k=1&K=2", "pkg:otp/ns/hex@1", "pkg%3Amaven/a/b"}) {
    EXPECT_EQ(PackageUrl::Parse(bad).status().code(), absl::StatusCode::kInvalidArgument) << bad;
  }
}

}  // namespace
}  // namespace claircore
