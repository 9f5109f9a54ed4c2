#include "indexer/scanners/rhel/container_labels.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

std::string Read(std::string_view text) {
  const auto labels = ReadLabelsJson(text);
  if (!labels.ok()) return std::string("error");
  return labels->name + "|" + labels->version + "|" + labels->arch + "|" + labels->cpe;
}

TEST(LabelsJson, ReadsWhatIsThere) {
  EXPECT_EQ(Read(R"({"name": "a/b", "architecture": "x86_64", "cpe": "cpe:/a:redhat:b:1::el9",
                     "org.opencontainers.image.created": "2025-04-14T02:14:26Z", "x": [1]})"),
            "a/b|1744596866|x86_64|cpe:/a:redhat:b:1::el9");
  EXPECT_EQ(Read(R"({"name": "\"a/b\"", "architecture": "\"x86_64\"",
                     "org.opencontainers.image.created": "2025-04-14T04:14:26+02:00"})"),
            "a/b|1744596866|x86_64|");
  EXPECT_EQ(Read(R"({"name": null})"), "|||");
  EXPECT_EQ(Read(R"({"org.opencontainers.image.created": "2040-01-01T00:00:00Z"})"),
            "|2208988800||");
}

TEST(LabelsJson, WhatIsNoneIsAnError) {
  for (std::string_view text :
       {"", "{", "[]", "7", R"({"name": 7})", R"({"name": "a\u0007"})",
        R"({"org.opencontainers.image.created": "yesterday"})",
        R"({"org.opencontainers.image.created": "infinite-future"})",
        R"({"org.opencontainers.image.created": "1969-01-01T00:00:00Z"})"}) {
    EXPECT_EQ(Read(text), "error") << text;
  }
  EXPECT_EQ(Read(std::string(2 << 20, ' ')), "error");
}

TEST(ContainerVersion, OfDockerfiles) {
  EXPECT_EQ(VersionOfDockerfile("Dockerfile-quay-quay-rhel8-v3.5.6-4"), "v3.5.6-4");
  EXPECT_EQ(VersionOfDockerfile("Dockerfile-name-1-1"), "1-1");
  for (std::string_view name : {"Dockerfile", "Dockerfile-", "Dockerfile-a", "Dockerfile-1-1",
                                "Dockerfile--1-1", "xDockerfile-a-1-1"}) {
    EXPECT_EQ(VersionOfDockerfile(name), "") << name;
  }
}

TEST(ContainerVersion, Minor) {
  const auto minor = [](std::string_view version) {
    const auto v = MinorOfTag(version);
    return v.has_value() ? v->kind + std::to_string(v->v[0]) + "." + std::to_string(v->v[1])
                         : std::string("none");
  };
  EXPECT_EQ(minor("v3.5.6-4"), "rhctag3.5");
  EXPECT_EQ(minor("1.3-100"), "rhctag1.3");
  EXPECT_EQ(minor("5-53.1634738116"), "rhctag5.0");
  EXPECT_EQ(minor("1744596866"), "rhctag1744596866.0");
  EXPECT_EQ(minor("4.x"), "rhctag4.0");
  EXPECT_EQ(minor("2208988800"), "none");
  EXPECT_EQ(minor("latest"), "none");
  EXPECT_EQ(minor(""), "none");
  EXPECT_EQ(minor("v"), "none");
  EXPECT_EQ(minor("-1"), "none");
}

}  // namespace
}  // namespace claircore::scanners
