#include "indexer/scanners/dpkg/status_file.h"

#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

std::string_view* FieldOf(DpkgStanza& stanza, std::string_view name) {
  if (EqualsIgnoreCase(name, "Package")) return &stanza.name;
  if (EqualsIgnoreCase(name, "Version")) return &stanza.version;
  if (EqualsIgnoreCase(name, "Architecture")) return &stanza.arch;
  if (EqualsIgnoreCase(name, "Source")) return &stanza.source;
  if (EqualsIgnoreCase(name, "Status")) return &stanza.status;
  if (EqualsIgnoreCase(name, "OE")) return &stanza.recipe;
  return nullptr;
}

bool IsVcpkgField(std::string_view name) {
  return EqualsIgnoreCase(name, "Port-Version") || EqualsIgnoreCase(name, "Feature") ||
         EqualsIgnoreCase(name, "Default-Features");
}

}  // namespace

std::string_view DpkgStanza::state() const {
  const size_t end = status.find_last_of(" \t");
  return end == std::string_view::npos ? std::string_view() : status.substr(end + 1);
}

DpkgStanza::Files DpkgStanza::files() const {
  const std::string_view word = state();
  const auto is = [&](std::string_view name) { return EqualsIgnoreCase(word, name); };
  if (is("installed")) return Files::kThere;  // nearly always
  if (word.empty() || is("config-files") || is("not-installed")) return Files::kNone;
  for (const std::string_view name :
       {"unpacked", "half-configured", "half-installed", "triggers-awaited", "triggers-pending",
        "postinst-failed", "post-inst-failed", "removal-failed"}) {
    if (is(name)) return Files::kThere;
  }
  return Files::kUnknown;
}

absl::Status ReadDpkgStatus(std::string_view text, absl::FunctionRef<absl::Status()> tick,
                            absl::FunctionRef<absl::Status(const DpkgStanza&)> stanza) {
  LineReader lines(text);
  DpkgStanza current;
  bool open = false;
  size_t number = 0;
  std::string_view line;
  for (bool more = true; more;) {
    more = lines.Next(line);
    if (absl::Status status = tick(); !status.ok()) return status;
    ++number;
    const ControlLine parsed = more ? ParseControlLine(line) : ControlLine();
    if (parsed.kind == ControlLine::Kind::kBlank) {
      if (!open) continue;
      open = false;
      if (absl::Status status = stanza(current); !status.ok()) return status;
      continue;
    }
    if (!open) current = DpkgStanza{.line = number};
    open = true;
    if (parsed.kind == ControlLine::Kind::kBroken) current.broken = true;
    if (parsed.kind != ControlLine::Kind::kField) continue;
    if (std::string_view* field = FieldOf(current, parsed.name)) *field = parsed.value;
    if (IsVcpkgField(parsed.name)) current.vcpkg = true;
  }
  return absl::OkStatus();
}

DpkgSource SourceOf(const DpkgStanza& stanza) {
  DpkgSource source{stanza.name, stanza.version};
  const size_t open = stanza.source.find('(');
  const std::string_view name = Trim(stanza.source.substr(0, open));
  if (name.empty()) return source;
  source.name = name;
  if (open == std::string_view::npos) return source;
  const std::string_view rest = stanza.source.substr(open + 1);
  const std::string_view version = Trim(rest.substr(0, rest.find(')')));
  if (!version.empty()) source.version = version;
  return source;
}

}  // namespace claircore::scanners
