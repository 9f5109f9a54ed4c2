#include "claircore/codec/codec.h"

#include <memory>
#include <string>

#include "claircore/codec/fill.h"
#include "claircore/json.h"
#include "gtest/gtest.h"

namespace claircore::codec {
namespace {

template <typename T>
T Filled() {
  T value;
  Filler().Fill(value);
  return value;
}

// Enrichments are JSON within JSON.
template <>
VulnerabilityReport Filled() {
  VulnerabilityReport report;
  Filler().Fill(report);
  report.enrichments = {{"epss", {R"({"score":0.25,"tags":["a",null,true,-3]})", "[]"}}};
  return report;
}

// Owned files name packages by index.
template <>
LayerFindings Filled() {
  LayerFindings findings;
  Filler().Fill(findings);
  findings.owned[0].package = 1;
  findings.owned[1].package = 0;
  return findings;
}

template <typename T>
class EveryField : public testing::Test {};
using Types = testing::Types<Manifest, Package, IndexReport, LayerFindings, Advisory, Vulnerability,
                             VulnerabilityReport, UpdateOperation, UpdaterStatus, EnrichmentRecord>;
TYPED_TEST_SUITE(EveryField, Types);

// A field without a line in the codec comes back as its default and fails this.
TYPED_TEST(EveryField, MakesTheRoundTripThroughProto) {
  const TypeParam value = Filled<TypeParam>();
  EXPECT_FALSE(SameFields(value, TypeParam()));
  const std::string bytes = Encode(value);
  const absl::StatusOr<TypeParam> back = Decode<TypeParam>(bytes);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_TRUE(SameFields(value, *back));
  EXPECT_EQ(Encode(*back), bytes) << "equal values have equal bytes";
}

TYPED_TEST(EveryField, DefaultsMakeTheRoundTripToo) {
  const absl::StatusOr<TypeParam> back = Decode<TypeParam>(Encode(TypeParam()));
  ASSERT_TRUE(back.ok()) << back.status();
  if constexpr (!std::is_same_v<TypeParam, VulnerabilityReport>) {
    EXPECT_TRUE(SameFields(TypeParam(), *back));
  }
}

TYPED_TEST(EveryField, IsNoticedWhenItDiffers) {
  TypeParam changed = Filled<TypeParam>();
  Filler filler;
  // Each top-level field in turn gets other values; the bytes must differ each time.
  const std::string before = Encode(changed);
  int differing = 0, fields = 0;
  [&]<size_t... i>(std::index_sequence<i...>) {
    const auto one = [&](auto index) {
      TypeParam copy = Filled<TypeParam>();
      auto& field = std::get<index.value>(Fields(copy));
      field = std::decay_t<decltype(field)>();
      ++fields;
      if (Encode(copy) != before) ++differing;
    };
    (one(std::integral_constant<size_t, i>()), ...);
  }
  (std::make_index_sequence<FieldCount<TypeParam>()>());
  EXPECT_EQ(differing, fields);
}

template <typename T>
absl::StatusOr<T> FromJson(const std::string& json);
template <>
absl::StatusOr<Manifest> FromJson(const std::string& json) {
  return ManifestFromJson(json);
}
template <>
absl::StatusOr<IndexReport> FromJson(const std::string& json) {
  return IndexReportFromJson(json);
}
template <>
absl::StatusOr<VulnerabilityReport> FromJson(const std::string& json) {
  return VulnerabilityReportFromJson(json);
}

template <typename T>
class EveryJsonField : public testing::Test {};
using JsonTypes = testing::Types<Manifest, IndexReport, VulnerabilityReport>;
TYPED_TEST_SUITE(EveryJsonField, JsonTypes);

TYPED_TEST(EveryJsonField, MakesTheRoundTrip) {
  const TypeParam value = Filled<TypeParam>();
  for (bool pretty : {false, true}) {
    const std::string json = ToJson(value, {.pretty = pretty});
    const absl::StatusOr<TypeParam> back = FromJson<TypeParam>(json);
    ASSERT_TRUE(back.ok()) << back.status() << "\n" << json;
    EXPECT_TRUE(SameFields(value, *back)) << json;
    EXPECT_EQ(ToJson(*back, {.pretty = pretty}), json);
  }
}

TEST(Codec, CountsFields) {
  // What the tests above rest on.
  EXPECT_EQ(FieldCount<Manifest>(), 2u);
  EXPECT_EQ(FieldCount<Detector>(), 3u);
  EXPECT_EQ(FieldCount<NormalizedVersion>(), 2u);
  EXPECT_EQ(FieldCount<Repository>(), 5u);
}

TEST(Codec, SharesEqualSources) {
  LayerFindings findings;
  for (int i = 0; i < 3; ++i) {
    Package source;
    source.name = i < 2 ? "openssl" : "zlib";
    Package binary;
    binary.name = "lib" + std::to_string(i);
    binary.source = std::make_shared<const Package>(source);
    findings.packages.push_back(binary);
  }
  const auto back = Decode<LayerFindings>(Encode(findings));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->packages[0].source, back->packages[1].source);
  EXPECT_NE(back->packages[1].source, back->packages[2].source);
}

TEST(Codec, KeepsBytesThatAreNoUtf8) {
  Package package;
  package.name = std::string("\xff\x00\xc3", 3);
  const auto back = Decode<Package>(Encode(package));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->name, package.name);
}

TEST(Codec, RefusesWhatNoStructCanHold) {
  v1::Package package;
  package.set_kind(static_cast<v1::PackageKind>(99));
  EXPECT_EQ(FromProto(package).status().code(), absl::StatusCode::kInvalidArgument);
  package.set_kind(static_cast<v1::PackageKind>(-1));
  EXPECT_EQ(FromProto(package).status().code(), absl::StatusCode::kInvalidArgument);
  package.set_kind(v1::PACKAGE_KIND_BINARY);
  package.mutable_source()->mutable_source();
  EXPECT_EQ(FromProto(package).status().code(), absl::StatusCode::kInvalidArgument);

  v1::Manifest manifest;
  manifest.set_digest("sha256:../../etc/passwd");
  EXPECT_EQ(FromProto(manifest).status().code(), absl::StatusCode::kInvalidArgument);

  v1::LayerFindings findings;
  findings.add_owned()->set_package(0);
  EXPECT_EQ(FromProto(findings).status().code(), absl::StatusCode::kInvalidArgument);

  v1::Advisory advisory;
  advisory.add_affected()->set_status(static_cast<v1::AffectedStatus>(77));
  EXPECT_EQ(FromProto(advisory).status().code(), absl::StatusCode::kInvalidArgument);

  EXPECT_EQ(Decode<Advisory>("\x0a\xff\xff\xff\xff").status().code(), absl::StatusCode::kDataLoss);
}

TEST(Codec, SourcesOfSourcesAreNotFollowed) {
  auto loop = std::make_shared<Package>();
  loop->name = "a";
  auto inner = std::make_shared<Package>();
  inner->name = "b";
  inner->source = loop;
  Package package;
  package.source = inner;
  const auto back = Decode<Package>(Encode(package));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->source->name, "b");
  EXPECT_EQ(back->source->source, nullptr);
}

}  // namespace
}  // namespace claircore::codec
