#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "claircore/base/sources.h"
#include "claircore/context.h"
#include "indexer/rpmdb/ndb.h"
#include "indexer/rpmdb/test_databases.h"

// No read outside of the bytes, and never more of packages than the file is long.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace claircore::rpmdb;  // NOLINT: it is about nothing else
  const claircore::base::StringSource file(std::string(reinterpret_cast<const char*>(data), size));
  FakeVisitor found;
  (void)ReadNdb(claircore::Context::Background(), file, found);
  size_t bytes = 0;
  for (const auto& [number, header] : found.records) bytes += header.size();
  if (bytes > size) std::abort();
  return 0;
}
