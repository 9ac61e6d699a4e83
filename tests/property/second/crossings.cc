#include <algorithm>

#include "tests/property/second/office.h"

namespace yizhan::second {
namespace {

std::string NameOf(v1::Metric metric) {
  switch (metric) {
    case v1::VISIT_TOTAL:
      return "visit_total";
    case v1::VISIT_BEFORE_AID:
      return "visit_before_aid";
    case v1::YEAR_BEFORE_AID:
      return "year_before_aid";
    case v1::HOUSEHOLD_YEAR_BEFORE_AID:
      return "household_year_before_aid";
    case v1::VISIT_AFTER_AID:
      return "visit_after_aid";
    case v1::YEAR_AFTER_AID:
      return "year_after_aid";
    case v1::HOUSEHOLD_YEAR_AFTER_AID:
    case v1::HOUSEHOLD_BURDEN_BP:
      return "household_year_after_aid";
    default:
      return "";
  }
}

// One step against all thresholds.
class Watch {
 public:
  Watch(const Office& office, const View& view, Day day)
      : office_(office), view_(view), day_(day) {}

  std::vector<Crossing> Run(const std::vector<Teller>& tellers) {
    for (const Teller& teller : tellers) {
      if (office_.Find(teller.person_no) != nullptr) tellers_.push_back(&teller);
    }
    for (const v1::Threshold& threshold : office_.book.thresholds) {
      for (const auto& [key, after] : view_.values()) Look(threshold, key, after);
    }
    return crossings_;
  }

 private:
  void Look(const v1::Threshold& threshold, const Key& key, Fen after) {
    const std::optional<Fen> denominator = Denominator(threshold, key);
    if (!Concerns(threshold, key) || !denominator) return;
    const auto found = view_.below().find(key);
    Fen before = found == view_.below().end() ? 0 : found->second;
    if (threshold.metric() == v1::FUND_USED_BP) {
      const Fen granted = view_.Get({"granted", key.id, "", ""});
      before = granted - before;
      after = granted - after;
    }
    const bool is_quotient = IsQuotient(threshold);
    const Int128 scale = is_quotient ? 10000 : 1;
    const Int128 value = Int128{threshold.value()} * *denominator;
    const bool was = Int128{before} * scale >= value;
    const bool is = Int128{after} * scale >= value;
    if (was == is) return;
    Crossing crossing{threshold.id(), is, key, before, after, {}};
    if (is_quotient) crossing.denominator_fen = denominator;
    crossings_.push_back(crossing);
  }

  static bool IsQuotient(const v1::Threshold& threshold) {
    return threshold.metric() == v1::HOUSEHOLD_BURDEN_BP || threshold.metric() == v1::CAP_USED_BP ||
           threshold.metric() == v1::FUND_USED_BP;
  }

  static bool Concerns(const v1::Threshold& threshold, const Key& key) {
    if (threshold.metric() == v1::CAP_USED_BP) {
      return key.kind == "account" && key.id == threshold.account();
    }
    if (threshold.metric() == v1::FUND_USED_BP) {
      return key.kind == "fund" && key.id == threshold.fund();
    }
    return key.kind == "metric" && key.id == NameOf(threshold.metric());
  }

  // 1 when there is none; nothing when the metric does not exist. 0 counts as 1 fen (R52).
  std::optional<Fen> Denominator(const v1::Threshold& threshold, const Key& key) const {
    if (!Concerns(threshold, key)) return std::nullopt;
    std::optional<Fen> denominator = 1;
    if (threshold.metric() == v1::HOUSEHOLD_BURDEN_BP) denominator = IncomeOf(key);
    if (threshold.metric() == v1::CAP_USED_BP) denominator = LimitOf(threshold);
    if (threshold.metric() == v1::FUND_USED_BP) {
      denominator = view_.Get({"granted", key.id, "", ""});
    }
    if (denominator && *denominator == 0) denominator = 1;
    return denominator;
  }

  // D8: in force on the posting date.
  std::optional<Fen> LimitOf(const v1::Threshold& threshold) const {
    const Version* version = office_.book.InForce(threshold.program(), day_);
    if (version == nullptr) return std::nullopt;
    for (const v1::Cap& cap : version->law.caps()) {
      if (cap.account() == threshold.account()) return cap.limit_fen();
    }
    return std::nullopt;
  }

  // D8: as the register says of the people of this step who move a number of it.
  std::optional<Fen> IncomeOf(const Key& metric) const {
    for (const Teller* teller : tellers_) {
      const bool moves_it =
          std::any_of(teller->moves.begin(), teller->moves.end(),
                      [&metric](const auto& move) { return move.first.holder == metric.holder; });
      if (!moves_it) continue;
      for (const DatedIncome& income : office_.Find(teller->person_no)->incomes) {
        if (income.household != metric.holder || !income.span.Holds(day_)) continue;
        if (income.income_fen) return income.income_fen;
      }
    }
    return std::nullopt;
  }

  const Office& office_;
  const View& view_;
  const Day day_;
  std::vector<const Teller*> tellers_ = {};
  std::vector<Crossing> crossings_ = {};
};

}  // namespace

std::vector<Crossing> CrossingsOf(const Office& office, const View& view,
                                  const std::string& posting_date,
                                  const std::vector<Teller>& tellers) {
  if (office.book.thresholds.empty()) return {};
  const std::optional<Day> day = ParseDay(posting_date);
  return Watch(office, view, day.value_or(0)).Run(tellers);
}

}  // namespace yizhan::second
