#include "claircore/testing/recipe.h"

#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"
#include "claircore/testing/hostile.h"

namespace claircore::inline v0::testing {
namespace {

constexpr int kMaxIncludes = 8;  // one within another
constexpr uint64_t kMaxFill = 256u << 20;
constexpr unsigned kFillSeed = 1;

using Reader = std::function<absl::StatusOr<std::string>(std::string_view file)>;

template <typename Int>
std::optional<Int> Number(std::string_view word, int base) {
  Int value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, base);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

std::optional<std::string> FromHex(std::string_view hex) {
  std::string bytes;
  for (; hex.size() >= 2; hex.remove_prefix(2)) {
    const auto byte = Number<uint8_t>(hex.substr(0, 2), 16);
    if (!byte.has_value()) return std::nullopt;
    bytes += static_cast<char>(*byte);
  }
  if (!hex.empty()) return std::nullopt;
  return bytes;
}

// One quoted word, from behind its opening quote to behind its closing one.
std::optional<std::string> Unquote(std::string_view& rest) {
  std::string word;
  while (!rest.empty() && rest.front() != '"') {
    if (rest.front() != '\\') {
      word += rest.front();
      rest.remove_prefix(1);
      continue;
    }
    const char escape = rest.size() > 1 ? rest[1] : '\0';
    const size_t length = escape == 'x' ? 4 : 2;
    if (rest.size() < length) return std::nullopt;
    if (escape == 'x') {
      const auto byte = FromHex(rest.substr(2, 2));
      if (!byte.has_value()) return std::nullopt;
      word += *byte;
    } else if (escape == 'n' || escape == 't') {
      word += escape == 'n' ? '\n' : '\t';
    } else if (escape == '\\' || escape == '"') {
      word += escape;
    } else {
      return std::nullopt;
    }
    rest.remove_prefix(length);
  }
  if (rest.empty()) return std::nullopt;
  rest.remove_prefix(1);
  return word;
}

std::optional<std::vector<std::string>> Words(std::string_view line) {
  std::vector<std::string> words;
  while (true) {
    const size_t begin = line.find_first_not_of(" \t\r");
    if (begin == line.npos) return words;
    line.remove_prefix(begin);
    if (line.front() == '"') {
      line.remove_prefix(1);
      std::optional<std::string> word = Unquote(line);
      if (!word.has_value()) return std::nullopt;
      words.push_back(*std::move(word));
    } else {
      const size_t end = std::min(line.find_first_of(" \t\r"), line.size());
      words.emplace_back(line.substr(0, end));
      line.remove_prefix(end);
    }
  }
}

class Parser {
 public:
  Parser(std::string_view text, const Reader& read, ImageRecipe& image, int depth)
      : rest_(text), read_(read), image_(image), depth_(depth) {}

  absl::Status Run() {
    while (!rest_.empty()) {
      const std::string_view line = NextLine();
      const size_t at = line_;
      if (absl::Status status = Statement(line); !status.ok()) {
        return absl::Status(status.code(),
                            "line " + std::to_string(at) + ": " + std::string(status.message()));
      }
    }
    return absl::OkStatus();
  }

 private:
  using WordList = std::vector<std::string>;

  std::string_view NextLine() {
    ++line_;
    const size_t end = rest_.find('\n');
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
    return line;
  }

  static absl::Status Wrong(std::string_view what) {
    return absl::InvalidArgumentError(std::string(what));
  }

  absl::Status Statement(std::string_view line) {
    if (line.starts_with('#')) return absl::OkStatus();
    std::optional<WordList> words = Words(line);
    if (!words.has_value()) return Wrong("a quoted word does not end, or has an unknown escape");
    if (words->empty()) return absl::OkStatus();
    const std::string verb = std::move(words->front());
    words->erase(words->begin());
    if (verb == "tag") return Tag(*words);
    if (verb == "layer") return Layer(*words);
    if (verb == "repeat") return Repeat(*words);
    if (verb == "include") return Include(*words);
    if (image_.layers.empty()) return Wrong("'" + verb + "' before the first 'layer'");
    if (words->empty()) return Wrong("'" + verb + "' without a path");
    return Entry(verb, *std::move(words));
  }

  absl::Status Tag(const WordList& words) {
    constexpr std::string_view kAllowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/@-";
    if (words.size() != 1 || words[0].empty() ||
        words[0].find_first_not_of(kAllowed) != std::string::npos) {
      return Wrong("'tag' takes one name of [A-Za-z0-9._:/@-]");
    }
    image_.tag = words[0];
    return absl::OkStatus();
  }

  absl::Status Layer(const WordList& words) {
    LayerRecipe layer;
    for (const std::string& word : words) {
      if (word == "none") {
        layer.compression = Compression::kNone;
      } else if (word == "gzip") {
        layer.compression = Compression::kGzip;
      } else if (word == "zstd") {
        layer.compression = Compression::kZstd;
      } else if (word == "sha256") {
        layer.algorithm = Digest::Algorithm::kSha256;
      } else if (word == "sha512") {
        layer.algorithm = Digest::Algorithm::kSha512;
      } else {
        return Wrong("unknown kind of layer: " + word);
      }
    }
    image_.layers.push_back(std::move(layer));
    return absl::OkStatus();
  }

