#include <simdjson.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/codec/json_element.h"
#include "claircore/codec/json_text.h"
#include "claircore/codec/package_type.h"
#include "claircore/codec/source_pool.h"
#include "claircore/internal/status_macros.h"
#include "claircore/json.h"

namespace claircore::inline v0 {
namespace {

using codec::ForEachElement;
using codec::ForEachMember;
using codec::ParseDocument;
using codec::Read;
using codec::ReadText;
using codec::SourcePool;
using codec::Wrong;
using simdjson::dom::element;

absl::Status Read(element value, Digest& to) {
  return ReadText(value, to, [](std::string_view text) -> absl::StatusOr<Digest> {
    if (text.empty()) return Digest();
    return Digest::Parse(text);
  });
}

absl::Status Read(element value, std::chrono::sys_seconds& to) {
  return ReadText(value, to, codec::ParseTimeText);
}

absl::Status Read(element value, Detector& to) {
  return ReadText(value, to, codec::ParseDetectorText);
}

absl::Status Read(element value, NormalizedVersion& to) {
  return ReadText(value, to, codec::ParseNormalizedVersionText);
}

// Declared before the templates that call them: the anonymous namespace is not theirs to look in.
absl::Status Read(element value, Environment& e);
absl::Status Read(element value, Problem& p);
absl::Status Read(element value, Indeterminate& i);
absl::Status Read(element value, Freshness& f);
absl::Status Read(element value, Coverage::Judged& j);
absl::Status Read(element value, Coverage::NotJudged& n);
absl::Status Read(element value, AssumedName& a);
absl::Status Read(element value, UnknownProgram& p);
absl::Status Read(element value, Alias& a);
absl::Status Read(element value, VersionRange& r);
absl::Status Read(element value, LayerDescription& layer);

template <typename T>
absl::Status Read(element value, std::vector<T>& to) {
  to.clear();
  return ForEachElement(value, [&](element item) { return Read(item, to.emplace_back()); });
}

absl::Status Read(element value, std::map<std::string, std::vector<std::string>>& to) {
  return ForEachMember(
      value, [&](std::string_view key, element item) { return Read(item, to[std::string(key)]); });
}

absl::Status Read(element value, Distribution& d) {
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    if (key == "id") return Read(v, d.id);
    if (key == "did") return Read(v, d.did);
    if (key == "name") return Read(v, d.name);
    if (key == "version") return Read(v, d.version);
    if (key == "version_code_name") return Read(v, d.version_code_name);
    if (key == "version_id") return Read(v, d.version_id);
    if (key == "arch") return Read(v, d.arch);
    if (key == "cpe") return Read(v, d.cpe);
    if (key == "pretty_name") return Read(v, d.pretty_name);
    return absl::OkStatus();
  });
}

absl::Status Read(element value, Repository& r) {
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    if (key == "id") return Read(v, r.id);
    if (key == "name") return Read(v, r.name);
    if (key == "key") return Read(v, r.key);
    if (key == "uri") return Read(v, r.uri);
    if (key == "cpe") return Read(v, r.cpe);
    return absl::OkStatus();
  });
}

// `is_source`: a source that has a source itself is refused; no struct can hold it.
absl::Status ReadPackage(element value, SourcePool& pool, bool is_source, Package& p) {
  p.kind = PackageKind::kUnknown;  // Clair leaves it out
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    if (key == "id") return Read(v, p.id);
    if (key == "name") return Read(v, p.name);
    if (key == "version") return Read(v, p.version);
    if (key == "kind") return ReadText(v, p.kind, ParsePackageKind);
    if (key == "source" && !v.is_null()) {
      if (is_source) return Wrong("no source within a source");
      Package source;
      CLAIRCORE_RETURN_IF_ERROR(ReadPackage(v, pool, true, source));
      // Clair refers to one nameless row where a package has no source.
      if (!source.name.empty()) p.source = pool.Share(std::move(source));
      return absl::OkStatus();
    }
    if (key == "normalized_version") {
      NormalizedVersion version;
      CLAIRCORE_RETURN_IF_ERROR(Read(v, version));
      if (!version.kind.empty()) p.normalized_version = std::move(version);
      return absl::OkStatus();
    }
    if (key == "module") return Read(v, p.module);
    if (key == "arch") return Read(v, p.arch);
    if (key == "cpe") return Read(v, p.cpe);
    if (key == "detector") return Read(v, p.detector);
    if (key == "type") return Read(v, p.type);
    if (key == "package_db") return Read(v, p.package_db);
    if (key == "filepath") return Read(v, p.filepath);
    if (key == "repository_hint") return Read(v, p.repository_hint);
    return absl::OkStatus();
  });
}

absl::Status Read(element value, Environment& e) {
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    if (key == "package_db") return Read(v, e.package_db);
    if (key == "introduced_in") return Read(v, e.introduced_in);
    if (key == "distribution_id") return Read(v, e.distribution_id);
    if (key == "repository_ids") return Read(v, e.repository_ids);
    if (key == "filepath") return Read(v, e.filepath);
    if (key == "repository_hint") return Read(v, e.repository_hint);
    if (key == "owner_id") return Read(v, e.owner_id);
    return absl::OkStatus();
  });
}

