#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "claircore/codec/json_text.h"
#include "claircore/codec/json_value.h"
#include "claircore/codec/json_writer.h"
#include "claircore/json.h"

// Keys and their order are those of Go's structs in claircore v1.5.54; ours follow, and are left
// out where they say nothing.
namespace claircore::inline v0 {
namespace {

using codec::JsonWriter;

void Strings(JsonWriter& w, std::string_view key, const std::vector<std::string>& values) {
  w.Key(key);
  w.BeginArray();
  for (const std::string& value : values) w.String(value);
  w.EndArray();
}

void StringsIfAny(JsonWriter& w, std::string_view key, const std::vector<std::string>& values) {
  if (!values.empty()) Strings(w, key, values);
}

void Write(JsonWriter& w, const Package& p, std::string_view id = {}) {
  w.BeginObject();
  w.Text("id", p.id.empty() ? id : p.id);
  w.Text("name", p.name);
  w.Text("version", p.version);
  w.TextIfAny("kind", PackageKindName(p.kind));
  if (p.source != nullptr) {
    w.Key("source");
    if (p.source->source == nullptr) {
      Write(w, *p.source);
    } else {  // against the contract, and not followed
      Package flat = *p.source;
      flat.source = nullptr;
      Write(w, flat);
    }
  }
  w.Text("normalized_version",
         p.normalized_version ? codec::NormalizedVersionText(*p.normalized_version) : "");
  w.TextIfAny("module", p.module);
  w.TextIfAny("arch", p.arch);
  w.Text("cpe", p.cpe);
  w.Key("detector");
  if (p.detector == Detector{}) {
    w.Null();
  } else {
    w.String(codec::DetectorText(p.detector));
  }
  w.TextIfAny("type", p.type);
  w.TextIfAny("package_db", p.package_db);
  w.TextIfAny("filepath", p.filepath);
  w.TextIfAny("repository_hint", p.repository_hint);
  w.EndObject();
}

void Write(JsonWriter& w, const UnknownProgram& p) {
  w.BeginObject();
  w.Text("path", p.path);
  w.Text("layer", p.layer.ToString());
  w.Key("size");
  w.Raw(std::to_string(p.size));
  w.EndObject();
}

void Write(JsonWriter& w, const Distribution& d) {
  w.BeginObject();
  w.Text("id", d.id);
  w.Text("did", d.did);
  w.Text("name", d.name);
  w.Text("version", d.version);
  w.Text("version_code_name", d.version_code_name);
  w.Text("version_id", d.version_id);
  w.Text("arch", d.arch);
  w.Text("cpe", d.cpe);
  w.Text("pretty_name", d.pretty_name);
  w.EndObject();
}

void Write(JsonWriter& w, const Repository& r) {
  w.BeginObject();
  w.Text("id", r.id);
  w.Text("name", r.name);
  w.Text("key", r.key);
  w.Text("uri", r.uri);
  w.Text("cpe", r.cpe);
  w.EndObject();
}

void Write(JsonWriter& w, const Environment& e) {
  w.BeginObject();
  w.Text("package_db", e.package_db);
  w.Text("introduced_in", e.introduced_in.ToString());
  w.Text("distribution_id", e.distribution_id);
  Strings(w, "repository_ids", e.repository_ids);
  w.TextIfAny("filepath", e.filepath);
  w.TextIfAny("repository_hint", e.repository_hint);
  w.TextIfAny("owner_id", e.owner_id);
  w.EndObject();
}

void Write(JsonWriter& w, const Problem& p) {
  w.BeginObject();
  w.Text("layer", p.layer.ToString());
  w.Text("path", p.path);
  w.Text("scanner", p.scanner);
  w.Text("code", p.code);
  w.Text("message", p.message);
  w.EndObject();
}

void Write(JsonWriter& w, const Indeterminate& i) {
  w.BeginObject();
  w.Text("package_id", i.package_id);
  w.Text("updater", i.updater);
  w.Text("name", i.name);
  w.Text("reason", i.reason);
  w.EndObject();
}

void Write(JsonWriter& w, const Freshness& f) {
  w.BeginObject();
  w.Text("updater", f.updater);
  w.Text("update_ref", f.update_ref);
  w.Text("fingerprint", f.fingerprint);
  w.Text("date", codec::TimeText(f.date));
  w.Text("checked", codec::TimeText(f.checked));
  w.Text("last_error", f.last_error);
  w.EndObject();
}

void Write(JsonWriter& w, const Coverage::Kind& k) {
  w.Text("type", k.type);
  w.TextIfAny("system", k.system);
}

void Write(JsonWriter& w, const Coverage::Judged& j) {
  w.BeginObject();
  Write(w, j.kind);
  Strings(w, "updaters", j.updaters);
  w.Key("count");
  w.Raw(std::to_string(j.package_ids.size()));
  Strings(w, "packages", j.package_ids);
  w.EndObject();
}

void Write(JsonWriter& w, const Coverage::NotJudged& n) {
  w.BeginObject();
  w.Text("reason", UnjudgedName(n.reason));
  Write(w, n.kind);
  w.Key("count");
  w.Raw(std::to_string(n.package_ids.size()));
  Strings(w, "packages", n.package_ids);
  w.EndObject();
}

void Write(JsonWriter& w, const AssumedName& a) {
  w.BeginObject();
  w.Text("name", a.name);
  w.Text("version", a.version);
  w.Text("by", AssumedBasisName(a.basis));
  w.EndObject();
}

void Write(JsonWriter& w, const Alias& a) {
  w.BeginObject();
  w.Text("space", a.space);
  w.Text("name", a.name);
  w.EndObject();
}

void Write(JsonWriter& w, const VersionRange& r) {
  w.BeginObject();
  w.TextIfAny("introduced", r.introduced);
  w.TextIfAny("fixed", r.fixed);
  w.TextIfAny("last_affected", r.last_affected);
  w.TextIfAny("limit", r.limit);
  w.EndObject();
}

template <typename T>
void Array(JsonWriter& w, std::string_view key, const std::vector<T>& values) {
  w.Key(key);
  w.BeginArray();
  for (const T& value : values) Write(w, value);
  w.EndArray();
}

template <typename T>
void Object(JsonWriter& w, std::string_view key, const std::map<std::string, T>& values) {
  w.Key(key);
  w.BeginObject();
  for (const auto& [name, value] : values) {
    w.Key(name);
    Write(w, value);
  }
  w.EndObject();
}

void Texts(JsonWriter& w, std::string_view key,
           const std::map<std::string, std::vector<std::string>>& values) {
  w.Key(key);
  w.BeginObject();
  for (const auto& [name, list] : values) Strings(w, name, list);
  w.EndObject();
}

// `id` and `package_id` stand in for the ids of one that has none, as the engine's shared ones.
void Write(JsonWriter& w, const Vulnerability& v, std::string_view id,
           std::string_view package_id) {
  w.BeginObject();
  w.Text("id", v.id.empty() ? id : v.id);
  w.Text("updater", v.updater);
  w.Text("name", v.name);
  w.Text("description", v.description);
  w.Text("issued", codec::TimeText(v.issued));
  w.Text("links", v.links);
  w.Text("severity", v.severity);
  w.Text("normalized_severity", SeverityName(v.normalized_severity));
  w.Key("package");
  if (v.package.has_value()) {
    Write(w, *v.package, v.id.empty() ? package_id : std::string_view());
  } else {
    w.Null();
  }
  if (v.distribution.has_value()) {
    w.Key("distribution");
    Write(w, *v.distribution);
  }
  if (v.repository.has_value()) {
    w.Key("repository");
    Write(w, *v.repository);
  }
  w.Text("fixed_in_version", v.fixed_in_version);
  if (v.range.has_value()) {
    w.Key("range");
    w.BeginObject();
    w.Text("[", codec::NormalizedVersionText(v.range->lower));
    w.Text(")", codec::NormalizedVersionText(v.range->upper));
    w.EndObject();
  }
  w.TextIfAny("arch_op", ArchOpName(v.arch_op));
  w.Key("Self");
  Write(w, v.self);
  Array(w, "Aliases", v.aliases);
  w.Key("Invert");
  w.Bool(v.invert);
  w.Text("status", AffectedStatusName(v.status));
  w.TextIfAny("ns", v.ns);
  if (!v.ranges.empty()) Array(w, "ranges", v.ranges);
  StringsIfAny(w, "versions", v.versions);
  StringsIfAny(w, "cvss", v.cvss);
  w.EndObject();
}

// Vulnerability -> the first package that a report names it for. Clair has the package's id in the
// vulnerability, too.
using FirstPackages = std::unordered_map<std::string_view, std::string_view>;

void AddFirst(const std::map<std::string, std::vector<std::string>>& lists, FirstPackages& first) {
  const auto less = [](std::string_view a, std::string_view b) {  // of decimal numbers
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  };
  for (const auto& [package, ids] : lists) {
    for (const std::string& id : ids) {
      const auto [it, added] = first.try_emplace(id, package);
      if (!added && less(package, it->second)) it->second = package;
    }
  }
}

FirstPackages FirstPackagesOf(const VulnerabilityReport& report) {
  FirstPackages first, denied;
  AddFirst(report.package_vulnerabilities, first);
  AddFirst(report.package_not_vulnerable, denied);
  first.merge(denied);
  return first;
}

// What both reports have.
void WriteContents(JsonWriter& w, const IndexReport& r) {
  Object(w, "packages", r.packages);
  Object(w, "distributions", r.distributions);
  Object(w, "repository", r.repositories);
  w.Key("environments");
  w.BeginObject();
  for (const auto& [id, list] : r.environments) Array(w, id, list);
  w.EndObject();
}

void WriteState(JsonWriter& w, const IndexReport& r) {
  w.Key("success");
  w.Bool(r.success);
  w.Text("err", r.error);
  w.Key("layers");
  w.BeginArray();
  for (const Digest& layer : r.layers) w.String(layer.ToString());
  w.EndArray();
  Array(w, "problems", r.problems);
  if (!r.unknown_programs.empty()) Array(w, "unknown_programs", r.unknown_programs);
}

}  // namespace

std::string ToJson(const Manifest& manifest, const JsonOptions& options) {
  JsonWriter w(options.pretty);
  w.BeginObject();
  w.Text("hash", manifest.digest.ToString());
  w.Key("layers");
  w.BeginArray();
  for (const LayerDescription& layer : manifest.layers) {
    w.BeginObject();
    w.Text("hash", layer.digest.ToString());
    w.Text("uri", layer.uri);
    Texts(w, "headers", layer.headers);
    w.TextIfAny("media_type", layer.media_type);
    w.EndObject();
  }
  w.EndArray();
  w.EndObject();
  return std::move(w).Take();
}

namespace {

void Write(JsonWriter& w, const IndexReport& report) {
  w.BeginObject();
  w.Text("manifest_hash", report.manifest_hash.ToString());
  w.Text("state", report.state);
  WriteContents(w, report);
  WriteState(w, report);
  w.EndObject();
}

void Write(JsonWriter& w, const VulnerabilityReport& report) {
  const IndexReport empty;
  const IndexReport& index = report.index != nullptr ? *report.index : empty;
  w.BeginObject();
  w.Text("manifest_hash", index.manifest_hash.ToString());
  WriteContents(w, index);
  w.Key("vulnerabilities");
  w.BeginObject();
  const FirstPackages first = FirstPackagesOf(report);
  for (const auto& [id, vulnerability] : report.vulnerabilities) {
    if (vulnerability == nullptr) continue;
    w.Key(id);
    const auto package = first.find(id);
    Write(w, *vulnerability, id, package == first.end() ? std::string_view() : package->second);
  }
  w.EndObject();
  Texts(w, "package_vulnerabilities", report.package_vulnerabilities);
  w.Key("enrichments");
  w.BeginObject();
  for (const auto& [enricher, values] : report.enrichments) {
    w.Key(enricher);
    w.BeginArray();
    for (const std::string& value : values) {
      // One enricher's broken value must not break the whole document.
      if (codec::IsJson(value)) {
        w.Raw(value);
      } else {
        w.String(value);
      }
    }
    w.EndArray();
  }
  w.EndObject();
  Texts(w, "PackageNotVulnerable", report.package_not_vulnerable);
  w.Text("state", index.state);
  WriteState(w, index);
  Array(w, "indeterminate", report.indeterminate);
  if (!report.match_problems.empty()) Array(w, "match_problems", report.match_problems);
  if (!report.assumed_names.empty()) {
    w.Key("assumed_names");
    w.BeginObject();
    for (const auto& [id, names] : report.assumed_names) Array(w, id, names);
    w.EndObject();
  }
  if (report.coverage != Coverage()) {
    w.Key("coverage");
    w.BeginObject();
    Array(w, "judged", report.coverage.judged);
    Array(w, "not_judged", report.coverage.not_judged);
    w.EndObject();
  }
  Array(w, "freshness", report.freshness);
  w.EndObject();
}

template <typename Report>
std::string Whole(const Report& report, const JsonOptions& options) {
  JsonWriter w(options.pretty);
  Write(w, report);
  return std::move(w).Take();
}

template <typename Report>
void InPieces(const Report& report, const JsonOptions& options, JsonSink sink) {
  JsonWriter w(options.pretty, sink);
  Write(w, report);
  std::move(w).Finish();
}

}  // namespace

std::string ToJson(const IndexReport& report, const JsonOptions& options) {
  return Whole(report, options);
}

std::string ToJson(const VulnerabilityReport& report, const JsonOptions& options) {
  return Whole(report, options);
}

void WriteJson(const IndexReport& report, const JsonOptions& options, JsonSink sink) {
  InPieces(report, options, sink);
}

void WriteJson(const VulnerabilityReport& report, const JsonOptions& options, JsonSink sink) {
  InPieces(report, options, sink);
}

}  // namespace claircore::inline v0
