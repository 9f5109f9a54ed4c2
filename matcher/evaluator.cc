#include "matcher/evaluator.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "matcher/fix.h"
#include "matcher/index/advisory_codec.h"
#include "matcher/index/hash.h"
#include "matcher/residual_check.h"
#include "matcher/statement_view.h"
#include "matcher/version_check.h"

namespace claircore::matcher {
namespace {

using internal::ToAbsl;

class Collector final : public KeySink {
 public:
  Collector(const Package& package, Scratch& scratch)
      : package_(package), source_(package.source.get()), scratch_(scratch) {}
  void set_judge(const Matcher* judge) { judge_ = judge; }

  void Add(std::string_view ns, std::string_view name, std::string_view scheme,
           std::string_view version) override {
    TextPool& texts = scratch_.texts;
    const auto order = static_cast<uint32_t>(scratch_.keys.size());
    scratch_.keys.push_back({texts.Copy(ns), Keep(name, &Package::name), texts.Copy(scheme),
                             Keep(version, &Package::version), judge_, order});
  }

  void AddArtifact(std::string_view ns, std::string_view artifact, std::string_view scheme,
                   std::string_view version, std::string_view like) override {
    TextPool& texts = scratch_.texts;
    scratch_.artifacts.push_back({texts.Copy(ns), texts.Copy(artifact), texts.Copy(scheme),
                                  Keep(version, &Package::version), Keep(like, &Package::name),
                                  judge_});
  }

  void Decline(Unjudged reason, std::string_view ns) override {
    if (scratch_.basis.declined.has_value()) return;
    scratch_.basis.declined = reason;
    scratch_.basis.declined_ns = scratch_.texts.Copy(ns);
  }

 private:
  // Most names and versions are the package's own, and live as long as the keys.
  std::string_view Keep(std::string_view text, std::string Package::*field) const {
    for (const Package* own : {&package_, source_}) {
      if (own != nullptr && text.data() == (own->*field).data() &&
          text.size() == (own->*field).size()) {
        return text;
      }
    }
    return scratch_.texts.Copy(text);
  }

