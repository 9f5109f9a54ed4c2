#ifndef EXAMPLES_CLAIRSCAN_COUNTING_H_
#define EXAMPLES_CLAIRSCAN_COUNTING_H_

#include <memory>

#include "claircore/http_client.h"
#include "claircore/layer_fetcher.h"
#include "examples/clairscan/progress.h"

namespace clairscan {

// The same fetcher and client, which tell `progress` of every byte that is read through them. What
// they wrap and `progress` outlive them.
std::unique_ptr<claircore::LayerFetcher> CountLayers(claircore::LayerFetcher& fetcher,
                                                     TerminalProgress& progress);
std::unique_ptr<claircore::HttpClient> CountFeeds(claircore::HttpClient& http,
                                                  TerminalProgress& progress);

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_COUNTING_H_
