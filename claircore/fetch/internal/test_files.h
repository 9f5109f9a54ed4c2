#ifndef CLAIRCORE_FETCH_INTERNAL_TEST_FILES_H_
#define CLAIRCORE_FETCH_INTERNAL_TEST_FILES_H_

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/digest.h"
#include "claircore/io.h"
#include "claircore/testing/blobs.h"
#include "claircore/testing/tar_builder.h"
#include "gtest/gtest.h"

namespace claircore::fetch {

// A folder of the running test, empty at first.
inline std::filesystem::path FreshFolder(std::string_view name) {
  const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
  std::string folder = info == nullptr ? std::string("shared")
                                       : std::string(info->test_suite_name()) + "." + info->name();
  for (char& c : folder) c = c == '/' ? '_' : c;
  const std::filesystem::path path =
      std::filesystem::path(::testing::TempDir()) / (folder + "." + std::string(name));
  std::filesystem::remove_all(path);
  std::filesystem::create_directories(path);
  return path;
}

inline void WriteFile(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

using Files = std::map<std::string, std::string>;

inline void WriteFiles(const std::filesystem::path& folder, const Files& files) {
  for (const auto& [name, bytes] : files) WriteFile(folder / name, bytes);
}

inline std::string TarOf(const Files& files) {
  testing::TarBuilder tar;
  for (const auto& [name, bytes] : files) tar.File(name, bytes);
  return tar.Build();
}

inline absl::StatusOr<std::string> ReadAll(absl::StatusOr<std::unique_ptr<ByteSource>> source) {
  if (!source.ok()) return source.status();
  std::string all;
  std::array<std::byte, 4096> buffer;
  while (true) {
    const absl::StatusOr<size_t> n = (*source)->Read(buffer);
    if (!n.ok()) return n.status();
    if (*n == 0) return all;
    all.append(reinterpret_cast<const char*>(buffer.data()), *n);
  }
}

// "blobs/sha256/<hex>" of `bytes`; for writing layouts by hand.
inline std::string BlobPath(std::string_view bytes) {
  return "blobs/sha256/" + std::string(testing::DigestOf(bytes).hex());
}

// A descriptor in JSON, with more members if wanted: `"annotations":{..}`.
inline std::string DescriptorJson(std::string_view media_type, std::string_view bytes,
                                  std::string_view more = "") {
  return "{\"mediaType\":\"" + std::string(media_type) + "\",\"digest\":\"" +
         testing::DigestOf(bytes).ToString() + "\",\"size\":" + std::to_string(bytes.size()) +
         (more.empty() ? "" : ",") + std::string(more) + "}";
}

}  // namespace claircore::fetch

#endif  // CLAIRCORE_FETCH_INTERNAL_TEST_FILES_H_
