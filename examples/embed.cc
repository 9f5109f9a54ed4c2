// A whole host: `embed OCI_LAYOUT FEEDS` prints what is known of an image, as Clair's JSON.
// value() ends this program when there is none; your own looks at status().
#include <iostream>
#include <utility>

#include "claircore/builtin_ecosystems.h"
#include "claircore/builtin_matchers.h"
#include "claircore/builtin_updaters.h"
#include "claircore/builtin_versions.h"
#include "claircore/fetch/feed_directory/feed_directory.h"
#include "claircore/fetch/oci_layout/oci_layout.h"
#include "claircore/indexer.h"
#include "claircore/json.h"
#include "claircore/match_engine.h"
#include "claircore/storage/memory/memory_store.h"
#include "claircore/update_manager.h"

using namespace claircore;  // NOLINT: to be read at a glance

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const Context context = Context::Background();
  MemoryStore store;
  const auto image = OciLayout::Open(context, argv[1]).value();
  IndexerOptions indexing{.store = &store.index(), .fetcher = image.get()};
  AddBuiltinEcosystems(indexing.ecosystems);
  const auto indexer = Indexer::Create(std::move(indexing)).value();
  const auto packages = indexer->Index(context, image->GetManifest(context).value()).value();
  const auto feeds = NewFeedDirectory(argv[2]).value();
  UpdateOptions updating{.store = &store.vulnerabilities(), .http = feeds.get()};
  AddBuiltinUpdaters(updating.updaters);
  UpdateManager::Create(std::move(updating)).value()->Run(context).value();
  MatchOptions matching{.store = &store.vulnerabilities()};
  AddBuiltinMatchers(matching.matchers);
  AddBuiltinVersions(matching.schemes);
  const auto engine = MatchEngine::Create(context, std::move(matching)).value();
  std::cout << ToJson(engine->Match(context, packages).value(), {.pretty = true}) << "\n";
}
