#include "indexer/scanners/rpm/rpm_package.h"

#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/rpmdb/rpm_header.h"
#include "indexer/rpmdb/test_databases.h"
#include "indexer/scanners/rpm/pgp_issuer.h"

namespace claircore::scanners {
namespace {

std::string Source(std::string_view file_name) {
  const auto source = ParseSourceRpm(file_name);
  return source ? std::string(source->name) + " " + std::string(source->version) : "none";
}

TEST(RpmPackage, SourcesByTheirFileNames) {
  EXPECT_EQ(Source("bash-5.1.8-6.el9.src.rpm"), "bash 5.1.8-6.el9");
  EXPECT_EQ(Source("java-1.8.0-openjdk-1.8.0.312-1.nosrc.rpm"), "java-1.8.0-openjdk 1.8.0.312-1");
  EXPECT_EQ(Source("a-1-1.src.rpm"), "a 1-1");
  for (std::string_view none :
       {"", "(none)", "bash-5.1.8-6.el9.x86_64.rpm", "bash-1.src.rpm", "-1-1.src.rpm",
        "a--1.src.rpm", ".src.rpm", "-.src.rpm", "bash-5.1.8-6.el9", "a\n-1-1.src.rpm"}) {
    EXPECT_EQ(Source(none), none == "a--1.src.rpm" ? "a -1" : "none") << none;
  }
}

TEST(RpmPackage, Modules) {
  EXPECT_EQ(ModuleStream("nodejs:16:8060020220523160029:ad008a3a:x86_64"), "nodejs:16");
  EXPECT_EQ(ModuleStream("a:b:"), "a:b");
  for (std::string_view none : {"", "(none)", "nodejs", "nodejs:16"}) {
    EXPECT_EQ(ModuleStream(none), "") << none;
  }
}

TEST(RpmPackage, VersionsAndSharedSources) {
  RpmPackages packages("bdb:var/lib/rpm", "var/lib/rpm/Packages");
  RpmFields fields;
  fields.name = "vim-common";
  fields.version = "9.0";
  fields.release = "1";
  fields.source_rpm = "vim-9.0-1.src.rpm";
  const Package zero = **packages.Make(fields);
  EXPECT_EQ(zero.version, "9.0-1");
  fields.epoch = 2;
  fields.name = "vim";
  const Package two = **packages.Make(fields);
  EXPECT_EQ(two.version, "2:9.0-1");
  EXPECT_EQ(two.source, zero.source);
  EXPECT_EQ(two.source->name, "vim");
  EXPECT_EQ(two.source->version, "9.0-1");
  EXPECT_EQ(two.source->kind, PackageKind::kSource);
  fields.module = "vim:9";
  const Package modular = **packages.Make(fields);
  EXPECT_NE(modular.source, zero.source);
  EXPECT_EQ(modular.source->module, "vim:9");

  fields.name = "gpg-pubkey";
  EXPECT_FALSE(packages.Make(fields)->has_value());
  for (std::string_view bad : {"", "a\x1b[2J", "\xff"}) {
    fields.name = bad;
    EXPECT_EQ(packages.Make(fields).status().code(), absl::StatusCode::kDataLoss);
  }
}

std::string Packet(char head, std::string_view body) {
  return std::string(1, head) + static_cast<char>(body.size()) + std::string(body);
}

using namespace std::string_view_literals;  // NOLINT: bodies with zeros

constexpr std::string_view kVersion3 =
    "\3\5\0\1\2\3\4\x11\x22\x33\x44\x55\x66\x77\x88\1\10\1\2\0\1\1"sv;
// Subpackets: when (2), in the part that is signed; the issuer (16), in the other.
constexpr std::string_view kVersion4 =
    "\4\0\1\10\0\6\5\2\1\2\3\4\0\12\11\x10\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\1\2\0\1\1"sv;

TEST(PgpIssuer, OldAndNewSignatures) {
  EXPECT_EQ(PgpIssuer(Packet('\x88', kVersion3)), 0x1122334455667788u);
  EXPECT_EQ(PgpIssuer(Packet('\x88', kVersion4)), 0xa1a2a3a4a5a6a7a8u);
  EXPECT_EQ(PgpIssuer(Packet('\xc2', kVersion4)), 0xa1a2a3a4a5a6a7a8u);
  // Two bytes of length, and packets of other kinds.
  EXPECT_EQ(PgpIssuer("\x89\0\x16"sv.substr(0, 3).data() + std::string()), std::nullopt);
  EXPECT_EQ(PgpIssuer(std::string("\x89\0\x16", 3) + std::string(kVersion3)), 0x1122334455667788u);
  EXPECT_EQ(PgpIssuer(Packet('\xb4', "user") + Packet('\x88', kVersion3)), 0x1122334455667788u);
  // The last one counts.
  EXPECT_EQ(PgpIssuer(Packet('\x88', kVersion3) + Packet('\x88', kVersion4)), 0xa1a2a3a4a5a6a7a8u);
}

TEST(PgpIssuer, WhatIsNone) {
  std::string text(kVersion3);
  text[2] = 1;  // a signature of a text
  EXPECT_EQ(PgpIssuer(Packet('\x88', text)), std::nullopt);
  text = kVersion4;
  text[1] = 0x13;  // of a key
  EXPECT_EQ(PgpIssuer(Packet('\x88', text)), std::nullopt);
  text[0] = 6;
  EXPECT_EQ(PgpIssuer(Packet('\x88', text)), std::nullopt);
  for (std::string_view body : {kVersion3, kVersion4}) {
    const std::string whole = Packet('\x88', body);
    for (size_t size = 0; size < 17; ++size) {
      EXPECT_EQ(PgpIssuer(Packet('\x88', body.substr(0, size % 15))), std::nullopt) << size;
      EXPECT_EQ(PgpIssuer(std::string(whole, 0, size)), std::nullopt) << size;
    }
  }
  for (std::string_view odd :
       {"", "\x08", "\x88", "\xc2\xe1", "\x8b", "\xc2\xff\xff\xff\xff\xff"}) {
    EXPECT_EQ(PgpIssuer(odd), std::nullopt);
  }
}

TEST(RpmPackage, HintsAreClairs) {
  const auto hint = [](std::string_view digest, uint32_t algorithm, std::string_view signature) {
    rpmdb::HeaderBuilder builder;
    builder.String(1000, "a");
    if (!signature.empty()) builder.Bytes(259, signature);
    if (!digest.empty()) builder.Strings(5092, {std::string(digest)}).Numbers(5093, {algorithm});
    const std::string blob = builder.Build();
    return FieldsOf(*rpmdb::RpmHeader::Parse(blob)).repository_hint;
  };
  const std::string digest(64, 'a');
  const std::string signature = Packet('\x88', kVersion3);
  EXPECT_EQ(hint(digest, 8, signature), "hash=sha256%3A" + digest + "&key=1122334455667788");
  EXPECT_EQ(hint(digest, 8, ""), "hash=sha256%3A" + digest);
  EXPECT_EQ(hint(digest, 10, signature), "key=1122334455667788");
  EXPECT_EQ(hint("not hexadecimal&x=y", 8, ""), "");
  std::string small(signature);
  small[9] = small[10] = 0;
  EXPECT_EQ(hint("", 8, small), "key=0000334455667788");
}

}  // namespace
}  // namespace claircore::scanners
