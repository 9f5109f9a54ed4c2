#ifndef CLAIRCORE_TESTING_HOSTILE_LAYERS_H_
#define CLAIRCORE_TESTING_HOSTILE_LAYERS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Layers that cost more than they should: each function makes one kind, and its first number is
// what grows. Same arguments, same bytes.
namespace claircore::inline v0::testing::hostile {

// A tar with a sparse file whose map (GNU's format 1.0, lines of text) lists `runs` empty runs.
std::string SparseMap(size_t runs);
// The same in gzip, made without holding the map.
std::string SparseMapBlob(size_t runs);
// The same in the old format: 21 runs a block of 512 bytes, one block after the other.
std::string OldSparseMap(size_t blocks);
// A sparse file of `runs` runs of one byte with a hole of one byte after each.
std::string CrumbledFile(size_t runs, std::string_view path);

// A file at `path` and `names` hard links to it: `prefix` NUMBER `suffix`.
std::string ManyNames(size_t names, std::string_view path, std::string_view bytes,
                      std::string_view prefix, std::string_view suffix);
// The same with symbolic links.
std::string ManySymlinks(size_t names, std::string_view path, std::string_view bytes,
                         std::string_view prefix, std::string_view suffix);
// `files` empty files with paths of `path_bytes` bytes.
std::string ManyPaths(size_t files, size_t path_bytes);

// `levels` gzip streams, each within the next one, around `inner`.
std::string NestedGzip(int levels, std::string inner);
// A gzip member whose header names a file and does not end the name.
std::string EndlessGzipName(size_t bytes);
// A layer, in zstd, that holds one file of `bytes` zeros behind the entries of `tar`, which has no
// end mark. Some 40 bytes a megabyte.
std::string ZstdZeros(uint64_t bytes, std::string_view tar);
// A layer, in zstd, with a file of `bytes` of one byte, and a window of 2^`window_log` bytes that
// is all used when there are as many.
std::string ZstdWindow(uint64_t bytes, int window_log, std::string_view path = "data");

}  // namespace claircore::inline v0::testing::hostile

#endif  // CLAIRCORE_TESTING_HOSTILE_LAYERS_H_
