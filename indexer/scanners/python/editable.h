#ifndef CLAIRCORE_INDEXER_SCANNERS_PYTHON_EDITABLE_H_
#define CLAIRCORE_INDEXER_SCANNERS_PYTHON_EDITABLE_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "indexer/scanners/json/json_reader.h"

namespace claircore::scanners {

// The folder that a direct_url.json (https://peps.python.org/pep-0610/) says a project was
// installed from as editable, relative to the root. Absent: it was not, or the text is no such
// file; pip ignores one that it cannot read, too.
std::optional<std::string> EditableFolder(std::string_view text, JsonReader& reader);

// Projects that are installed as editable. Building one leaves a *.egg-info in its source folder,
// and that is not a second project.
class EditableProjects {
 public:
  void Add(std::string folder, std::string_view name);
  // Whether the project `name` described in `folder` is one of them.
  bool Has(std::string_view folder, std::string_view name) const;

 private:
  std::map<std::string, std::set<std::string>, std::less<>> names_;  // folded, by folder
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PYTHON_EDITABLE_H_
