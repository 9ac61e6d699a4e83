#include "tests/property/world.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/date.h"
#include "tests/property/dice.h"
#include "tests/property/scale.h"
#include "tests/property/words.h"
#include "tests/property/world_bills.h"
#include "tests/property/world_pack.h"
#include "tests/property/world_people.h"
#include "tests/property/world_relief.h"

namespace yizhan::property {
namespace {

constexpr int kNotAfterS = 60;

// Writes one world, operation by operation.
class Maker {
 public:
  Maker(std::uint64_t seed, int bills)
      : dice_(seed), scale_(Scale::Throw(dice_)), bills_(bills), today_(kFirstDay) {
    world_.set_seed(seed);
  }

  World Make() {
    for (const std::string& id : kHospitals) Hospital(id, v1::LIVE, "2011-01-01");
    pack_ = MakePack(dice_, scale_);
    const bool late_rules = dice_.Chance(5);
    if (!late_rules) Activate(kEver);
    const int persons = dice_.Number(3, 6);
    for (int i = 0; i < persons; ++i) Register();
    OpenFunds();
    for (int i = 0; late_rules && i < 3; ++i) Next();
    if (late_rules) Activate(kEver);
    while (asked_ < bills_) Next();
    return std::move(world_);
  }

 private:
  Operation& Add() {
    Operation& operation = *world_.add_operations();
    operation.set_day(DayText(today_));
    return operation;
  }

