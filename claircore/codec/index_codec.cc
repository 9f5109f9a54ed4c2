#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/codec/codec.h"
#include "claircore/codec/internal.h"
#include "claircore/internal/status_macros.h"

namespace claircore::codec {
namespace internal {

absl::Status ReadDigest(const std::string& from, Digest& to) {
  if (from.empty()) {
    to = Digest();
    return absl::OkStatus();
  }
  CLAIRCORE_ASSIGN_OR_RETURN(to, Digest::Parse(from));
  return absl::OkStatus();
}

void WriteNormalizedVersion(const NormalizedVersion& from, v1::NormalizedVersion* to) {
  to->set_kind(from.kind);
  size_t n = from.v.size();
  while (n > 0 && from.v[n - 1] == 0) --n;
  for (size_t i = 0; i < n; ++i) to->add_v(from.v[i]);
}

void ReadNormalizedVersion(const v1::NormalizedVersion& from, NormalizedVersion& to) {
  to.kind = from.kind();
  for (size_t i = 0; i < to.v.size(); ++i) {
    to.v[i] = i < static_cast<size_t>(from.v_size()) ? from.v(static_cast<int>(i)) : 0;
  }
}

void WriteDistribution(const Distribution& from, v1::Distribution* to) {
  to->set_id(from.id);
  to->set_did(from.did);
  to->set_name(from.name);
  to->set_version(from.version);
  to->set_version_code_name(from.version_code_name);
  to->set_version_id(from.version_id);
  to->set_arch(from.arch);
  to->set_cpe(from.cpe);
  to->set_pretty_name(from.pretty_name);
}

absl::Status ReadDistribution(const v1::Distribution& from, Distribution& to) {
  to.id = from.id();
  to.did = from.did();
  to.name = from.name();
  to.version = from.version();
  to.version_code_name = from.version_code_name();
  to.version_id = from.version_id();
  to.arch = from.arch();
  to.cpe = from.cpe();
  to.pretty_name = from.pretty_name();
  return absl::OkStatus();
}

void WriteRepository(const Repository& from, v1::Repository* to) {
  to->set_id(from.id);
  to->set_name(from.name);
  to->set_key(from.key);
  to->set_uri(from.uri);
  to->set_cpe(from.cpe);
}

absl::Status ReadRepository(const v1::Repository& from, Repository& to) {
  to.id = from.id();
  to.name = from.name();
  to.key = from.key();
  to.uri = from.uri();
  to.cpe = from.cpe();
  return absl::OkStatus();
}

// Everything but the source.
static absl::Status ReadPackageItself(const v1::Package& from, Package& to) {
  to.id = from.id();
  to.name = from.name();
  to.version = from.version();
  CLAIRCORE_RETURN_IF_ERROR(ReadEnum(from.kind(), PackageKind::kAncestry, to.kind));
  to.type = from.type();
  to.arch = from.arch();
  to.module = from.module();
  to.cpe = from.cpe();
  if (from.has_normalized_version()) {
    ReadNormalizedVersion(from.normalized_version(), to.normalized_version.emplace());
  }
  to.detector.name = from.detector().name();
  to.detector.version = from.detector().version();
  to.detector.kind = from.detector().kind();
  to.package_db = from.package_db();
  to.filepath = from.filepath();
  to.repository_hint = from.repository_hint();
  return absl::OkStatus();
}

absl::Status ReadPackage(const v1::Package& from, SourcePool& pool, Package& to) {
  CLAIRCORE_RETURN_IF_ERROR(ReadPackageItself(from, to));
  if (from.has_source()) {
    if (from.source().has_source()) {
      return absl::InvalidArgumentError("a package whose source has a source");
    }
    Package source;
    CLAIRCORE_RETURN_IF_ERROR(ReadPackageItself(from.source(), source));
    to.source = pool.Share(std::move(source));
  }
  return absl::OkStatus();
}

void WriteProblem(const Problem& from, v1::Problem* to) {
  to->set_layer(from.layer.ToString());
  to->set_path(from.path);
  to->set_scanner(from.scanner);
  to->set_code(from.code);
  to->set_message(from.message);
}

absl::Status ReadProblem(const v1::Problem& from, Problem& to) {
  CLAIRCORE_RETURN_IF_ERROR(ReadDigest(from.layer(), to.layer));
  to.path = from.path();
  to.scanner = from.scanner();
  to.code = from.code();
  to.message = from.message();
  return absl::OkStatus();
}

namespace {

void WriteEnvironment(const Environment& from, v1::Environment* to) {
  to->set_package_db(from.package_db);
  to->set_introduced_in(from.introduced_in.ToString());
  to->set_distribution_id(from.distribution_id);
  for (const std::string& id : from.repository_ids) to->add_repository_ids(id);
  to->set_filepath(from.filepath);
  to->set_repository_hint(from.repository_hint);
  to->set_owner_id(from.owner_id);
}

absl::Status ReadEnvironment(const v1::Environment& from, Environment& to) {
  to.package_db = from.package_db();
  CLAIRCORE_RETURN_IF_ERROR(ReadDigest(from.introduced_in(), to.introduced_in));
  to.distribution_id = from.distribution_id();
  to.repository_ids.assign(from.repository_ids().begin(), from.repository_ids().end());
  to.filepath = from.filepath();
  to.repository_hint = from.repository_hint();
  to.owner_id = from.owner_id();
  return absl::OkStatus();
}

}  // namespace

void WriteDistributions(const IndexReport& from, v1::IndexReport* to) {
  for (const auto& [key, value] : from.distributions) {
    v1::DistributionEntry* e = to->add_distributions();
    e->set_key(key);
    WriteDistribution(value, e->mutable_value());
  }
  for (const auto& [key, value] : from.repositories) {
    v1::RepositoryEntry* e = to->add_repositories();
    e->set_key(key);
    WriteRepository(value, e->mutable_value());
  }
}

void WriteEnvironments(const std::string& key, const std::vector<Environment>& from,
                       v1::IndexReport* to) {
  v1::EnvironmentEntry* e = to->add_environments();
  e->set_key(key);
  for (const Environment& value : from) WriteEnvironment(value, e->add_values());
}

void WriteOutcome(const IndexReport& from, v1::IndexReport* to) {
  to->set_success(from.success);
  to->set_error(from.error);
  for (const Digest& layer : from.layers) to->add_layers(layer.ToString());
  for (const Problem& p : from.problems) WriteProblem(p, to->add_problems());
  for (const UnknownProgram& p : from.unknown_programs) {
    v1::UnknownProgram* program = to->add_unknown_programs();
    program->set_path(p.path);
    program->set_layer(p.layer.ToString());
    program->set_size(p.size);
  }
}

void WriteAllButPackages(const LayerFindings& from, v1::LayerFindings* to) {
  for (const Distribution& d : from.distributions) WriteDistribution(d, to->add_distributions());
  for (const Repository& r : from.repositories) WriteRepository(r, to->add_repositories());
  for (const std::string& d : from.databases) to->add_databases(d);
  for (const OwnedFile& o : from.owned) {
    v1::OwnedFile* f = to->add_owned();
    f->set_path_hash(o.path_hash);
    f->set_package(o.package);
  }
  for (const Problem& p : from.problems) WriteProblem(p, to->add_problems());
  to->set_path_table(from.path_table);
  for (const FoundProgram& p : from.programs) {
    v1::FoundProgram* program = to->add_programs();
    program->set_path(p.path);
    program->set_size(p.size);
    program->set_link_of(p.link_of);
  }
}

absl::Status ReadIndexReport(const v1::IndexReport& from, SourcePool& pool, IndexReport& to) {
  CLAIRCORE_RETURN_IF_ERROR(ReadDigest(from.manifest_hash(), to.manifest_hash));
  to.state = from.state();
  for (const v1::PackageEntry& e : from.packages()) {
    CLAIRCORE_RETURN_IF_ERROR(ReadPackage(e.value(), pool, to.packages[e.key()]));
  }
  for (const v1::DistributionEntry& e : from.distributions()) {
    CLAIRCORE_RETURN_IF_ERROR(ReadDistribution(e.value(), to.distributions[e.key()]));
  }
  for (const v1::RepositoryEntry& e : from.repositories()) {
    CLAIRCORE_RETURN_IF_ERROR(ReadRepository(e.value(), to.repositories[e.key()]));
  }
  for (const v1::EnvironmentEntry& e : from.environments()) {
    std::vector<Environment>& list = to.environments[e.key()];
    for (const v1::Environment& value : e.values()) {
      CLAIRCORE_RETURN_IF_ERROR(ReadEnvironment(value, list.emplace_back()));
    }
  }
  to.success = from.success();
  to.error = from.error();
  for (const std::string& layer : from.layers()) {
    CLAIRCORE_RETURN_IF_ERROR(ReadDigest(layer, to.layers.emplace_back()));
  }
  for (const v1::Problem& p : from.problems()) {
    CLAIRCORE_RETURN_IF_ERROR(ReadProblem(p, to.problems.emplace_back()));
  }
  for (const v1::UnknownProgram& p : from.unknown_programs()) {
    UnknownProgram& program = to.unknown_programs.emplace_back();
    program.path = p.path();
    CLAIRCORE_RETURN_IF_ERROR(ReadDigest(p.layer(), program.layer));
    program.size = p.size();
  }
  return absl::OkStatus();
}

}  // namespace internal

using internal::ReadDigest;

void ToProto(const Manifest& from, v1::Manifest* to) {
  to->Clear();
  to->set_digest(from.digest.ToString());
  for (const LayerDescription& layer : from.layers) {
    v1::Layer* l = to->add_layers();
    l->set_digest(layer.digest.ToString());
    l->set_uri(layer.uri);
    l->set_media_type(layer.media_type);
    for (const auto& [name, values] : layer.headers) {
      v1::HeaderEntry* h = l->add_headers();
      h->set_name(name);
      for (const std::string& value : values) h->add_values(value);
    }
  }
}

absl::StatusOr<Manifest> FromProto(const v1::Manifest& from) {
  Manifest to;
  CLAIRCORE_RETURN_IF_ERROR(ReadDigest(from.digest(), to.digest));
  for (const v1::Layer& l : from.layers()) {
    LayerDescription& layer = to.layers.emplace_back();
    CLAIRCORE_RETURN_IF_ERROR(ReadDigest(l.digest(), layer.digest));
    layer.uri = l.uri();
    layer.media_type = l.media_type();
    for (const v1::HeaderEntry& h : l.headers()) {
      layer.headers[h.name()].assign(h.values().begin(), h.values().end());
    }
  }
  return to;
}

void ToProto(const Package& from, v1::Package* to) {
  to->Clear();
  to->set_id(from.id);
  to->set_name(from.name);
  to->set_version(from.version);
  to->set_kind(static_cast<v1::PackageKind>(from.kind));
  // A source's own source is null by contract; what a careless caller put there is not followed.
  if (from.source != nullptr) {
    if (from.source->source == nullptr) {
      ToProto(*from.source, to->mutable_source());
    } else {
      Package flat = *from.source;
      flat.source = nullptr;
      ToProto(flat, to->mutable_source());
    }
  }
  to->set_type(from.type);
  to->set_arch(from.arch);
  to->set_module(from.module);
  to->set_cpe(from.cpe);
  if (from.normalized_version.has_value()) {
    internal::WriteNormalizedVersion(*from.normalized_version, to->mutable_normalized_version());
  }
  if (from.detector != Detector{}) {
    to->mutable_detector()->set_name(from.detector.name);
    to->mutable_detector()->set_version(from.detector.version);
    to->mutable_detector()->set_kind(from.detector.kind);
  }
  to->set_package_db(from.package_db);
  to->set_filepath(from.filepath);
  to->set_repository_hint(from.repository_hint);
}

absl::StatusOr<Package> FromProto(const v1::Package& from) {
  Package to;
  SourcePool pool;
  CLAIRCORE_RETURN_IF_ERROR(internal::ReadPackage(from, pool, to));
  return to;
}

void ToProto(const IndexReport& from, v1::IndexReport* to) {
  to->Clear();
  to->set_manifest_hash(from.manifest_hash.ToString());
  to->set_state(from.state);
  for (const auto& [key, value] : from.packages) {
    v1::PackageEntry* e = to->add_packages();
    e->set_key(key);
    ToProto(value, e->mutable_value());
  }
  internal::WriteDistributions(from, to);
  for (const auto& [key, values] : from.environments) internal::WriteEnvironments(key, values, to);
  internal::WriteOutcome(from, to);
}

absl::StatusOr<IndexReport> FromProto(const v1::IndexReport& from) {
  IndexReport to;
  SourcePool pool;
  CLAIRCORE_RETURN_IF_ERROR(internal::ReadIndexReport(from, pool, to));
  return to;
}

void ToProto(const LayerFindings& from, v1::LayerFindings* to) {
  to->Clear();
  for (const Package& p : from.packages) ToProto(p, to->add_packages());
  internal::WriteAllButPackages(from, to);
}

absl::StatusOr<LayerFindings> FromProto(const v1::LayerFindings& from) {
  LayerFindings to;
  SourcePool pool;
  to.packages.reserve(from.packages_size());
  for (const v1::Package& p : from.packages()) {
    CLAIRCORE_RETURN_IF_ERROR(internal::ReadPackage(p, pool, to.packages.emplace_back()));
  }
  for (const v1::Distribution& d : from.distributions()) {
    CLAIRCORE_RETURN_IF_ERROR(internal::ReadDistribution(d, to.distributions.emplace_back()));
  }
  for (const v1::Repository& r : from.repositories()) {
    CLAIRCORE_RETURN_IF_ERROR(internal::ReadRepository(r, to.repositories.emplace_back()));
  }
  to.databases.assign(from.databases().begin(), from.databases().end());
  to.owned.reserve(from.owned_size());
  for (const v1::OwnedFile& f : from.owned()) {
    if (f.package() >= to.packages.size()) {
      return absl::InvalidArgumentError("an owned file of a package that is not there");
    }
    to.owned.push_back({.path_hash = f.path_hash(), .package = f.package()});
  }
  for (const v1::Problem& p : from.problems()) {
    CLAIRCORE_RETURN_IF_ERROR(internal::ReadProblem(p, to.problems.emplace_back()));
  }
  to.path_table = from.path_table();
  to.programs.reserve(from.programs_size());
  for (const v1::FoundProgram& p : from.programs()) {
    to.programs.push_back({.path = p.path(), .size = p.size(), .link_of = p.link_of()});
  }
  return to;
}

}  // namespace claircore::codec
