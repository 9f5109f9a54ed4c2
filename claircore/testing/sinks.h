#ifndef CLAIRCORE_TESTING_SINKS_H_
#define CLAIRCORE_TESTING_SINKS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/distribution.h"
#include "claircore/distribution_detector.h"
#include "claircore/package.h"
#include "claircore/package_scanner.h"
#include "claircore/program.h"
#include "claircore/repository.h"
#include "claircore/repository_scanner.h"

namespace claircore::inline v0::testing {

// Sinks that write down what they are told, in the order told, for tests of scanners. One thread.

struct ReportedProblem {
  std::string path;
  absl::Status why;
};

class FakePackageSink : public PackageSink {
 public:
  size_t Add(Package package) override {
    packages.push_back(std::move(package));
    return packages.size() - 1;
  }
  void Database(std::string_view filepath) override { databases.emplace_back(filepath); }
  void Own(size_t owner, std::string_view path) override {
    owned.push_back({owner, std::string(path)});
  }
  void Program(std::string_view path, uint64_t size, std::string_view link_of) override {
    programs.push_back({std::string(path), size, std::string(link_of)});
  }
  void Report(std::string_view path, const absl::Status& why) override {
    problems.push_back({std::string(path), why});
  }

  // "name version" of every package, sorted: short enough to write into a test.
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const Package& p : packages) names.push_back(p.name + " " + p.version);
    std::sort(names.begin(), names.end());
    return names;
  }
  // The first package of that name, or null.
  const Package* Find(std::string_view name) const {
    for (const Package& p : packages) {
      if (p.name == name) return &p;
    }
    return nullptr;
  }

  struct Owned {
    size_t owner = 0;  // index into `packages`
    std::string path;
  };
  std::vector<Package> packages;
  std::vector<std::string> databases;
  std::vector<Owned> owned;
  std::vector<FoundProgram> programs;
  std::vector<ReportedProblem> problems;
};

class FakeDistributionSink : public DistributionSink {
 public:
  void Add(Distribution distribution) override { distributions.push_back(std::move(distribution)); }
  void Report(std::string_view path, const absl::Status& why) override {
    problems.push_back({std::string(path), why});
  }

  std::vector<Distribution> distributions;
  std::vector<ReportedProblem> problems;
};

class FakeRepositorySink : public RepositorySink {
 public:
  void Add(Repository repository) override { repositories.push_back(std::move(repository)); }
  void Report(std::string_view path, const absl::Status& why) override {
    problems.push_back({std::string(path), why});
  }

  std::vector<Repository> repositories;
  std::vector<ReportedProblem> problems;
};

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_SINKS_H_
