#include "claircore/testing/samples.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace claircore::inline v0::testing {
namespace {

// "word-n".
std::string With(std::string_view word, int n) {
  return std::string(word) + '-' + std::to_string(n);
}

// Text that careless codecs break: quotes, control bytes, a surrogate pair's worth of UTF-8.
std::string Awkward(std::string_view word, int n) {
  return With(word, n) + " \"\\/\t\n\xc3\xa9\xf0\x9f\x90\x9f<&>";
}

Distribution SampleDistribution(int n, std::string id) {
  return {.id = std::move(id),
          .did = With("did", n),
          .name = With("name", n),
          .version = Awkward("version", n),
          .version_code_name = With("code", n),
          .version_id = With("id", n),
          .arch = With("arch", n),
          .cpe = "cpe:2.3:o:sample:" + With("os", n) + ":1:*:*:*:*:*:*:*",
          .pretty_name = With("pretty", n)};
}

Repository SampleRepository(int n, std::string id) {
  return {.id = std::move(id),
          .name = With("repository", n),
          .key = With("key", n),
          .uri = "https://sample.invalid/" + std::to_string(n),
          .cpe = "cpe:2.3:a:sample:" + With("app", n) + ":1:*:*:*:*:*:*:*"};
}

Problem SampleProblem(int n) {
  return {.layer = SampleDigest(10 * n),
          .path = With("broken/path", n),
          .scanner = With("scanner", n),
          .code = "DATA_LOSS",
          .message = Awkward("message", n)};
}

}  // namespace

Digest SampleDigest(int n) {
  std::string bytes(32, '\x5a');
  for (int i = 0; i < 4; ++i) bytes[i] = static_cast<char>(n >> (8 * i));
  return *Digest::FromBytes(Digest::Algorithm::kSha256, bytes);
}

Package SamplePackage(int n) {
  Package source;
  source.name = With("source", n);
  source.version = With("1:2.0", n);
  source.kind = PackageKind::kSource;
  source.type = "deb";
  source.module = With("source-module", n);
  Package p;
  p.name = With("name", n);
  p.version = With("1.0", n);
  p.kind = PackageKind::kBinary;
  p.source = std::make_shared<const Package>(std::move(source));
  p.type = "deb";
  p.arch = With("arch", n);
  p.module = With("module", n) + ":stream";
  p.cpe = "cpe:2.3:a:sample:" + With("package", n) + ":1:*:*:*:*:*:*:*";
  p.normalized_version = NormalizedVersion{With("kind", n), {n, -1, 2, 3, 4, 5, 6, 7, 8, 9}};
  p.detector = {.name = With("detector", n), .version = "1", .kind = "package"};
  p.package_db = With("var/lib/db", n);
  p.filepath = With("var/lib/db/file", n);
  p.repository_hint = Awkward("hint", n);
  return p;
}

LayerFindings SampleFindings(int n) {
  LayerFindings f;
  Package plain;
  plain.name = With("plain", n);
  plain.version = "1";
  plain.package_db = plain.filepath = With("plain.db", n);
  f.packages = {SamplePackage(n), plain};
  f.distributions = {SampleDistribution(n, "")};
  f.repositories = {SampleRepository(n, "")};
  f.databases = {With("database", n), With("emptied", n)};
  const uint64_t large = ~uint64_t{0} - static_cast<uint64_t>(n);
  f.owned = {{static_cast<uint64_t>(n), 0}, {large, 1}};
  f.problems = {SampleProblem(n)};
  f.path_table = std::string("bytes\0\xff", 7) + std::to_string(n);
  return f;
}

Manifest SampleManifest(int n) {
  Manifest m;
  m.digest = SampleDigest(n);
  for (int i = 0; i < 2; ++i) {
    LayerDescription layer;
    layer.digest = SampleDigest(10 * n + i);
    layer.uri = "https://sample.invalid/layer/" + std::to_string(10 * n + i);
    layer.media_type = "application/vnd.oci.image.layer.v1.tar+gzip";
    layer.headers = {{"Authorization", {With("Bearer", n)}}, {"X-Two", {"a", "b"}}};
    m.layers.push_back(std::move(layer));
  }
  return m;
}

IndexReport SampleIndexReport(int n) {
  const Manifest manifest = SampleManifest(n);
  IndexReport r;
  r.manifest_hash = manifest.digest;
  r.state = "IndexFinished";
  Package owned = SamplePackage(n);
  owned.id = "1";
  owned.package_db = owned.filepath = owned.repository_hint = "";
  Package owner;
  owner.id = "2";
  owner.name = With("owner", n);
  owner.version = "2";
  r.packages = {{"1", std::move(owned)}, {"2", std::move(owner)}};
  r.distributions = {{"1", SampleDistribution(n, "1")}, {"2", SampleDistribution(n + 1000, "2")}};
  r.repositories = {{"1", SampleRepository(n, "1")}, {"2", SampleRepository(n + 1000, "2")}};
  Environment environment = {.package_db = With("a.db", n),
                             .introduced_in = manifest.layers[0].digest,
                             .distribution_id = "1",
                             .repository_ids = {"1", "2"},
                             .filepath = With("a.file", n),
                             .repository_hint = Awkward("hint", n)};
  Environment of_owner = environment;
  of_owner.package_db = With("b.db", n);
  of_owner.owner_id = "2";
  r.environments = {{"1", {environment, of_owner}}, {"2", {environment}}};
  r.success = true;
  r.error = Awkward("error", n);
  for (const LayerDescription& layer : manifest.layers) r.layers.push_back(layer.digest);
  r.problems = {SampleProblem(n)};
  return r;
}

Advisory SampleAdvisory(int n, std::string_view name) {
  Affected first;
  first.key = {"Sample:1", std::string(name), "sample"};
  first.kind = PackageKind::kSource;
  first.status = AffectedStatus::kWillNotFix;
  first.ranges = {{"0", With("1.0", n), ""},
                  {With("2", n), "", With("3", n)},
                  {With("4", n), "", "", With("5", n)}};
  first.versions = {With("0.1", n), With("0.2", n)};
  first.fixed_in_version = With("1.0", n);
  first.arch = With("arch", n);
  first.arch_op = ArchOp::kPatternMatch;
  first.module = With("module", n);
  first.cpe = "cpe:2.3:a:sample:" + With("repo", n) + ":1:*:*:*:*:*:*:*";
  first.repository = With("repository", n);
  first.severity = Awkward("severity", n);
  first.normalized_severity = Severity::kHigh;
  Affected second;
  second.key = {"Sample:2", With("other", n), "sample"};
  second.status = AffectedStatus::kNotAffected;

  Advisory a;
  a.source_key = With("record", n);
  a.name = With("CVE-2024", n);
  a.aliases = {With("GHSA-a", n), With("GHSA-b", n)};
  a.related = {With("CVE-2023", n)};
  a.description = Awkward("description", n);
  a.issued = std::chrono::sys_seconds(std::chrono::seconds(1'700'000'000 + n));
  a.modified = std::chrono::sys_seconds(std::chrono::seconds(1'710'000'000 + n));
  a.links = {"https://sample.invalid/a" + std::to_string(n), "https://sample.invalid/b"};
  a.severity = With("vendor", n);
  a.normalized_severity = Severity::kCritical;
  a.cvss = {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"};
  a.affected = {std::move(first), std::move(second)};
  return a;
}

}  // namespace claircore::inline v0::testing
