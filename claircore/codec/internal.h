#ifndef CLAIRCORE_CODEC_INTERNAL_H_
#define CLAIRCORE_CODEC_INTERNAL_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/status/status.h"
#include "claircore/codec/source_pool.h"
#include "claircore/digest.h"
#include "claircore/index_report.h"
#include "claircore/layer_findings.h"
#include "claircore/package.h"
#include "claircore/problem.h"
#include "claircore/proto/v1/index.pb.h"

// What the .cc files of this folder share. Readers take their result as a parameter, so that a
// chain of them stays readable.
namespace claircore::codec::internal {

// Enumerators have the same numbers in the struct and in the schema; `last` is the greatest.
template <typename To, typename From>
absl::Status ReadEnum(From from, To last, To& to) {
  const int64_t n = static_cast<int64_t>(from);
  if (n < 0 || n > static_cast<int64_t>(last)) {
    return absl::InvalidArgumentError("a value that is no enumerator of the schema");
  }
  to = static_cast<To>(n);
  return absl::OkStatus();
}

// An empty text is the empty digest.
absl::Status ReadDigest(const std::string& from, Digest& to);

absl::Status ReadPackage(const v1::Package& from, SourcePool& pool, Package& to);
absl::Status ReadDistribution(const v1::Distribution& from, Distribution& to);
absl::Status ReadRepository(const v1::Repository& from, Repository& to);
absl::Status ReadProblem(const v1::Problem& from, Problem& to);
void ReadNormalizedVersion(const v1::NormalizedVersion& from, NormalizedVersion& to);
absl::Status ReadIndexReport(const v1::IndexReport& from, SourcePool& pool, IndexReport& to);

// The parts of an IndexReport and of LayerFindings that encode.cc writes one by one.
void WriteDistributions(const IndexReport& from, v1::IndexReport* to);  // and repositories
void WriteEnvironments(const std::string& key, const std::vector<Environment>& from,
                       v1::IndexReport* to);
void WriteOutcome(const IndexReport& from, v1::IndexReport* to);
void WriteAllButPackages(const LayerFindings& from, v1::LayerFindings* to);

void WriteDistribution(const Distribution& from, v1::Distribution* to);
void WriteRepository(const Repository& from, v1::Repository* to);
void WriteProblem(const Problem& from, v1::Problem* to);
void WriteNormalizedVersion(const NormalizedVersion& from, v1::NormalizedVersion* to);

inline int64_t Seconds(std::chrono::sys_seconds t) { return t.time_since_epoch().count(); }
inline std::chrono::sys_seconds Time(int64_t seconds) {
  return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

}  // namespace claircore::codec::internal

#endif  // CLAIRCORE_CODEC_INTERNAL_H_
