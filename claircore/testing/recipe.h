#ifndef CLAIRCORE_TESTING_RECIPE_H_
#define CLAIRCORE_TESTING_RECIPE_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/digest.h"
#include "claircore/testing/blobs.h"
#include "claircore/testing/tar_builder.h"

namespace claircore::inline v0::testing {

// A layer before it is written: the tar's entries, how it is compressed and addressed.
struct LayerRecipe {
  TarBuilder tar;
  Compression compression = Compression::kGzip;
  Digest::Algorithm algorithm = Digest::Algorithm::kSha256;
};

struct ImageRecipe {
  std::string tag = "latest";       // [A-Za-z0-9._:/@-]+
  std::vector<LayerRecipe> layers;  // base first
};

// Images as text, so that what a test means can be read beside it. One statement a line; words are
// separated by blanks; a word with blanks or odd bytes stands in "double quotes", where \n \t \\ \"
// and \xHH mean what they do in C. Empty lines and lines that begin with '#' are skipped.
//
//   tag NAME                    the image's name in the OCI index; default "latest"
//   layer [none|gzip|zstd] [sha256|sha512]
//                               begins a layer; default gzip sha256
//   repeat N                    layer number N (from 0) once more
//   dir PATH [MODE]             MODE in octal
//   file PATH [MODE]            an empty file
//   file PATH [MODE] <<WORD     the following lines, up to one that is WORD alone
//   file PATH [MODE] < FILE     the bytes of FILE
//   bytes PATH [MODE] HEX       these bytes
//   fill PATH [MODE] SIZE       SIZE bytes that look random, always the same; 256 MiB at most
//   symlink PATH -> TARGET      TARGET as written into the tar
//   hardlink PATH -> TARGET
//   whiteout PATH               PATH of older layers is gone
//   opaque DIR                  what older layers have in DIR is gone
//   include FILE                the statements of FILE, in this place
//
// Nothing is added or cleaned: paths stand in the tar as written, in that order, twice if written
// twice, without their parents. `read` gets FILE as written; see LoadRecipe(). INVALID_ARGUMENT
// begins with the line: "line 7: ...".
absl::StatusOr<ImageRecipe> ParseRecipe(
    std::string_view text,
    const std::function<absl::StatusOr<std::string>(std::string_view file)>& read = nullptr);

// The recipe in the file at `path`; FILEs are relative to its folder.
absl::StatusOr<ImageRecipe> LoadRecipe(std::string_view path);

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_RECIPE_H_