  absl::Status Repeat(const WordList& words) {
    const auto number = words.size() == 1 ? Number<size_t>(words[0], 10) : std::nullopt;
    if (!number.has_value() || *number >= image_.layers.size()) {
      return Wrong("'repeat' takes the number of an earlier layer");
    }
    LayerRecipe again = image_.layers[*number];
    image_.layers.push_back(std::move(again));
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> ReadFile(const std::string& file) const {
    if (read_ == nullptr) return Wrong("this recipe may not read files");
    return read_(file);
  }

  absl::Status Include(const WordList& words) {
    if (words.size() != 1) return Wrong("'include' takes one file");
    if (depth_ >= kMaxIncludes) return Wrong("'include' within 'include' too often");
    CLAIRCORE_ASSIGN_OR_RETURN(const std::string text, ReadFile(words[0]));
    return Parser(text, read_, image_, depth_ + 1).Run();
  }

  // PATH [MODE] and what is special to `verb`.
  absl::Status Entry(std::string_view verb, WordList words) {
    TarBuilder& tar = image_.layers.back().tar;
    const std::string path = words[0];
    if (verb == "symlink" || verb == "hardlink") {
      if (words.size() != 3 || words[1] != "->") return Wrong("a link is PATH -> TARGET");
      verb == "symlink" ? tar.Symlink(path, words[2]) : tar.HardLink(path, words[2]);
      return absl::OkStatus();
    }
    if (verb == "whiteout" || verb == "opaque") {
      if (words.size() != 1) return Wrong("too many words");
      verb == "whiteout" ? tar.Whiteout(path) : tar.Opaque(path);
      return absl::OkStatus();
    }
    words.erase(words.begin());
    const size_t operands = verb == "bytes" || verb == "fill" ? 1 : 0;
    uint32_t mode = verb == "dir" ? 0755 : 0644;
    if (words.size() > operands && !words[0].starts_with('<')) {
      const auto octal = Number<uint32_t>(words[0], 8);
      if (!octal.has_value() || *octal > 07777) return Wrong("not an octal mode: " + words[0]);
      mode = *octal;
      words.erase(words.begin());
    }
    if (verb == "dir") {
      if (!words.empty()) return Wrong("too many words");
      tar.Dir(path, mode);
      return absl::OkStatus();
    }
    CLAIRCORE_ASSIGN_OR_RETURN(std::string contents, Contents(verb, words));
    tar.File(path, std::move(contents), mode);
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> Contents(std::string_view verb, const WordList& words) {
    if (verb == "bytes") {
      auto bytes = words.size() == 1 ? FromHex(words[0]) : std::nullopt;
      if (!bytes.has_value()) return Wrong("'bytes' takes one word of hex");
      return *std::move(bytes);
    }
    if (verb == "fill") {
      const auto size = words.size() == 1 ? Number<uint64_t>(words[0], 10) : std::nullopt;
      if (!size.has_value() || *size > kMaxFill) return Wrong("'fill' takes a size up to 256 MiB");
      return Garbage(*size, kFillSeed);
    }
    if (verb != "file") return Wrong("unknown statement: " + std::string(verb));
    if (words.empty()) return std::string();
    if (words.size() == 2 && words[0] == "<") return ReadFile(words[1]);
    if (words.size() == 1 && words[0].size() > 2 && words[0].starts_with("<<")) {
      return HereDocument(std::string_view(words[0]).substr(2));
    }
    return Wrong("after a file's path: a mode, then <<WORD or < FILE");
  }

  absl::StatusOr<std::string> HereDocument(std::string_view word) {
    std::string contents;
    while (!rest_.empty()) {
      const std::string_view line = NextLine();
      if (line == word) return contents;
      contents += line;
      contents += '\n';
    }
    return Wrong("no line " + std::string(word) + " ends this file");
  }

  std::string_view rest_;
  const Reader& read_;
  ImageRecipe& image_;
  const int depth_;
  size_t line_ = 0;
};

}  // namespace

absl::StatusOr<ImageRecipe> ParseRecipe(std::string_view text, const Reader& read) {
  ImageRecipe image;
  CLAIRCORE_RETURN_IF_ERROR(Parser(text, read, image, 0).Run());
  return image;
}

absl::StatusOr<ImageRecipe> LoadRecipe(std::string_view path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const auto read = [](const std::filesystem::path& file) -> absl::StatusOr<std::string> {
    std::ifstream in(file, std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(in), {});
    if (!in.good() && !in.eof()) return absl::NotFoundError("cannot read " + file.string());
    return bytes;
  };
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string text, read(std::filesystem::path(path)));
  return ParseRecipe(text, [&](std::string_view file) { return read(folder / file); });
}

}  // namespace claircore::inline v0::testing
