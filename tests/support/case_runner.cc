#include "tests/support/case_runner.h"

#include <map>

#include "engine/adjudicate/adjudicate.h"
#include "engine/adjudicate/bill_form.h"
#include "engine/adjudicate/explain.h"
#include "engine/base/refusal.h"
#include "engine/policy/load_pack.h"
#include "engine/register/facts.h"
#include "google/protobuf/text_format.h"

namespace yizhan::test {
namespace {

void StandIn(v1::Source& source) {
  source.set_document("case file");
  source.set_article("1");
  source.set_url("https://example.invalid/case");
  source.set_quote("invented for a test");
  source.set_confidence(v1::ILLUSTRATIVE);
}

void StandIn(v1::PolicyPack& pack, int index) {
  if (pack.id().empty()) pack.set_id("case-" + std::to_string(index));
  if (pack.title().empty()) pack.set_title("case");
  if (pack.place().empty()) pack.set_place("case");
  for (v1::Account& account : *pack.mutable_accounts()) {
    if (account.title().empty()) account.set_title(account.id());
    if (account.holder() == v1::HOLDER_UNSPECIFIED) account.set_holder(v1::PERSON);
    if (account.period() == v1::PERIOD_UNSPECIFIED) account.set_period(v1::YEAR);
  }
  for (v1::Fund& fund : *pack.mutable_funds()) {
    if (fund.title().empty()) fund.set_title(fund.id());
  }
  for (v1::Program& program : *pack.mutable_programs()) {
    if (program.title().empty()) program.set_title(program.id());
    if (!program.has_in_force()) program.mutable_in_force()->set_from("2000-01-01");
    if (!program.has_source()) StandIn(*program.mutable_source());
  }
  for (v1::UpstreamFund& fund : *pack.mutable_upstream_funds()) {
    if (!fund.has_source()) StandIn(*fund.mutable_source());
  }
}

class Player {
 public:
  Player(const Case& played, const std::string& packs_folder) : case_(played) {
    Load(packs_folder);
    for (const FundBalance& fund : played.funds()) funds_[fund.fund()] = fund.balance_fen();
  }

  std::vector<std::string> Play() {
    if (!loaded_.ok()) return differences_;
    for (int i = 0; i < case_.bills_size(); ++i) {
      at_ = "bill " + std::to_string(i + 1) + ": ";
      PlayBill(case_.bills(i), i);
    }
    at_.clear();
    CheckEnd();
    return differences_;
  }

 private:
  void Load(const std::string& packs_folder) {
    std::vector<std::string> paths;
    for (const std::string& file : case_.pack_files()) paths.push_back(packs_folder + "/" + file);
    auto files = ReadPackFiles(paths);
    if (!files.ok()) return Say(files.status().ToString());
    for (int i = 0; i < case_.packs_size(); ++i) {
      v1::PolicyPack pack = case_.packs(i);
      StandIn(pack, i);
      v1::PackFile& file = files->emplace_back();
      file.set_name("case-" + std::to_string(i) + ".textproto");
      google::protobuf::TextFormat::PrintToString(pack, file.mutable_content());
    }
    loaded_ = LoadPack(*files);
    if (loaded_.ok()) return;
    for (const v1::Finding& finding : loaded_.findings) Say(finding.ShortDebugString());
  }

