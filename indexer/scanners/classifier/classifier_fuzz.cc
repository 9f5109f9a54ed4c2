#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "indexer/scanners/classifier/classifier.h"
#include "indexer/scanners/classifier/version_search.h"
#include "indexer/scanners/text/fields.h"

namespace {

using claircore::scanners::Classifier;
using claircore::scanners::VersionSearch;

std::vector<VersionSearch::Finding> Find(const Classifier& classifier, std::string_view name,
                                         std::string_view bytes, size_t piece) {
  VersionSearch search(classifier.For(name), name, bytes.size());
  for (size_t at = 0; at < bytes.size(); at += piece) {
    if (!search.Feed(bytes.substr(at, piece))) break;
  }
  search.Finish();
  return search.findings();
}

}  // namespace

// A file's name, a newline, and its bytes. The same is found whatever the pieces; a version is
// never empty and may stand in a report.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace s = claircore::scanners;
  static const auto& classifier =
      *new Classifier({s::CloudPrograms(), s::LanguagePrograms(), s::LibraryPrograms(),
                       s::ServerPrograms(), s::ToolPrograms()});
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t line = text.find('\n');
  if (line == text.npos) return 0;
  const std::string_view name = text.substr(0, line);
  const std::string_view bytes = text.substr(line + 1);
  const auto whole = Find(classifier, name, bytes, bytes.size() + 1);
  for (const auto& finding : whole) {
    if (!s::IsToken(finding.version)) std::abort();
  }
  for (const size_t piece : {size_t{1}, size_t{3}, size_t{100}, size_t{321}}) {
    const auto pieces = Find(classifier, name, bytes, piece);
    if (pieces.size() != whole.size()) std::abort();
    for (size_t i = 0; i < whole.size(); ++i) {
      if (pieces[i].version != whole[i].version) std::abort();
      if (pieces[i].program != whole[i].program) std::abort();
    }
  }
  return 0;
}
