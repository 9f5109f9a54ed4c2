#ifndef UPDATER_UPDATERS_OSV_RATING_H_
#define UPDATER_UPDATERS_OSV_RATING_H_

#include <cstddef>
#include <string>
#include <vector>

#include "claircore/severity.h"
#include "updater/parse/json.h"

namespace claircore::update {

// How a record, or one package of it, is rated.
struct OsvRating {
  std::string word;                         // the database's own: "MODERATE"
  std::vector<std::string> cvss;            // vectors as given, newest CVSS version first
  Severity of_vector = Severity::kUnknown;  // what the newest one comes to
  size_t broken_vectors = 0;                // left out of `cvss`

  // The word wins: whoever wrote it knew the vector.
  std::string Text() const;
  Severity Normalized() const;
};

// Reads "severity" and the "severity" or "urgency" of "database_specific" and "ecosystem_specific".
OsvRating ReadOsvRating(const JsonObject& object);

}  // namespace claircore::update

#endif  // UPDATER_UPDATERS_OSV_RATING_H_