  const Package& package_;
  const Package* source_;
  Scratch& scratch_;
  const Matcher* judge_ = nullptr;
};

// Why a range of a statement could not be decided, for people.
std::string RangeProblem(const Segment& segment, const Candidate& c, const ParsedVersion& version) {
  if (version.state == ParsedVersion::State::kInvalid || version.unplaced) return version.problem;
  if ((c.flags & (kLowBad | kHighBad)) == 0) return "a version of the advisory cannot be compared";
  const Text bound = c.flags & kLowBad ? c.low.text : c.high.text;
  return absl::StrCat("the advisory's version '", ToAbsl(segment.text(bound)), "' is no ",
                      ToAbsl(version.scheme->name()), " version");
}

}  // namespace

void CollectKeys(const MatcherTable& matchers, const IndexRecord& record, Scratch& scratch) {
  scratch.texts.Clear();
  scratch.keys.clear();
  scratch.artifacts.clear();
  scratch.basis.declined.reset();
  Collector collector(*record.package, scratch);
  for (const Matcher* matcher : matchers.For(record.package->type)) {
    collector.set_judge(matcher->judges() ? matcher : nullptr);
    matcher->Keys(record, collector);
  }
  std::vector<WantedKey>& keys = scratch.keys;
  if (keys.size() < 2) return;
  std::sort(keys.begin(), keys.end());
  const auto same = [](const WantedKey& a, const WantedKey& b) {
    return a.SamePackage(b) && a.version == b.version && a.judge == b.judge;
  };
  keys.erase(std::unique(keys.begin(), keys.end(), same), keys.end());
}

struct Evaluator::Run {
  const Context& context;
  const IndexRecord& record;
  const WantedKey& key;
  const Segment& segment;
  uint32_t rank;
  const KeyEntry& entry;
  const ParsedVersion& version;
  size_t first = 0;         // of the key's candidates: where those of the statement begin
  uint32_t fix_of_own = 0;  // without a sort key: which of the statement's ranges, plus one
};

absl::Status Evaluator::Evaluate(const Context& context, const IndexRecord& record) {
  scratch_.findings.clear();
  scratch_.reasons.clear();
  scratch_.versions_used = 0;
  scratch_.basis.sources.clear();
  scratch_.basis.named = false;
  scratch_.basis.unreadable = false;
  scratch_.basis.assumed.clear();
  CollectKeys(matchers_, record, scratch_);
  for (size_t i = 0; i < scratch_.keys.size();) i = EvaluateGroup(context, record, i);
  if (!scratch_.artifacts.empty() && !scratch_.basis.named) EvaluateArtifacts(context, record);
  Unify();
  CLAIRCORE_RETURN_IF_ERROR(status_);
  return context.Check();
}

// All keys of one package together, as vetoes hold for a package key, whatever the version.
size_t Evaluator::EvaluateGroup(const Context& context, const IndexRecord& record, size_t first) {
  const size_t findings = scratch_.findings.size();
  size_t i = first;
  do {
    EvaluateKey(context, record, scratch_.keys[i]);
  } while (++i < scratch_.keys.size() && scratch_.keys[i].SamePackage(scratch_.keys[first]));
  ApplyVetoes(findings);
  return i;
}

// What is found so is shown, but the record's basis stays as it was: nobody knows whether this is
// the package that the data mean.
void Evaluator::EvaluateArtifacts(const Context& context, const IndexRecord& record) {
  Basis& basis = scratch_.basis;
  const size_t sources = basis.sources.size();
  const bool unreadable = basis.unreadable;
  for (const WantedArtifact& wanted : scratch_.artifacts) {
    artifacts_.Find(wanted.ns, wanted.scheme, wanted.artifact, wanted.like,
                    scratch_.artifact_names);
    for (const std::string_view name : scratch_.artifact_names) {
      const size_t findings = scratch_.findings.size();
      EvaluateKey(context, record,
                  {wanted.ns, name, wanted.scheme, wanted.version, wanted.judge, 0});
      ApplyVetoes(findings);
      basis.assumed.push_back(
          {std::string(name), std::string(wanted.version), AssumedName::Basis::kArtifact});
    }
  }
  basis.sources.resize(sources);
  basis.named = false;
  basis.unreadable = unreadable;
}

void Evaluator::EvaluateKey(const Context& context, const IndexRecord& record,
                            const WantedKey& key) {
  // Most packages of an image ask where the one before them asked.
  if (space_ == nullptr || space_->ns != key.ns || space_->scheme_name != key.scheme) {
    space_ = index_.Find(key.ns, key.scheme);
  }
  const CompiledIndex::Space* const space = space_;
  if (space == nullptr) return;
  std::vector<uint32_t>& sources = scratch_.basis.sources;
  if (sources.empty() ||
      std::find(sources.begin(), sources.end(), space->sources) == sources.end()) {
    sources.push_back(space->sources);
  }
  const uint64_t hash = StableHash(key.name, space->seed);
  for (const CompiledIndex::Place& place : space->places) {
    const Segment& segment = index_.segment(place.rank);
    const KeyEntry* entry = segment.Find(place.space, key.name, hash);
    if (entry == nullptr) continue;
    scratch_.basis.named = true;
    const ParsedVersion& version = ParseVersion(space->scheme, key.scheme, key.version, scratch_);
    Run run{context, record, key, segment, place.rank, *entry, version, 0, 0};
    if (version.state == ParsedVersion::State::kNoKey) {
      EvaluateByCompare(run);
    } else {
      EvaluateRun(run);
    }
  }
}

// Candidates and listed statements both come in the order of statements: one merge.
void Evaluator::EvaluateRun(Run& run) {
  const bool raw = run.version.state == ParsedVersion::State::kInvalid;
  const std::span<const uint32_t> listed = Listed(run, raw);
  const std::span<const Candidate> candidates = run.segment.candidates(run.entry);
  size_t next_listed = 0;
  for (size_t i = 0; i < candidates.size();) {
    const uint32_t statement = candidates[i].statement;
    Tri in_range = Tri::kNo;
    const Candidate* doubtful = nullptr;
    run.first = i;
    for (; i < candidates.size() && candidates[i].statement == statement; ++i) {
      const Tri one = InRange(run.segment, candidates[i], run.version);
      if (one == Tri::kUnknown) doubtful = &candidates[i];
      in_range = Or(in_range, one);
    }
    while (next_listed < listed.size() && listed[next_listed] < statement) ++next_listed;
    if (next_listed < listed.size() && listed[next_listed] == statement) in_range = Tri::kYes;
    if (in_range == Tri::kNo && run.key.judge == nullptr) continue;  // nearly all of them
    Conclude(run, statement, in_range,
             in_range == Tri::kUnknown ? RangeProblem(run.segment, *doubtful, run.version) : "");
  }
}

// The statements that list the version, in order.
std::span<const uint32_t> Evaluator::Listed(const Run& run, bool raw) {
  const std::string_view whole = raw ? run.version.version : std::string_view(run.version.key);
  const std::span<const uint32_t> listed = run.segment.Listed(run.entry, whole, raw);
  if (raw || run.version.public_size == 0) return listed;
  const std::span<const uint32_t> more =
      run.segment.Listed(run.entry, whole.substr(0, run.version.public_size), false);
  scratch_.listed.clear();
  std::set_union(listed.begin(), listed.end(), more.begin(), more.end(),
                 std::back_inserter(scratch_.listed));
  return scratch_.listed;
}

void Evaluator::EvaluateByCompare(Run& run) {
  const std::span<const Candidate> candidates = run.segment.candidates(run.entry);
  for (size_t i = 0; i < candidates.size(); ++i) {
    const uint32_t number = candidates[i].statement;
    if (i > 0 && candidates[i - 1].statement == number) continue;
    const Statement& statement = run.segment.statement(number);
    absl::StatusOr<std::string_view> document =
        run.segment.Document(statement.advisory, scratch_.cold);
    absl::StatusOr<Advisory> advisory =
        document.ok() ? DecodeStatement(*document, statement.ordinal) : document.status();
    if (!advisory.ok()) {
      status_.Update(advisory.status());
      return;
    }
    const Affected& affected = advisory->affected.front();
    const Tri in_range = InAffected(*run.version.scheme, affected, run.version.version);
    run.first = i;
    run.fix_of_own = FixOf(*run.version.scheme, affected, run.version.version);
    Conclude(run, number, in_range,
             in_range == Tri::kUnknown ? "a version of the advisory cannot be compared" : "");
  }
}

void Evaluator::Conclude(Run& run, uint32_t number, Tri in_range, std::string_view why) {
  std::string reason(why);
  const Statement& statement = run.segment.statement(number);
  if (statement.residual != 0 && in_range != Tri::kNo) {
    const Residual& residual = run.segment.residual(statement.residual);
    in_range = And(in_range, MeetsResidual(residual, run.record, reason));
  }
  if (run.key.judge != nullptr) {
    Judge(run, number, in_range, std::move(reason));
  } else {
    Emit(run, number, in_range, std::move(reason));
  }
}

void Evaluator::Judge(Run& run, uint32_t number, Tri in_range, std::string reason) {
  const StatementView view(run.segment, number, in_range, reason);
  const Verdict verdict = run.key.judge->Judge(run.context, run.record, view);
  switch (verdict.kind) {
    case Verdict::Kind::kVeto:
      return Add(run, number, Outcome::kVeto);
    case Verdict::Kind::kAffected:
      return Emit(run, number, Tri::kYes, "");
    case Verdict::Kind::kIndeterminate:
      return Emit(run, number, Tri::kUnknown, verdict.reason);
    case Verdict::Kind::kNotAffected:
      return;
  }
}

void Evaluator::Emit(const Run& run, uint32_t number, Tri verdict, std::string reason) {
  if (verdict == Tri::kNo) return;
  if (verdict == Tri::kUnknown) {
    if (run.version.state == ParsedVersion::State::kInvalid) scratch_.basis.unreadable = true;
    scratch_.reasons.push_back(std::move(reason));
    return Add(run, number, Outcome::kIndeterminate);
  }
  const auto status = static_cast<AffectedStatus>(run.segment.statement(number).status);
  Add(run, number, status == AffectedStatus::kNotAffected ? Outcome::kNotAffected : Outcome::kHit);
}

uint32_t Evaluator::FixFor(const Run& run) const {
  uint32_t fix = 0;
  if (run.version.state == ParsedVersion::State::kNoKey) {
    if (run.fix_of_own != 0) fix = static_cast<uint32_t>(run.first) + run.fix_of_own;
  } else {
    // A matcher that judges knows of statements of one advisory that mean different packages.
    fix = FixAmong(run.segment, run.segment.candidates(run.entry), run.first, run.version,
                   run.key.judge != nullptr);
  }
  return fix == 0 ? 0 : run.entry.first_candidate + fix;
}

void Evaluator::Add(const Run& run, uint32_t number, Outcome outcome) {
  const uint32_t reason =
      outcome == Outcome::kIndeterminate ? static_cast<uint32_t>(scratch_.reasons.size() - 1) : 0;
  const uint32_t fix = outcome == Outcome::kHit ? FixFor(run) : 0;
  scratch_.findings.push_back({run.rank, number, outcome, reason, fix});
}

void Evaluator::ApplyVetoes(size_t first) {
  std::vector<Finding>& findings = scratch_.findings;
  const auto vetoes = [](const Finding& f) {
    return f.outcome == Outcome::kNotAffected || f.outcome == Outcome::kVeto;
  };
  const auto begin = findings.begin() + static_cast<ptrdiff_t>(first);
  if (std::none_of(begin, findings.end(), vetoes)) return;  // nearly always
  std::vector<std::string_view>& names = scratch_.names;
  names.clear();
  const auto for_each_name = [&](const Finding& f, auto&& visit) {
    const Segment& segment = index_.segment(f.rank);
    const AdvisoryEntry& advisory = segment.advisory(segment.statement(f.statement));
    visit(segment.text(advisory.name));
    for (const Text alias : segment.aliases(advisory)) visit(segment.text(alias));
  };
  for (auto it = begin; it != findings.end(); ++it) {
    if (vetoes(*it)) for_each_name(*it, [&](std::string_view n) { names.push_back(n); });
  }
  std::sort(names.begin(), names.end());
  const auto silenced = [&](const Finding& f) {
    if (f.outcome == Outcome::kNotAffected) return false;
    if (f.outcome == Outcome::kVeto) return true;  // has done its work
    bool found = false;
    for_each_name(f, [&](std::string_view n) {
      found = found || std::binary_search(names.begin(), names.end(), n);
    });
    return found;
  };
  findings.erase(std::remove_if(begin, findings.end(), silenced), findings.end());
}

// One verdict a statement, though several keys or matchers led to it: a hit wins over doubt. And
// one hit an advisory, though several of its statements hold for the package: the first that knows
// a fix.
void Evaluator::Unify() {
  std::vector<Finding>& findings = scratch_.findings;
  if (findings.size() < 2) return;
  std::sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) {
    if (a.ref() != b.ref()) return a.ref() < b.ref();
    if (a.outcome != b.outcome) return a.outcome < b.outcome;
    if (a.fix != b.fix) return a.fix < b.fix;
    return a.reason < b.reason;
  });
  const auto last =
      std::unique(findings.begin(), findings.end(),
                  [](const Finding& a, const Finding& b) { return a.ref() == b.ref(); });
  findings.erase(last, findings.end());

  // Statements stand by the names of their advisories, so those of one are a run.
  const auto statement = [&](const Finding& f) -> const Statement& {
    return index_.segment(f.rank).statement(f.statement);
  };
  const auto same_advisory = [&](const Finding& a, const Finding& b) {
    if (a.rank != b.rank) return false;
    const Segment& segment = index_.segment(a.rank);
    return segment.name(statement(a)) == segment.name(statement(b));
  };
  const auto better = [&](const Finding& a, const Finding& b) {
    const auto has_fix = [&](const Finding& f) { return f.fix != 0 || statement(f).has_fix != 0; };
    return has_fix(a) > has_fix(b);
  };
  auto kept = findings.begin();
  for (auto run = findings.begin(); run != findings.end();) {
    auto end = run + 1;
    while (end != findings.end() && same_advisory(*run, *end)) ++end;
    auto hit = end;
    for (auto it = run; it != end; ++it) {
      if (it->outcome == Outcome::kHit && (hit == end || better(*it, *hit))) hit = it;
    }
    const Finding best = hit != end ? *hit : *run;
    const bool affected = hit != end;
    for (; run != end; ++run) {
      const bool denial = run->outcome == Outcome::kNotAffected;
      if (!affected || denial) *kept++ = *run;
    }
    if (affected) *kept++ = best;
  }
  findings.erase(kept, findings.end());
}

}  // namespace claircore::matcher
