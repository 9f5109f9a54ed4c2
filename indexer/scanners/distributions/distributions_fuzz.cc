#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "claircore/context.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "indexer/scanners/distributions/distributions.h"

namespace {

std::vector<std::shared_ptr<const claircore::DistributionDetector>> Detectors() {
  std::vector<std::shared_ptr<const claircore::DistributionDetector>> all;
  for (auto family : claircore::scanners::kFamilies) {
    for (auto& detector : claircore::scanners::NewDistributionDetectors(family)) {
      all.push_back(detector);
    }
  }
  return all;
}

}  // namespace

// The bytes stand in every release file at once, with and without an os-release.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& detectors = *new auto(Detectors());
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  claircore::testing::FakeLayer old;
  for (const char* path :
       {"etc/alpine-release", "etc/issue", "etc/debian_version", "etc/lsb-release",
        "etc/redhat-release", "etc/system-release", "etc/gentoo-release"}) {
    old.File(path, text);
  }
  claircore::testing::FakeLayer today;
  today.File("etc/os-release", text).File("etc/apk/repositories", text);
  for (const auto& detector : detectors) {
    for (const auto* layer : {&old, &today}) {
      claircore::testing::FakeDistributionSink sink;
      const auto context = claircore::Context::Background();
      if (!detector->Detect(context, *layer->For(*detector), sink).ok()) std::abort();
      for (const auto& d : sink.distributions) {
        if (d.did.empty()) std::abort();
      }
    }
  }
  return 0;
}
