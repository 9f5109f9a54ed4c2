#ifndef CLAIRCORE_INDEXER_SCANNERS_JAVA_CLASS_FOLDERS_H_
#define CLAIRCORE_INDEXER_SCANNERS_JAVA_CLASS_FOLDERS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace claircore::scanners {

// Which packages an archive has classes of, and how many: what it was built from, whatever else is
// said of it. Bounded; what comes after its first few thousand packages is not counted.
class ClassFolders {
 public:
  // Any member of an archive. Those of BOOT-INF/classes and WEB-INF/classes are the application's,
  // and where there are some, what stands beside them is not; other folders in capitals are none.
  void Add(std::string_view member);
  // Packages as a manifest's Export-Package lists them.
  void AddExports(std::string_view exports);
  size_t bytes() const { return folders_.size() * 64 + name_bytes_; }  // of memory, about
  bool empty() const { return folders_.empty(); }

  // Whether there is a class in `package` ("org.apache.poi") or below of it.
  bool Has(std::string_view package) const;
  // The package that nine of ten classes are in or below of, "" if there is none.
  std::string Root() const;

 private:
  void Count(std::string_view folder);

  std::map<std::string, uint32_t, std::less<>> folders_;  // "org/apache/poi"
  size_t name_bytes_ = 0;
  uint64_t classes_ = 0;
  bool application_ = false;
  std::string last_;
  uint32_t* last_count_ = nullptr;
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JAVA_CLASS_FOLDERS_H_