absl::Status Read(element value, Problem& p) {
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    if (key == "layer") return Read(v, p.layer);
    if (key == "path") return Read(v, p.path);
    if (key == "scanner") return Read(v, p.scanner);
    if (key == "code") return Read(v, p.code);
    if (key == "message") return Read(v, p.message);
    return absl::OkStatus();
  });
}

absl::Status Read(element value, Indeterminate& i) {
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    if (key == "package_id") return Read(v, i.package_id);
    if (key == "updater") return Read(v, i.updater);
    if (key == "name") return Read(v, i.name);
    if (key == "reason") return Read(v, i.reason);
    return absl::OkStatus();
  });
}

absl::Status Read(element value, AssumedName& a) {
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    if (key == "name") return Read(v, a.name);
    if (key == "version") return Read(v, a.version);
    if (key == "by") return ReadText(v, a.basis, ParseAssumedBasis);
    return absl::OkStatus();
  });
}

absl::Status Read(element value, UnknownProgram& p) {
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    if (key == "path") return Read(v, p.path);
    if (key == "layer") return Read(v, p.layer);
    if (key == "size") return Read(v, p.size);
    return absl::OkStatus();
  });
}

absl::Status Read(element value, Freshness& f) {
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    if (key == "updater") return Read(v, f.updater);
    if (key == "update_ref") return Read(v, f.update_ref);
    if (key == "fingerprint") return Read(v, f.fingerprint);
    if (key == "date") return Read(v, f.date);
    if (key == "checked") return Read(v, f.checked);
    if (key == "last_error") return Read(v, f.last_error);
    return absl::OkStatus();
  });
}

absl::Status Read(element value, Coverage::Judged& j) {
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    if (key == "type") return Read(v, j.kind.type);
    if (key == "system") return Read(v, j.kind.system);
    if (key == "updaters") return Read(v, j.updaters);
    if (key == "packages") return Read(v, j.package_ids);
    return absl::OkStatus();
  });
}

absl::Status Read(element value, Coverage::NotJudged& n) {
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    if (key == "reason") return ReadText(v, n.reason, ParseUnjudged);
    if (key == "type") return Read(v, n.kind.type);
    if (key == "system") return Read(v, n.kind.system);
    if (key == "packages") return Read(v, n.package_ids);
    return absl::OkStatus();
  });
}

absl::Status Read(element value, Coverage& c) {
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    if (key == "judged") return Read(v, c.judged);
    if (key == "not_judged") return Read(v, c.not_judged);
    return absl::OkStatus();
  });
}

absl::Status Read(element value, Alias& a) {
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    // Capitals: claircore v1.5.52, which had no codec of its own for it.
    if (key == "space" || key == "Space")
      return v.is_object() ? absl::OkStatus() : Read(v, a.space);
    if (key == "name" || key == "Name") return Read(v, a.name);
    return absl::OkStatus();
  });
}

absl::Status Read(element value, VersionRange& r) {
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    if (key == "introduced") return Read(v, r.introduced);
    if (key == "fixed") return Read(v, r.fixed);
    if (key == "last_affected") return Read(v, r.last_affected);
    if (key == "limit") return Read(v, r.limit);
    return absl::OkStatus();
  });
}

absl::Status Read(element value, NormalizedRange& r) {
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    if (key == "[") return Read(v, r.lower);
    if (key == ")") return Read(v, r.upper);
    return absl::OkStatus();
  });
}

absl::Status ReadVulnerability(element value, SourcePool& pool, Vulnerability& o) {
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    if (key == "id") return Read(v, o.id);
    if (key == "updater") return Read(v, o.updater);
    if (key == "name") return Read(v, o.name);
    if (key == "description") return Read(v, o.description);
    if (key == "issued") return Read(v, o.issued);
    if (key == "links") return Read(v, o.links);
    if (key == "severity") return Read(v, o.severity);
    if (key == "normalized_severity") return ReadText(v, o.normalized_severity, ParseSeverity);
    if (key == "package" && !v.is_null()) return ReadPackage(v, pool, false, o.package.emplace());
    if (key == "distribution" && !v.is_null()) return Read(v, o.distribution.emplace());
    if (key == "repository" && !v.is_null()) return Read(v, o.repository.emplace());
    if (key == "fixed_in_version") return Read(v, o.fixed_in_version);
    if (key == "range" && !v.is_null()) return Read(v, o.range.emplace());
    if (key == "arch_op") return ReadText(v, o.arch_op, ParseArchOp);
    if (key == "Self") return Read(v, o.self);
    if (key == "Aliases") return Read(v, o.aliases);
    if (key == "Invert") return Read(v, o.invert);
    if (key == "status") return ReadText(v, o.status, ParseAffectedStatus);
    if (key == "ns") return Read(v, o.ns);
    if (key == "ranges") return Read(v, o.ranges);
    if (key == "versions") return Read(v, o.versions);
    if (key == "cvss") return Read(v, o.cvss);
    return absl::OkStatus();
  });
}

