#include "indexer/scanners/ruby/gemspec.h"

#include <algorithm>
#include <cstddef>

#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsWord(char c) { return IsDigit(c) || IsLetter(c) || c == '_'; }

bool Take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::string_view TakeWord(std::string_view& text) {
  const size_t size = std::find_if_not(text.begin(), text.end(), IsWord) - text.begin();
  const std::string_view word = text.substr(0, size);
  text.remove_prefix(size);
  return word;
}

std::string_view TakeField(std::string_view& text) {
  const std::string_view field = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(field.size() + 1, text.size()));
  return field;
}

// What Gem::Version takes, but for the empty version.
bool IsVersion(std::string_view text) {
  return !text.empty() && IsDigit(text[0]) && std::all_of(text.begin(), text.end(), [](char c) {
    return IsDigit(c) || IsLetter(c) || c == '.' || c == '-';
  });
}

// "# stub: NAME VERSION PLATFORM REQUIRE_PATHS".
bool ReadStub(std::string_view line, Gemspec& gem) {
  if (!Take(line, "# stub: ")) return false;
  const std::string_view name = TakeField(line);
  const std::string_view version = TakeField(line);
  const std::string_view platform = TakeField(line);
  if (name.empty() || !IsVersion(version) || platform.empty()) return false;
  gem = {std::string(name), std::string(version), std::string(platform)};
  return true;
}

// A string without escapes and interpolation; false for any other expression.
bool TakeString(std::string_view& text, std::string_view& value) {
  char close = 0;
  if (Take(text, "%q{")) {
    close = '}';
  } else if (Take(text, "%q<")) {
    close = '>';
  } else if (Take(text, "\"")) {
    close = '"';
  } else if (Take(text, "'")) {
    close = '\'';
  } else {
    return false;
  }
  const size_t end = text.find(close);
  if (end == std::string_view::npos) return false;
  value = text.substr(0, end);
  text.remove_prefix(end + 1);
  return value.find_first_of("\\#") == std::string_view::npos;
}

// The whole right side of an assignment.
bool ReadValue(std::string_view text, std::string_view& value) {
  const bool wrapped = Take(text, "Gem::Version.new") || Take(text, "Gem::Version.create") ||
                       Take(text, "Gem::Platform.new");
  const bool paren = wrapped && Take(text, "(");
  if (wrapped && !paren && !Take(text, " ")) return false;
  if (!TakeString(text, value)) return false;
  Take(text, ".freeze");
  if (paren && !Take(text, ")")) return false;
  Take(text, ".freeze");
  text = Trim(text);
  return text.empty() || text[0] == '#' || text[0] == ';';
}

// "Gem::Specification.new do |s|": the name of the block's variable, else "".
std::string_view BlockVariable(std::string_view line) {
  if (!Take(line, "Gem::Specification.new")) return "";
  const size_t bar = line.find('|');
  if (bar == std::string_view::npos) return "";
  line = Trim(line.substr(bar + 1));
  return TakeWord(line);
}

void ReadAssignment(std::string_view line, std::string_view variable, Gemspec& gem) {
  if (variable.empty() || TakeWord(line) != variable || !Take(line, ".")) return;
  const std::string_view attribute = TakeWord(line);
  std::string Gemspec::*field = attribute == "name"       ? &Gemspec::name
                                : attribute == "version"  ? &Gemspec::version
                                : attribute == "platform" ? &Gemspec::platform
                                                          : nullptr;
  if (field == nullptr) return;
  line = Trim(line);
  std::string_view value;
  if (!Take(line, "=") || line.starts_with('=') || !ReadValue(Trim(line), value)) return;
  gem.*field = std::string(value);
}

}  // namespace

Gemspec ReadGemspec(std::string_view text) {
  Gemspec gem;
  std::string_view variable;
  LineReader lines(text);
  std::string_view line;
  // RubyGems looks for the stub right below the encoding; other comments may stand there too.
  bool head = true;
  while (lines.Next(line)) {
    head = head && line.starts_with('#');
    if (head) {
      if (ReadStub(line, gem)) return gem;
      continue;
    }
    line = Trim(line);
    if (const std::string_view found = BlockVariable(line); !found.empty()) variable = found;
    ReadAssignment(line, variable, gem);
  }
  if (!IsVersion(gem.version)) gem.version.clear();
  return gem;
}

}  // namespace claircore::scanners
