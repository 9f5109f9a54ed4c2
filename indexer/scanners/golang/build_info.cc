#include "indexer/scanners/golang/build_info.h"

#include <cstddef>
#include <optional>

#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

constexpr size_t kMaxModules = 100'000;
constexpr size_t kMaxSettings = 1'000;
constexpr size_t kMaxSettingBytes = 64 << 10;
constexpr std::string_view kDevel = "(devel)";

// Takes the text up to the next tab.
std::string_view TakeField(std::string_view& line) {
  const size_t tab = line.find('\t');
  const std::string_view field = line.substr(0, tab);
  line.remove_prefix(tab == std::string_view::npos ? line.size() : tab + 1);
  return field;
}

std::optional<GoModule> ParseModule(std::string_view line) {
  const std::string_view path = TakeField(line);
  const std::string_view version = TakeField(line);  // a checksum may follow
  if (!IsToken(path) || !IsPlain(version)) return std::nullopt;
  return GoModule{std::string(path), std::string(version)};
}

// As module paths may not begin (https://go.dev/ref/mod#go-mod-file-replace).
bool IsFolder(std::string_view path) {
  return path.starts_with("./") || path.starts_with("../") || path.starts_with('/') ||
         path == "." || path == ".." || path.find('\\') != path.npos;
}

void Replace(GoModule replacement, GoModule& module) {
  if (IsFolder(replacement.path) || replacement.version.empty()) {
    module.version = kDevel;
  } else {
    module = std::move(replacement);
  }
}

// "value", or as Go's strconv.Quote() writes it when it holds spaces or quotes.
std::string Unquote(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  std::string plain;
  text = text.substr(1, text.size() - 2);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    plain.push_back(text[i]);
  }
  return plain;
}

bool AllDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

// "v1.2", "1.2.3-rc1": what can be ordered.
bool LooksLikeVersion(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  const size_t dot = text.find('.');
  return dot != text.npos && AllDigits(text.substr(0, dot)) && dot + 1 < text.size() &&
         AllDigits(text.substr(dot + 1, 1)) && IsToken(text) && text.find(' ') == text.npos;
}

// The next argument of a command line, as `go build` splits -ldflags.
std::optional<std::string> TakeArgument(std::string_view& line) {
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
  if (line.empty()) return std::nullopt;
  std::string argument;
  char quote = 0;
  size_t i = 0;
  for (; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else {
        argument.push_back(c);
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == ' ' || c == '\t') {
      break;
    } else {
      argument.push_back(c);
    }
  }
  line.remove_prefix(i);
  return argument;
}

// "main.version=v1.2.3" of package main or of one of the main module.
std::optional<std::string> VersionOf(std::string_view definition, const GoBuildInfo& info,
                                     bool& of_main) {
  const size_t equals = definition.find('=');
  if (equals == definition.npos) return std::nullopt;
  const std::string_view symbol = definition.substr(0, equals);
  const std::string_view value = definition.substr(equals + 1);
  const size_t dot = symbol.rfind('.');
  if (dot == symbol.npos || !LooksLikeVersion(value)) return std::nullopt;
  const std::string_view package = symbol.substr(0, dot);
  const std::string_view name = symbol.substr(dot + 1);
  if (!EqualsIgnoreCase(name, "version") && !EqualsIgnoreCase(name, "gitversion")) {
    return std::nullopt;
  }
  of_main = package == "main";
  const std::string& module = info.main.path;
  const bool ours = package == module ||
                    (package.starts_with(module) && package.substr(module.size()).starts_with('/'));
  if (!of_main && !ours) return std::nullopt;
  return std::string(value);
}

std::optional<std::string> LinkedVersion(const GoBuildInfo& info) {
  std::optional<std::string> best;
  for (const auto& [key, value] : info.settings) {
    if (key != "-ldflags") continue;
    std::string_view rest = value;
    bool defines = false;
    while (auto argument = TakeArgument(rest)) {
      std::string_view definition;
      if (defines) {
        definition = *argument;
      } else if (argument->starts_with("-X=") || argument->starts_with("--X=")) {
        definition = std::string_view(*argument).substr(argument->find('=') + 1);
      }
      defines = *argument == "-X" || *argument == "--X";
      bool of_main = false;
      if (auto version = VersionOf(definition, info, of_main)) {
        if (of_main) return version;
        if (!best.has_value()) best = std::move(version);
      }
    }
  }
  return best;
}

}  // namespace

GoBuildInfo ParseGoBuildInfo(std::string_view text) {
  GoBuildInfo info;
  GoModule* last = nullptr;  // what a "=>" speaks of
  LineReader lines(text);
  std::string_view line;
  while (lines.Next(line)) {
    const std::string_view word = TakeField(line);
    if (word == "path") {
      if (IsPlain(line)) info.path = line;
    } else if (word == "mod" || word == "dep") {
      last = nullptr;
      std::optional<GoModule> module = ParseModule(line);
      if (!module.has_value() || info.dependencies.size() >= kMaxModules) continue;
      last = word == "mod" ? &info.main : &info.dependencies.emplace_back();
      *last = *std::move(module);
    } else if (word == "=>") {
      std::optional<GoModule> module = ParseModule(line);
      if (module.has_value() && last != nullptr) Replace(*std::move(module), *last);
      last = nullptr;
    } else if (word == "build") {
      const size_t equals = line.find('=');
      if (equals == line.npos || line.size() > kMaxSettingBytes) continue;
      if (info.settings.size() >= kMaxSettings) continue;
      info.settings.emplace_back(Unquote(line.substr(0, equals)), Unquote(line.substr(equals + 1)));
    }
  }
  return info;
}

std::string GoRelease(std::string_view toolchain) {
  if (toolchain.starts_with("devel ")) toolchain.remove_prefix(6);
  toolchain = toolchain.substr(0, toolchain.find(' '));
  if (!toolchain.starts_with("go") || !IsToken(toolchain)) return "";
  const std::string_view number = toolchain.substr(2);
  if (number.empty()) return "";
  const bool plain = number.find_first_not_of("0123456789.") == number.npos;
  return std::string(plain ? number : toolchain);
}

std::string GoMainVersion(const GoBuildInfo& info) {
  if (info.main.version != kDevel) return info.main.version;
  if (auto linked = LinkedVersion(info)) return *std::move(linked);
  std::string known;
  const auto add = [&](std::string_view what) {
    if (!known.empty()) known += ", ";
    known += what;
  };
  for (const auto& [key, value] : info.settings) {
    if (!IsToken(value)) continue;
    if (key == "vcs") add(value);
    if (key == "vcs.revision") add("commit " + value);
    if (key == "vcs.time") add("built at " + value);
    if (key == "vcs.modified" && value == "true") add("dirty");
  }
  std::string version(kDevel);
  if (!known.empty()) version += " (" + known + ")";
  return version;
}

std::string GoPlatform(const GoBuildInfo& info) {
  std::string_view os, arch;
  for (const auto& [key, value] : info.settings) {
    if (key == "GOOS" && IsToken(value)) os = value;
    if (key == "GOARCH" && IsToken(value)) arch = value;
  }
  if (os.empty() || arch.empty()) return "";
  return std::string(os) + "/" + std::string(arch);
}

}  // namespace claircore::scanners
