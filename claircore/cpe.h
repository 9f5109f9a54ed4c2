#ifndef CLAIRCORE_CPE_H_
#define CLAIRCORE_CPE_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace claircore::inline v0 {

// A CPE name in its well-formed form (NISTIR 7695): eleven attributes.
struct Cpe {
  enum Attribute : uint8_t {
    kPart,
    kVendor,
    kProduct,
    kVersion,
    kUpdate,
    kEdition,
    kLanguage,
    kSwEdition,
    kTargetSw,
    kTargetHw,
    kOther,
    kAttributes
  };
  struct Value {
    enum class Kind : uint8_t { kAny, kNa, kSet };
    Kind kind = Kind::kAny;
    std::string text;  // kSet: quoted as in a WFN: "big\\-ip", "8\\.*"
    friend bool operator==(const Value&, const Value&) = default;
  };
  std::array<Value, kAttributes> values;

  // Takes a CPE 2.3 formatted string or a CPE 2.2 URI. INVALID_ARGUMENT says what is wrong.
  static absl::StatusOr<Cpe> Parse(std::string_view text);
  std::string ToString() const;  // CPE 2.3 formatted string
  std::string ToUri() const;     // CPE 2.2 URI
  friend bool operator==(const Cpe&, const Cpe&) = default;
};

// The set relation of names or of single values, NISTIR 7696 tables 6-2 to 6-4.
enum class CpeRelation : uint8_t { kDisjoint, kEqual, kSubset, kSuperset, kUndefined };
CpeRelation CompareCpeValue(const Cpe::Value& source, const Cpe::Value& target);
std::array<CpeRelation, Cpe::kAttributes> CompareCpe(const Cpe& source, const Cpe& target);
// The relation of the whole names.
CpeRelation CpeNameRelation(const Cpe& source, const Cpe& target);

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_CPE_H_
