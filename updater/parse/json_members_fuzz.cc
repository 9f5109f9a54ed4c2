#include <cstddef>
#include <cstdint>
#include <string>

#include "claircore/context.h"
#include "updater/parse/json.h"
#include "updater/parse/json_members.h"
#include "updater/test_support.h"

// Cut at every depth; and what is cut out of a document that simdjson takes must be JSON too.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using claircore::update::JsonMember;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const claircore::update::TextSource source(text);
  claircore::update::JsonParser whole, part;
  const bool valid = whole.Parse(text).ok();
  for (size_t levels = 1; levels <= 3; ++levels) {
    claircore::update::JsonMemberLimits limits;
    limits.value_bytes = 1 << 16;
    const absl::Status status = claircore::update::ForEachJsonMember(
        claircore::Context::Background(), source, levels, limits, [&](const JsonMember& member) {
          if (member.keys.empty() || member.keys.size() > levels) __builtin_trap();
          if (valid && !member.value.empty() && !part.Parse(member.value).ok()) __builtin_trap();
          return absl::OkStatus();
        });
    // simdjson takes arrays and scalars as documents; we want an object.
    const size_t first = text.find_first_not_of(" \t\r\n");
    if (valid && first != std::string::npos && text[first] == '{' && !status.ok() &&
        status.message().find("too long") == std::string::npos) {
      __builtin_trap();
    }
  }
  return 0;
}
