#ifndef MATCHER_INDEX_META_H_
#define MATCHER_INDEX_META_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/advisory.h"

namespace claircore::matcher {

// Conditions of a statement beyond its range; each distinct set stands once in a segment.
struct Residual {
  std::string arch;
  ArchOp arch_op = ArchOp::kNone;
  std::string module;
  std::string cpe;
  std::string repository;
  bool empty() const {
    return arch_op == ArchOp::kNone && module.empty() && cpe.empty() && repository.empty();
  }
  friend bool operator==(const Residual&, const Residual&) = default;
  friend auto operator<=>(const Residual&, const Residual&) = default;
};

// What is read once, when a segment is opened.
struct SegmentMeta {
  struct Scheme {
    std::string name;
    bool known = false;  // the builder had it, so there are sort keys
    friend bool operator==(const Scheme&, const Scheme&) = default;
    friend auto operator<=>(const Scheme&, const Scheme&) = default;
  };
  // A namespace and a scheme: what all packages of an ecosystem's release have in common.
  struct Space {
    std::string ns;
    uint32_t scheme = 0;  // of `schemes`
    friend bool operator==(const Space&, const Space&) = default;
    friend auto operator<=>(const Space&, const Space&) = default;
  };
  std::string updater;
  std::string ref;  // UpdateOperation::ref
  std::vector<Scheme> schemes;
  std::vector<Space> spaces;
  std::vector<Residual> residuals;
};

std::string EncodeMeta(const SegmentMeta& meta);
absl::StatusOr<SegmentMeta> DecodeMeta(std::string_view bytes);

}  // namespace claircore::matcher

#endif  // MATCHER_INDEX_META_H_