  void PlayBill(const test::Play& play, int index) {
    const v1::Bill message = Completed(play.bill(), index);
    const auto today = ParseDay(play.today().empty() ? message.accounting_date() : play.today());
    absl::StatusOr<Bill> bill = CheckBill(message, today.value_or(Day{}));
    if (!bill.ok()) return Refused(play, bill.status());
    bill->registered_level = static_cast<HospitalLevel>(play.registered_level());
    if (bill->level == HospitalLevel::kUnspecified) bill->level = bill->registered_level;
    const Person& person = PersonOf(play.person());
    const PersonFacts facts =
        FactsFor(person.person_no(), person.record(), bill->service_start, bill->service_end);
    const CompiledPack& pack = *loaded_.compiled;
    std::vector<std::string> keys;
    std::vector<Money> accounts;
    for (const CompiledAccount& account : pack.accounts) {
      keys.push_back(KeyOf(account, *bill, facts));
      accounts.push_back(Money::FromFen(values_[keys.back()]));
    }
    std::vector<Money> funds;
    for (const CompiledFund& fund : pack.funds) funds.push_back(Money::FromFen(funds_[fund.id]));
    const absl::StatusOr<Outcome> outcome = Adjudicate(pack, *bill, facts, accounts, funds);
    if (!outcome.ok()) return Refused(play, outcome.status());
    if (play.refused() != v1::REASON_UNSPECIFIED) Say("was not refused");
    for (std::size_t i = 0; i < keys.size(); ++i) {
      values_[keys[i]] += outcome->account_delta[i].fen();
    }
    for (std::size_t i = 0; i < funds.size(); ++i) {
      funds_[pack.funds[i].id] += outcome->fund_delta[i].fen();
    }
    CheckOutcome(play, ToMessage(*outcome));
  }

  v1::Bill Completed(const v1::Bill& own, int index) const {
    v1::Bill bill = case_.every_bill();
    bill.MergeFrom(own);
    const std::string place = std::to_string(index + 1);
    if (bill.visit_no().empty()) bill.set_visit_no("V" + place);
    if (bill.message_id().empty()) bill.set_message_id("M" + place);
    if (bill.total_fen() == 0) {
      bill.set_total_fen(bill.in_scope_fen() + bill.pre_self_pay_fen() + bill.over_limit_fen() +
                         bill.out_of_scope_fen());
    }
    return bill;
  }

  const Person& PersonOf(const std::string& name) {
    for (const Person& person : case_.persons()) {
      if (name.empty() || person.name() == name) return person;
    }
    Say("no person named '" + name + "'");
    return Person::default_instance();
  }

  std::string HolderOf(std::uint64_t person_no, std::uint64_t household_no) const {
    return household_no != 0 ? "H:" + std::to_string(household_no)
                             : "P:" + std::to_string(person_no);
  }

  std::string KeyOf(const CompiledAccount& account, const Bill& bill, const PersonFacts& facts) {
    const bool shared = account.holder == Holder::kHousehold;
    std::string key = account.id + " " + HolderOf(facts.person_no, shared ? facts.household_no : 0);
    if (account.period == Period::kYear) {
      key += " year " + std::to_string(YearOf(bill.accounting_date));
    }
    if (account.period == Period::kVisit) key += " visit " + bill.visit_no;
    return key;
  }

  void CheckOutcome(const test::Play& play, const v1::Outcome& outcome) {
    std::map<std::string, std::int64_t> wanted;
    for (const ProgramAid& aid : play.aid()) wanted[aid.program()] = aid.aid_fen();
    for (const v1::Step& step : outcome.steps()) {
      const std::string& id = loaded_.compiled->programs[step.program()].id;
      const std::int64_t pay_fen = step.status() == v1::CHOSEN ? step.figures().pay_fen() : 0;
      Same(id + " pays", wanted[id], pay_fen, SentenceEn(*loaded_.compiled, step));
      wanted.erase(id);
    }
    for (const auto& [id, fen] : wanted) Say("no step of program " + id);
    Same("due", play.due_fen(), outcome.patient_due_fen());
    Same("cash", play.has_cash_fen() ? play.cash_fen() : play.due_fen(), outcome.cash_due_fen());
    if (play.has_refund_fen()) Same("refund", play.refund_fen(), outcome.account_refund_fen());
    for (const StepWanted& step : play.steps()) CheckStep(step, outcome);
    CheckBreaks(play, outcome);
  }

  void CheckBreaks(const test::Play& play, const v1::Outcome& outcome) {
    std::string wanted;
    for (const BreakWanted& broken : play.breaks()) wanted += broken.ShortDebugString() + "; ";
    std::string found;
    for (const v1::Break& broken : outcome.breaks()) {
      BreakWanted seen;
      seen.set_kind(broken.kind());
      if (broken.kind() != v1::LEVEL_DIFFERS) {
        seen.set_program(loaded_.compiled->programs[broken.program()].id);
      }
      seen.set_upstream_fen(broken.upstream_fen());
      seen.set_pay_fen(broken.pay_fen());
      found += seen.ShortDebugString() + "; ";
    }
    if (wanted != found) Say("breaks " + found + " wanted " + wanted);
  }

