#ifndef CLAIRCORE_INTERNAL_STATUS_MACROS_H_
#define CLAIRCORE_INTERNAL_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"

// Returns from the function when `expr`, an absl::Status, is not OK.
#define CLAIRCORE_RETURN_IF_ERROR(expr)                                                          \
  do {                                                                                           \
    if (absl::Status claircore_status = (expr); !claircore_status.ok()) return claircore_status; \
  } while (false)

// CLAIRCORE_ASSIGN_OR_RETURN(std::string s, MakeString()): declares or assigns `lhs`, or returns
// the status of `expr`, an absl::StatusOr.
#define CLAIRCORE_ASSIGN_OR_RETURN(lhs, expr) \
  CLAIRCORE_ASSIGN_OR_RETURN_(CLAIRCORE_CONCAT_(claircore_statusor_, __LINE__), lhs, expr)
#define CLAIRCORE_ASSIGN_OR_RETURN_(tmp, lhs, expr) \
  auto tmp = (expr);                                \
  if (!tmp.ok()) return std::move(tmp).status();    \
  lhs = *std::move(tmp)
#define CLAIRCORE_CONCAT_(a, b) CLAIRCORE_CONCAT2_(a, b)
#define CLAIRCORE_CONCAT2_(a, b) a##b

#endif  // CLAIRCORE_INTERNAL_STATUS_MACROS_H_
