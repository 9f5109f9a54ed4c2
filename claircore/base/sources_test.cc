#include "claircore/base/sources.h"

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace claircore::base {
namespace {

std::string Read(const RandomAccessSource& source, uint64_t position, size_t size) {
  std::string bytes(size, '?');
  const auto n = source.ReadAt(position, std::as_writable_bytes(std::span(bytes)));
  if (!n.ok()) return std::string(n.status().message());
  return bytes.substr(0, *n);
}

TEST(SourcesTest, BytesInMemory) {
  const StringSource source("0123456789");
  EXPECT_EQ(source.size(), 10u);
  EXPECT_EQ(Read(source, 0, 20), "0123456789");
  EXPECT_EQ(Read(source, 3, 2), "34");
  EXPECT_EQ(Read(source, 9, 2), "9");
  EXPECT_EQ(Read(source, 10, 2), "");
  EXPECT_EQ(Read(source, ~uint64_t{0}, 2), "");
  EXPECT_EQ(Read(source, 3, 0), "");
  EXPECT_EQ(Read(MemorySource(""), 0, 1), "");
}

TEST(SourcesTest, Slices) {
  const auto whole = std::make_shared<const StringSource>("0123456789");
  const SliceSource slice(whole, 2, 4);
  EXPECT_EQ(slice.size(), 4u);
  EXPECT_EQ(Read(slice, 0, 9), "2345");
  EXPECT_EQ(Read(slice, 3, 9), "5");
  EXPECT_EQ(Read(slice, 4, 9), "");
  const SliceSource of_slice(&slice, 1, 2);
  EXPECT_EQ(Read(of_slice, 0, 9), "34");
  EXPECT_EQ(Read(SliceSource(static_cast<const RandomAccessSource*>(nullptr), 0, 0), 0, 9), "");
  EXPECT_EQ(Read(SliceSource(whole, 8, 4), 0, 9), "a file ends within one of its members");
}

}  // namespace
}  // namespace claircore::base