  void CheckStep(const StepWanted& wanted, const v1::Outcome& outcome) {
    const v1::Step* found = nullptr;
    for (const v1::Step& step : outcome.steps()) {
      if (loaded_.compiled->programs[step.program()].id == wanted.program()) found = &step;
    }
    if (found == nullptr) return Say("no step of program " + wanted.program());
    const v1::ProgramFigures& figures = found->figures();
    const std::string sentence = SentenceEn(*loaded_.compiled, *found);
    Same(wanted.program() + " status", wanted.status(), found->status(), sentence);
    Same(wanted.program() + " reason", wanted.not_eligible(), found->not_eligible(), sentence);
    Same(wanted.program() + " zero", wanted.zero_reason(), figures.zero_reason(), sentence);
    if (wanted.has_would_pay_fen()) {
      Same(wanted.program() + " would pay", wanted.would_pay_fen(), figures.pay_fen(), sentence);
    }
    if (wanted.has_base_fen()) {
      Same(wanted.program() + " base", wanted.base_fen(), figures.base_fen(), sentence);
    }
    const std::string wanted_draw = wanted.draw().ShortDebugString();
    if (wanted.has_draw() && wanted_draw != figures.draw().ShortDebugString()) {
      Say(wanted.program() + " draws " + figures.draw().ShortDebugString());
    }
    std::string cuts;
    for (const std::string& cut : wanted.cut_by()) cuts += cut + " ";
    if (cuts != CutsOf(figures)) Say(wanted.program() + " was cut by " + CutsOf(figures));
  }

  std::string CutsOf(const v1::ProgramFigures& figures) const {
    std::string cuts;
    for (const v1::CapFigure& cap : figures.caps()) {
      if (cap.cut()) cuts += loaded_.compiled->accounts[cap.account()].id + " ";
    }
    if (figures.cut_by_fund()) cuts += "fund ";
    if (figures.cut_by_base()) cuts += "base ";
    if (figures.cut_by_minimum()) cuts += "minimum ";
    return cuts;
  }

  void CheckEnd() {
    for (const AccountValue& account : case_.accounts()) {
      const std::uint64_t person_no = account.person().empty()
                                          ? PersonOf("").person_no()
                                          : PersonOf(account.person()).person_no();
      std::string key = account.account() + " " + HolderOf(person_no, account.household_no());
      if (account.year() != 0) key += " year " + std::to_string(account.year());
      if (!account.visit_no().empty()) key += " visit " + account.visit_no();
      if (!values_.contains(key)) Say("no account " + key);
      Same("account " + key, account.value_fen(), values_[key]);
    }
    for (const FundBalance& fund : case_.funds_after()) {
      Same("fund " + fund.fund(), fund.balance_fen(), funds_[fund.fund()]);
    }
  }

  void Refused(const test::Play& play, const absl::Status& status) {
    if (ReasonOf(status) != play.refused()) Say("refused: " + status.ToString());
  }

  void Same(const std::string& what, std::int64_t wanted, std::int64_t found,
            const std::string& because = "") {
    if (wanted == found) return;
    Say(what + " " + std::to_string(found) + ", wanted " + std::to_string(wanted) +
        (because.empty() ? "" : "\n    " + because));
  }

  void Say(const std::string& difference) { differences_.push_back(at_ + difference); }

  const Case& case_;
  LoadedPack loaded_;
  std::map<std::string, std::int64_t> values_;
  std::map<std::string, std::int64_t> funds_;
  std::string at_;
  std::vector<std::string> differences_;
};

}  // namespace

std::vector<std::string> DifferencesOf(const Case& played, const std::string& packs_folder) {
  return Player(played, packs_folder).Play();
}

}  // namespace yizhan::test