  void Next() {
    // About three years for 150 bills.
    if (dice_.Chance(60)) today_.days += dice_.Number(0, std::max(1, 3'600 / bills_));
    if (today_.days > kLastDay.days) today_ = kLastDay;
    if (dice_.Chance(2)) return Relieve();
    const int kind = dice_.Number(0, 99);
    if (kind < 60) return Settle();
    if (kind < 65) return Apply();
    if (kind < 70) return Spoiled();
    if (kind < 73) return Again();
    if (kind < 80) return Reverse();
    if (kind < 87) return Replace();
    if (kind < 90) return Restate();
    if (kind < 96) return ChangeFund();
    if (kind < 97) return Suspend();
    if (kind == 97) return Tombstone();
    if (kind == 98 || dice_.Chance(20)) ChangeRules();
  }

  // What the office hears late.
  void Relieve() {
    const int kind = dice_.Number(0, 99);
    if (kind < 55) Outside();
    if (kind >= 55) Readjudicate();
  }

  void Hospital(const std::string& id, v1::InstitutionState state, const std::string& live_from) {
    v1::Institution& institution = *Add().mutable_institution();
    institution.set_id(id);
    institution.set_name(id);
    institution.set_level(static_cast<v1::HospitalLevel>(id.back() - '0'));
    institution.set_state(state);
    institution.set_live_from(live_from);
  }

  void Suspend() {
    const std::string& id = dice_.Pick(kHospitals);
    const bool suspends = dice_.Chance(50);
    if (suspends) Hospital(id, v1::SUSPENDED, "2011-01-01");
    // It may come back for bills of a later day only.
    const bool later = dice_.Chance(20);
    if (suspends) {
      for (int i = dice_.Number(0, 4); i > 0; --i) Settle();
    }
    Hospital(id, v1::LIVE, later ? DayText(Day{today_.days - 20}) : "2011-01-01");
  }

  void Activate(Day effective_from) {
    Activation& activation = *Add().mutable_activate();
    for (v1::PolicyPack& file : AsFiles(dice_, pack_)) *activation.add_files() = std::move(file);
    activation.set_effective_from(DayText(effective_from));
  }

  void ChangeRules() {
    Decree decree = ChangePack(dice_, scale_, today_, std::move(pack_));
    pack_ = std::move(decree.pack);
    Activate(decree.effective_from);
  }

  std::vector<std::string> ProgramIds() const {
    std::vector<std::string> ids;
    for (const v1::Program& program : pack_.programs()) {
      // Approvals matter most where the year is settled on application.
      const int weight = program.mode() == v1::YEAR_ON_APPLICATION ? 8 : 1;
      for (int i = 0; i < weight; ++i) ids.push_back(program.id());
    }
    return ids;
  }

  void Register() {
    std::string card = std::to_string(people_.size() + 1);
    card.insert(0, 18 - card.size(), '0');
    people_.push_back(MakePerson(dice_, scale_, card, ProgramIds()));
    // Some are known only later, or never.
    if (!dice_.Chance(5)) *Add().mutable_import() = people_.back();
  }

  void Restate() { Restate(dice_.Below(people_.size())); }

  void Restate(std::size_t place) {
    v1::ImportPerson& person = people_[place];
    person = ChangePerson(dice_, scale_, ProgramIds(), std::move(person));
    *Add().mutable_import() = person;
  }

  void Fund(const std::string& id, v1::FundChanged::Kind kind, std::int64_t amount_fen) {
    FundChange& change = *Add().mutable_fund();
    change.set_fund_id(id);
    change.set_kind(kind);
    change.set_amount_fen(amount_fen);
  }

  void OpenFunds() {
    for (const char* id : {"fund-1", "fund-2"}) {
      if (dice_.Chance(5)) continue;
      Fund(id, v1::FundChanged::OPEN, 0);
      if (dice_.Chance(90)) Fund(id, v1::FundChanged::GRANT, Grant());
    }
  }

  std::int64_t Grant() {
    return std::clamp<std::int64_t>(scale_.Around(dice_, 0, 10), 1, kAmountMaxFen);
  }

  void ChangeFund() {
    const std::string id = dice_.Chance(50) ? "fund-1" : "fund-2";
    if (dice_.Chance(75)) return Fund(id, v1::FundChanged::GRANT, Grant());
    Fund(id, v1::FundChanged::WITHDRAW, std::max<std::int64_t>(1, Grant() / 4));
  }

  // A few people have most of the bills: their accounts reach tiers and limits.
  std::size_t AnyPerson() {
    return dice_.Chance(60) ? dice_.Below(std::min<std::size_t>(2, people_.size()))
                            : dice_.Below(people_.size());
  }

  Settling NewSettling() {
    const std::size_t person = AnyPerson();
    Settling settling;
    *settling.mutable_bill() =
        MakeBill(dice_, scale_, {.person = static_cast<int>(person), .number = ++numbers_}, today_,
                 EdgesOf(pack_, people_));
    settling.set_person(people_[person].card().cert_no());
    settling.set_not_after_s(kNotAfterS);
    const int quote = dice_.Number(0, 99);
    if (quote < 10) settling.set_quote(FRESH_QUOTE);
    if (quote == 99) settling.set_quote(FOREIGN_QUOTE);
    return settling;
  }

  void Send(const Settling& settling) {
    *Add().mutable_settle() = settling;
    sent_.push_back(settling);
    ++asked_;
  }

  void Settle() { Send(NewSettling()); }

  void Spoiled() {
    Settling settling = NewSettling();
    const int kind = dice_.Number(0, 9);
    if (kind == 0) {
      settling.set_not_after_s(dice_.Pick(std::vector<int>{-1, 0, 100'000}));
    } else if (kind == 1) {
      settling.set_person("999999999999999999");
    } else {
      SpoilBill(dice_, today_, *settling.mutable_bill());
    }
    // A message id that was refused is free (R31): sent again in order now and then.
    Send(settling);
  }

  // What was sent before, once more: as it was, with another content, or under another id.
  void Again() {
    if (sent_.empty()) return;
    Settling settling = Earlier();
    const int kind = dice_.Number(0, 9);
    if (kind < 3) settling.mutable_bill()->set_referral_no("R2");
    if (kind == 3) settling.mutable_bill()->set_visit_no("V9");
    if (kind == 4) settling.set_person(people_[AnyPerson()].card().cert_no());
    if (kind > 7) settling.mutable_bill()->set_message_id("N" + std::to_string(++numbers_));
    Send(settling);
  }

  // Mostly of late, so that it is live and others stand on it now and then.
  const Settling& Earlier() {
    const std::size_t back = dice_.Below(dice_.Chance(70) ? 6 : 60) + 1;
    return sent_[sent_.size() - std::min(back, sent_.size())];
  }

  static std::string SenderOf(const Settling& settling) {
    return settling.sender().empty() ? settling.bill().institution_id() : settling.sender();
  }

  void Reverse() {
    if (sent_.empty()) return;
    const Settling& settling = Earlier();
    Reversal& reversal = *Add().mutable_reverse();
    reversal.set_original_sender(SenderOf(settling));
    reversal.set_original_message(settling.bill().message_id());
    reversal.set_by_number(dice_.Chance(40));
    reversal.set_sender(SenderOf(settling));
    if (dice_.Chance(15)) reversal.set_sender("relief");
    if (dice_.Chance(5)) reversal.set_sender(dice_.Pick(kHospitals));
    reversal.set_request_id("Q" + std::to_string(++numbers_));
    const int kind = dice_.Number(0, 19);
    if (kind == 0) reversal.set_request_id(last_request_);
    if (kind == 1) reversal.set_request_id(settling.bill().message_id());
    // A contra has no contra.
    if (kind == 3) reversal.set_original_message(last_request_);
    last_request_ = reversal.request_id();
    if (kind != 2) return;
    Operation again = world_.operations(world_.operations_size() - 1);
    *world_.add_operations() = std::move(again);
  }

  // Mostly of a program that is settled on application, for one whom it was approved for.
  void Apply() {
    const v1::ImportPerson& person = people_[AnyPerson()];
    const auto fitting = FittingApplications(dice_, today_, pack_, person);  // Program, year.
    const bool fits = !fitting.empty() && dice_.Chance(80);
    if (!fits && !dice_.Chance(20)) return;
    const auto [program, year] =
        fits ? dice_.Pick(fitting)
             : std::pair(dice_.Chance(10) ? "nothing" : dice_.Pick(ProgramIds()),
                         std::to_string(dice_.Number(2012, 2014)));
    Applying& applying = *Add().mutable_apply();
    applying.set_person(person.card().cert_no());
    applying.set_program(program);
    applying.set_year(static_cast<std::uint32_t>(std::stoul(year)));
    applying.set_request_id("A" + std::to_string(++numbers_));
    const Applying applied = applying;
    if (dice_.Chance(5)) *Add().mutable_apply() = applied;
    if (dice_.Chance(25)) TakeBack(applied.request_id());
    if (dice_.Chance(15)) {
      // Anew, or a second time while it stands.
      Applying& again = *Add().mutable_apply();
      again = applied;
      again.set_request_id("A" + std::to_string(++numbers_));
    }
  }

  // Of an application settlement or outside aid, by the office.
  void TakeBack(const std::string& request_id) {
    for (int i = dice_.Number(0, 3); i > 0; --i) Settle();
    Reversal& reversal = *Add().mutable_reverse();
    reversal.set_sender("relief");
    reversal.set_original_sender("relief");
    reversal.set_original_message(request_id);
    reversal.set_by_number(dice_.Chance(90));
    reversal.set_request_id("Q" + std::to_string(++numbers_));
  }

  void Outside() {
    OutsideAid& aid = *Add().mutable_outside();
    aid = MakeOutside(dice_, scale_, today_, pack_);
    aid.set_person(people_[AnyPerson()].card().cert_no());
    aid.set_request_id("O" + std::to_string(++numbers_));
    const OutsideAid recorded = aid;
    if (dice_.Chance(5)) *Add().mutable_outside() = recorded;
    if (dice_.Chance(3)) {
      OutsideAid& other = *Add().mutable_outside();
      other = recorded;
      other.set_visit("V9");
    }
    if (dice_.Chance(20)) TakeBack(recorded.request_id());
  }

  // What was believed when the bills came proves wrong.
  void LearnOf(std::size_t person) {
    if (dice_.Chance(40)) {
      people_[person] = KnownBetter(dice_, std::move(people_[person]));
      *Add().mutable_import() = people_[person];
    } else if (dice_.Chance(30)) {
      Restate(person);
    }
    if (dice_.Chance(8)) ChangeRules();
    if (dice_.Chance(15)) {
      Fund(dice_.Chance(50) ? "fund-1" : "fund-2", v1::FundChanged::WITHDRAW, Grant());
    }
  }

  // Looked at, with bills in between or not, and confirmed or not. Mostly of a bill of late.
  void Readjudicate() {
    const std::size_t person = AnyPerson();
    Readjudicating asked;
    asked.set_person(people_[person].card().cert_no());
    asked.set_year(static_cast<std::uint32_t>(dice_.Number(2012, 2014)));
    if (dice_.Chance(70)) asked.set_year(static_cast<std::uint32_t>(YearOf(today_)));
    LearnOf(person);
    const auto ask = [this, &asked](Confirmation confirm) {
      asked.set_confirm(confirm);
      asked.set_request_id("R" + std::to_string(++numbers_));
      *Add().mutable_readjudicate() = asked;
    };
    const int kind = dice_.Number(0, 9);
    if (kind < 5) return ask(CONFIRM_AT_ONCE);
    ask(NO_CONFIRMATION);
    if (kind == 5) return;
    for (int i = dice_.Number(0, 3); i > 0; --i) Settle();
    ask(CONFIRM_REMEMBERED);
    if (kind == 8) *Add().mutable_readjudicate() = asked;  // A repeat.
    if (kind == 9) TakeBack(asked.request_id());           // There is no contra of it.
  }

  // Reversed before it arrives; it may arrive all the same.
  void Tombstone() {
    const Settling late = NewSettling();
    Reversal& reversal = *Add().mutable_reverse();
    reversal.set_sender(SenderOf(late));
    reversal.set_original_sender(SenderOf(late));
    reversal.set_original_message(late.bill().message_id());
    reversal.set_request_id("Q" + std::to_string(++numbers_));
    if (dice_.Chance(70)) Send(late);
  }

  void Replace() {
    if (sent_.empty()) return;
    const Settling& original = Earlier();
    Settling with = NewSettling();
    if (dice_.Chance(70)) {
      // The corrected bill: the same person, dates and natural key, other amounts.
      const std::string message_id = with.bill().message_id();
      *with.mutable_bill() = original.bill();
      with.mutable_bill()->set_message_id(message_id);
      with.set_person(original.person());
      FillAmounts(dice_, scale_, *with.mutable_bill());
    } else {
      with.mutable_bill()->set_institution_id(original.bill().institution_id());
      if (dice_.Chance(10)) SpoilBill(dice_, today_, *with.mutable_bill());
    }
    // Quotes of a replacement are of the state without the original; none is made here.
    if (with.quote() == FRESH_QUOTE) with.set_quote(NO_QUOTE);
    if (dice_.Chance(3)) with.mutable_bill()->set_message_id(Earlier().bill().message_id());
    Replacement& replacement = *Add().mutable_replace();
    replacement.set_original_message(original.bill().message_id());
    replacement.set_by_number(dice_.Chance(40));
    *replacement.mutable_with() = with;
    if (dice_.Chance(3)) *world_.add_operations() = Operation(world_.operations().rbegin()[0]);
    sent_.push_back(with);
    ++asked_;
  }

  Dice dice_;
  const Scale scale_;
  const int bills_;
  Day today_;
  World world_;
  v1::PolicyPack pack_;
  std::vector<v1::ImportPerson> people_;
  std::vector<Settling> sent_;
  std::string last_request_ = "Q0";
  int numbers_ = 0;
  int asked_ = 0;
};

}  // namespace

World MakeWorld(std::uint64_t seed, int bills) { return Maker(seed, bills).Make(); }

std::uint64_t SeedOf(std::uint64_t run_seed, std::uint64_t index) {
  // splitmix64: neighbouring indexes give unrelated worlds.
  std::uint64_t mixed = run_seed + (index + 1) * 0x9E3779B97F4A7C15ULL;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
  return mixed ^ (mixed >> 31U);
}

}  // namespace yizhan::property
