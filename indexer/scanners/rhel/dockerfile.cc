#include "indexer/scanners/rhel/dockerfile.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "indexer/scanners/rhel/dockerfile_words.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

using internal::ToStd;

constexpr size_t kMaxBytes = size_t{1} << 20;
constexpr size_t kMaxValueBytes = size_t{4} << 20;
constexpr size_t kMaxProblems = 8;

struct Instruction {
  std::string_view name;
  std::string_view arguments;
};

Instruction SplitInstruction(std::string_view line) {
  const size_t end = line.find_first_of(" \t");
  return {line.substr(0, end),
          end == std::string_view::npos ? std::string_view() : Trim(line.substr(end))};
}

// Joins continued lines, drops comments and here-documents.
class InstructionReader {
 public:
  explicit InstructionReader(std::string_view text) : lines_(text) { ReadDirectives(text); }

  char escape() const { return escape_; }
  size_t line() const { return begin_; }  // where the instruction begins, from 1

  // False: no more. The result is valid until the next call.
  bool Next(std::string_view& instruction) {
    SkipHereDocuments();
    joined_.clear();
    bool continued = false;
    std::string_view line;
    while (NextLine(line)) {
      const std::string_view trimmed = Trim(line);
      // Comments do not end a continuation, and neither do empty lines.
      if (trimmed.empty() || trimmed.front() == '#') continue;
      if (!continued) begin_ = number_;
      // Only the first line loses its indentation.
      std::string_view part = continued ? line : line.substr(line.find_first_not_of(" \t"));
      continued = trimmed.back() == escape_;
      if (continued) part = part.substr(0, part.rfind(escape_));
      joined_ += part;
      if (!continued) break;
    }
    if (joined_.empty()) return false;
    instruction = Trim(joined_);
    FindHereDocuments(instruction);
    return true;
  }

 private:
  struct HereDocument {
    std::string end;
    bool strip_tabs = false;
  };

  bool NextLine(std::string_view& line) {
    ++number_;
    return lines_.Next(line);
  }

  // "# escape=`", before anything else.
  void ReadDirectives(std::string_view text) {
    LineReader lines(text);
    std::string_view line;
    while (lines.Next(line)) {
      line = Trim(line);
      if (line.empty() || line.front() != '#') return;
      const size_t equals = line.find('=');
      if (equals == std::string_view::npos) return;
      const std::string_view value = Trim(line.substr(equals + 1));
      if (EqualsIgnoreCase(Trim(line.substr(1, equals - 1)), "escape") &&
          (value == "\\" || value == "`")) {
        escape_ = value.front();
      }
    }
  }

  // RUN <<EOF, COPY <<-"EOF" /to: the lines up to EOF are none of ours.
  void FindHereDocuments(std::string_view line) {
    const std::string_view name = SplitInstruction(line).name;
    if (!EqualsIgnoreCase(name, "RUN") && !EqualsIgnoreCase(name, "COPY") &&
        !EqualsIgnoreCase(name, "ADD")) {
      return;
    }
    for (std::string_view word : SplitDockerfileWords(line, escape_)) {
      // "0<<EOF" names a file descriptor; "<<<" is something of the shell.
      word.remove_prefix(std::min(word.find_first_not_of("0123456789"), word.size()));
      if (!word.starts_with("<<") || word.starts_with("<<<")) continue;
      word.remove_prefix(2);
      HereDocument document;
      if (word.starts_with('-')) {
        document.strip_tabs = true;
        word.remove_prefix(1);
      }
      for (char c : word) {
        if (c != '"' && c != '\'') document.end += c;
      }
      if (!document.end.empty()) pending_.push_back(std::move(document));
    }
  }

  void SkipHereDocuments() {
    std::string_view line;
    for (const HereDocument& document : pending_) {
      while (NextLine(line)) {
        if (document.strip_tabs) {
          line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
        }
        if (line == document.end) break;
      }
    }
    pending_.clear();
  }

  LineReader lines_;
  char escape_ = '\\';
  size_t number_ = 0;
  size_t begin_ = 0;
  std::string joined_;
  std::vector<HereDocument> pending_;
};

class LabelReader {
 public:
  LabelReader(std::string_view text, DockerfileLabels& to) : instructions_(text), to_(to) {}

