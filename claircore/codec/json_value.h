#ifndef CLAIRCORE_CODEC_JSON_VALUE_H_
#define CLAIRCORE_CODEC_JSON_VALUE_H_

#include <string_view>

namespace claircore::codec {

// Whether `text` is one valid JSON value.
bool IsJson(std::string_view text);

}  // namespace claircore::codec

#endif  // CLAIRCORE_CODEC_JSON_VALUE_H_
