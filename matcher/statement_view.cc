#include "matcher/statement_view.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "matcher/index/advisory_codec.h"
#include "matcher/index/cold.h"

namespace claircore::matcher {

StatementView::StatementView(const Segment& segment, uint32_t statement, Tri in_range,
                             std::string reason)
    : segment_(segment), statement_(segment.statement(statement)) {
  by_range_.kind = in_range == Tri::kYes       ? Verdict::Kind::kAffected
                   : in_range == Tri::kUnknown ? Verdict::Kind::kIndeterminate
                                               : Verdict::Kind::kNotAffected;
  by_range_.reason = std::move(reason);
}

absl::StatusOr<const Advisory*> StatementView::advisory() const {
  if (!advisory_.has_value()) {
    // Its own scratch: the engine's may hold another document just now.
    ColdScratch scratch;
    absl::StatusOr<std::string_view> document = segment_.Document(statement_.advisory, scratch);
    if (document.ok()) {
      advisory_ = DecodeAdvisory(*document);
    } else {
      advisory_ = document.status();
    }
  }
  if (!advisory_->ok()) return advisory_->status();
  return &**advisory_;
}

absl::StatusOr<const Affected*> StatementView::affected() const {
  absl::StatusOr<const Advisory*> all = advisory();
  if (!all.ok()) return all.status();
  if (statement_.ordinal >= (*all)->affected.size()) {
    return absl::DataLossError("segment: damaged advisory");
  }
  return &(*all)->affected[statement_.ordinal];
}

}  // namespace claircore::matcher
