#ifndef CLAIRCORE_TESTING_SAMPLES_H_
#define CLAIRCORE_TESTING_SAMPLES_H_

#include <string_view>

#include "claircore/advisory.h"
#include "claircore/digest.h"
#include "claircore/index_report.h"
#include "claircore/layer_findings.h"
#include "claircore/manifest.h"

namespace claircore::inline v0::testing {

// Values with every field set, for tests of what stores, codecs and wires must not lose. Values
// with different `n` differ in every free field, and nothing else; equal `n`, equal values.

Digest SampleDigest(int n);
Package SamplePackage(int n);
// Findings of one scanner: two packages (one with a source), a problem, owned files, a path table.
LayerFindings SampleFindings(int n);
// Of the layers SampleDigest(10 n) and SampleDigest(10 n + 1); its own digest is SampleDigest(n).
Manifest SampleManifest(int n);
// Of SampleManifest(n): package "1" named "name-n" (built from "source-n") with two environments,
// of which one has an owner; package "2", that owner; two distributions, two repositories, a
// problem.
IndexReport SampleIndexReport(int n);
// About the package `name` of "Sample:1" and about "other-n" of "Sample:2", under the scheme
// "sample".
Advisory SampleAdvisory(int n, std::string_view name);

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_SAMPLES_H_