// A map of objects by their ids, which some writers leave out of the objects.
template <typename T, typename ReadOne>
absl::Status ReadById(element value, std::map<std::string, T>& to, ReadOne read) {
  return ForEachMember(value, [&](std::string_view key, element item) -> absl::Status {
    T& object = to[std::string(key)];
    CLAIRCORE_RETURN_IF_ERROR(read(item, object));
    if (object.id.empty()) object.id = key;
    return absl::OkStatus();
  });
}

// A key of an IndexReport, which both reports have.
absl::Status ReadIndexKey(std::string_view key, element v, SourcePool& pool, IndexReport& r) {
  if (key == "manifest_hash") return Read(v, r.manifest_hash);
  if (key == "state") return Read(v, r.state);
  if (key == "packages") {
    return ReadById(v, r.packages, [&](element item, Package& package) {
      return ReadPackage(item, pool, false, package);
    });
  }
  if (key == "distributions") {
    return ReadById(v, r.distributions,
                    [](element item, Distribution& d) { return Read(item, d); });
  }
  if (key == "repository") {
    return ReadById(v, r.repositories, [](element item, Repository& x) { return Read(item, x); });
  }
  if (key == "environments") {
    return ForEachMember(v, [&](std::string_view id, element item) {
      return Read(item, r.environments[std::string(id)]);
    });
  }
  if (key == "success") return Read(v, r.success);
  if (key == "err") return Read(v, r.error);
  if (key == "layers") return Read(v, r.layers);
  if (key == "problems") return Read(v, r.problems);
  if (key == "unknown_programs") return Read(v, r.unknown_programs);
  return absl::OkStatus();
}

absl::Status Read(element value, LayerDescription& layer) {
  return ForEachMember(value, [&](std::string_view key, element v) -> absl::Status {
    if (key == "hash") return Read(v, layer.digest);
    if (key == "uri") return Read(v, layer.uri);
    if (key == "headers") return Read(v, layer.headers);
    if (key == "media_type") return Read(v, layer.media_type);
    return absl::OkStatus();
  });
}

}  // namespace

absl::StatusOr<Manifest> ManifestFromJson(std::string_view json) {
  Manifest manifest;
  CLAIRCORE_RETURN_IF_ERROR(ParseDocument(json, "manifest", [&](element root) {
    return ForEachMember(root, [&](std::string_view key, element v) -> absl::Status {
      if (key == "hash") return Read(v, manifest.digest);
      if (key == "layers") return Read(v, manifest.layers);
      return absl::OkStatus();
    });
  }));
  return manifest;
}

absl::StatusOr<IndexReport> IndexReportFromJson(std::string_view json) {
  IndexReport report;
  SourcePool pool;
  CLAIRCORE_RETURN_IF_ERROR(ParseDocument(json, "index report", [&](element root) {
    return ForEachMember(
        root, [&](std::string_view key, element v) { return ReadIndexKey(key, v, pool, report); });
  }));
  codec::DerivePackageTypes(report);
  return report;
}

absl::StatusOr<VulnerabilityReport> VulnerabilityReportFromJson(std::string_view json) {
  VulnerabilityReport report;
  auto index = std::make_shared<IndexReport>();
  SourcePool pool;
  const auto read = [&](std::string_view key, element v) -> absl::Status {
    if (key == "vulnerabilities") {
      return ForEachMember(v, [&](std::string_view id, element item) {
        auto vulnerability = std::make_shared<Vulnerability>();
        const absl::Status status = ReadVulnerability(item, pool, *vulnerability);
        report.vulnerabilities[std::string(id)] = std::move(vulnerability);
        return status;
      });
    }
    if (key == "package_vulnerabilities") return Read(v, report.package_vulnerabilities);
    if (key == "PackageNotVulnerable") return Read(v, report.package_not_vulnerable);
    if (key == "enrichments") {
      return ForEachMember(v, [&](std::string_view enricher, element list) {
        std::vector<std::string>& values = report.enrichments[std::string(enricher)];
        values.clear();
        return ForEachElement(list, [&](element item) {
          values.push_back(simdjson::minify(item));
          return absl::OkStatus();
        });
      });
    }
    if (key == "indeterminate") return Read(v, report.indeterminate);
    if (key == "match_problems") return Read(v, report.match_problems);
    if (key == "assumed_names") {
      return ForEachMember(v, [&](std::string_view id, element list) {
        return Read(list, report.assumed_names[std::string(id)]);
      });
    }
    if (key == "coverage") return Read(v, report.coverage);
    if (key == "freshness") return Read(v, report.freshness);
    return ReadIndexKey(key, v, pool, *index);
  };
  CLAIRCORE_RETURN_IF_ERROR(ParseDocument(json, "vulnerability report",
                                          [&](element root) { return ForEachMember(root, read); }));
  report.index = std::move(index);
  return report;
}

}  // namespace claircore::inline v0
