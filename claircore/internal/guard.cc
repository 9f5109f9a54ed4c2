#include "claircore/internal/guard.h"

#include <cxxabi.h>

#include <exception>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace claircore::internal {
namespace {

// Without a message where there is no memory for one: a bare code takes none.
absl::Status Make(absl::StatusCode code, const char* message) {
  try {
    return absl::Status(code, message);
  } catch (const std::bad_alloc&) {
    return absl::Status(code, "");
  }
}

}  // namespace

absl::Status CurrentException() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return Make(absl::StatusCode::kResourceExhausted, "there is not enough memory");
  } catch (const std::length_error&) {
    return Make(absl::StatusCode::kResourceExhausted, "it takes more memory than there can be");
  } catch (const std::system_error& e) {
    return Make(absl::StatusCode::kResourceExhausted, e.what());
  } catch (const std::exception& e) {
    return Make(absl::StatusCode::kInternal, e.what());
  } catch (const abi::__forced_unwind&) {
    throw;  // the end of a thread that is being cancelled, which must not be held up
  } catch (...) {
    return Make(absl::StatusCode::kInternal, "an exception of unknown type");
  }
}

bool TrySchedule(Executor& executor, absl::AnyInvocable<void() &&> task) {
  try {
    executor.Schedule(std::move(task));
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace claircore::internal
