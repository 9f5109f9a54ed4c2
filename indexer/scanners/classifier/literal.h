#ifndef CLAIRCORE_INDEXER_SCANNERS_CLASSIFIER_LITERAL_H_
#define CLAIRCORE_INDEXER_SCANNERS_CLASSIFIER_LITERAL_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace claircore::scanners {

// Finds one text in the bytes of programs, many times faster than they are decompressed: it jumps
// from one occurrence of the text's rarest byte to the next.
class Literal {
 public:
  // '#' stands for any digit. `text` holds at least one byte that is no '#'.
  explicit Literal(std::string_view text);

  // Where the text begins in `bytes`, at or after `from`; npos if nowhere.
  size_t Find(std::string_view bytes, size_t from) const;
  const std::string& text() const { return text_; }

 private:
  // Whether the text is at `bytes`, which has as many.
  bool Matches(const char* bytes) const;

  std::string text_;
  size_t rarest_ = 0;  // its place in the text
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_CLASSIFIER_LITERAL_H_