  absl::Status Run(const Context& context) {
    Ticker ticker(context);
    std::string_view line;
    while (instructions_.Next(line)) {
      CLAIRCORE_RETURN_IF_ERROR(ticker.Tick());
      const absl::Status status = Obey(SplitInstruction(line));
      if (status.code() == absl::StatusCode::kResourceExhausted) return status;
      if (status.ok() || to_.problems.size() == kMaxProblems) continue;
      to_.problems.push_back("line " + std::to_string(instructions_.line()) + ": " +
                             std::string(ToStd(status.message())));
    }
    return context.Check();
  }

 private:
  using Assignments = std::vector<std::pair<std::string, std::string>>;

  absl::Status Obey(const Instruction& instruction) {
    const auto is = [&](std::string_view name) { return EqualsIgnoreCase(instruction.name, name); };
    if (is("FROM")) {
      // Another stage is another image.
      if (!in_stage_) globals_ = std::move(variables_);
      in_stage_ = true;
      variables_.clear();
      to_.labels.clear();
    } else if (is("ARG")) {
      return Arg(instruction.arguments);
    } else if (is("ENV")) {
      CLAIRCORE_ASSIGN_OR_RETURN(Assignments all, Assign(instruction.arguments));
      for (auto& [name, value] : all) variables_.insert_or_assign(std::move(name), value);
    } else if (is("LABEL")) {
      CLAIRCORE_ASSIGN_OR_RETURN(Assignments all, Assign(instruction.arguments));
      for (auto& [name, value] : all) to_.labels.insert_or_assign(std::move(name), value);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> Expand(std::string_view word) {
    return ExpandDockerfileWord(word, instructions_.escape(), variables_, budget_);
  }

  // "NAME=value NAME=value", or the old "NAME the rest of the line". Values see the variables from
  // before the instruction.
  absl::StatusOr<Assignments> Assign(std::string_view arguments) {
    const std::vector<std::string_view> words =
        SplitDockerfileWords(arguments, instructions_.escape());
    Assignments all;
    if (words.empty()) return absl::InvalidArgumentError("no name");
    if (words.front().find('=') == std::string_view::npos) {
      CLAIRCORE_ASSIGN_OR_RETURN(std::string name, Expand(words.front()));
      CLAIRCORE_ASSIGN_OR_RETURN(std::string value,
                                 Expand(Trim(arguments.substr(words.front().size()))));
      all.emplace_back(std::move(name), std::move(value));
      return all;
    }
    for (std::string_view word : words) {
      const size_t equals = word.find('=');
      if (equals == std::string_view::npos) return absl::InvalidArgumentError("a word without '='");
      CLAIRCORE_ASSIGN_OR_RETURN(std::string name, Expand(word.substr(0, equals)));
      CLAIRCORE_ASSIGN_OR_RETURN(std::string value, Expand(word.substr(equals + 1)));
      all.emplace_back(std::move(name), std::move(value));
    }
    return all;
  }

  // "ARG NAME=default" or "ARG NAME": then, in a stage, what was said before the first one.
  absl::Status Arg(std::string_view arguments) {
    for (std::string_view word : SplitDockerfileWords(arguments, instructions_.escape())) {
      const size_t equals = word.find('=');
      CLAIRCORE_ASSIGN_OR_RETURN(std::string name, Expand(word.substr(0, equals)));
      std::optional<std::string> value;
      if (equals != std::string_view::npos) {
        CLAIRCORE_ASSIGN_OR_RETURN(value, Expand(word.substr(equals + 1)));
      } else if (const auto global = globals_.find(name); global != globals_.end()) {
        value = global->second;
      }
      if (value.has_value()) variables_.insert_or_assign(std::move(name), *std::move(value));
    }
    return absl::OkStatus();
  }

  InstructionReader instructions_;
  DockerfileLabels& to_;
  DockerfileVariables globals_;
  DockerfileVariables variables_;
  bool in_stage_ = false;
  size_t budget_ = kMaxValueBytes;
};

}  // namespace

absl::StatusOr<DockerfileLabels> ReadDockerfileLabels(const Context& context,
                                                      std::string_view text) {
  if (text.size() > kMaxBytes) return absl::ResourceExhaustedError("larger than 1 MiB");
  DockerfileLabels result;
  CLAIRCORE_RETURN_IF_ERROR(LabelReader(text, result).Run(context));
  return result;
}

}  // namespace claircore::scanners
