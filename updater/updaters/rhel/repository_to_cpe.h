#ifndef UPDATER_UPDATERS_RHEL_REPOSITORY_TO_CPE_H_
#define UPDATER_UPDATERS_RHEL_REPOSITORY_TO_CPE_H_

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/io.h"
#include "claircore/updater.h"

namespace claircore::update {

// Reads repository-to-cpe.json
// (https://security.access.redhat.com/data/metrics/repository-to-cpe.json):
//   {"data": {"rhel-9-for-x86_64-baseos-rpms":
//              {"cpes": ["cpe:/o:redhat:enterprise_linux:9::baseos", ..],
//               "repo_relative_urls": ["content/dist/rhel9/9/x86_64/baseos/os", ..]}, ..}}
// Each repository id with CPEs becomes a record as claircore::RepositoryMapping wants it. DATA_LOSS
// for what is no such document, also when it has no usable id: an old mapping is better than none.
absl::Status ParseRepositoryToCpe(const Context& context, const RandomAccessSource& document,
                                  EnrichmentSink& out);

}  // namespace claircore::update

#endif  // UPDATER_UPDATERS_RHEL_REPOSITORY_TO_CPE_H_
