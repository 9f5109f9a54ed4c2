#ifndef EXAMPLES_CLAIRSCAN_DATABASE_H_
#define EXAMPLES_CLAIRSCAN_DATABASE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/executor.h"
#include "claircore/match_engine.h"
#include "claircore/storage/memory/memory_store.h"

namespace clairscan {

// The vulnerability data of one user: a file, and the engine over it.
class Database {
 public:
  // `path` as DatabasePath() gives it; it may not exist yet, or be an empty file (as mktemp makes
  // them). An error names it and the way out.
  static absl::StatusOr<Database> Open(const claircore::Context& context, const std::string& path);

  claircore::MemoryStore& store() { return *store_; }
  const std::string& path() const { return path_; }

  // Over every built-in matcher and version scheme.
  absl::StatusOr<std::unique_ptr<claircore::MatchEngine>> Engine(const claircore::Context& context,
                                                                 claircore::Executor* executor);
  absl::Status Save(const claircore::Context& context);

 private:
  std::string path_;
  std::unique_ptr<claircore::MemoryStore> store_;
};

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_DATABASE_H_
