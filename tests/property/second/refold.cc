#include <algorithm>

#include "tests/property/second/office.h"

namespace yizhan::second {
namespace {

// Folds the live ledger again from nothing (R50): entries in scope are decided anew, all others are
// facts that stand as they are, every one in its place.
class Refold {
 public:
  Refold(const Office& office, std::uint64_t person_no, int year) : office_(office), year_(year) {
    Close(person_no);
    for (Handle handle = 1; handle <= office.entries.size(); ++handle) {
      if (office.At(handle).live) order_.push_back(handle);
    }
    std::stable_sort(order_.begin(), order_.end(), [&office](Handle a, Handle b) {
      return office.At(a).place < office.At(b).place;
    });
  }

  // First with every fund as the originals saw it; as long as that asks more of a fund than it has
  // today, again with what that fund has today as a limit (R51).
  Proposal Run() {
    Proposal proposal = Fold();
    while (proposal.refusal == Refusal::kNone && LimitFunds(proposal)) proposal = Fold();
    proposal.people = people_;
    for (const Key& fund : limited_) proposal.limited_funds.insert(fund.id);
    AddLeads(&proposal);
    for (auto net = proposal.net_fen.begin(); net != proposal.net_fen.end();) {
      net = net->second == 0 ? proposal.net_fen.erase(net) : std::next(net);
    }
    return proposal;
  }

 private:
  bool InYear(const Entry& entry) const { return year_ == 0 || entry.which.year == year_; }

  bool InScope(const Entry& entry) const {
    return entry.kind == Kind::kSettlement && InYear(entry) &&
           people_.count(entry.which.person.number) > 0;
  }

  // Households that an entry moved a number of, and, while it is live, the one it would touch as
  // the register stands (D16).
  std::set<std::string> HouseholdsOf(const Entry& entry) const {
    std::set<std::string> households;
    for (const auto& [key, delta] : entry.deltas) {
      if (delta == 0 || key.kind == "fund") continue;
      if (key.holder.rfind("H:", 0) == 0) households.insert(key.holder);
    }
    const Person* person = office_.Find(entry.which.person.number);
    if (entry.live && person != nullptr && entry.kind == Kind::kSettlement) {
      households.insert(HouseholdHolder(*person, entry.which.end));
    }
    return households;
  }

  // Persons, the households their entries touched, everybody who ever belonged to one of these,
  // to closure (R50).
  void Close(std::uint64_t person_no) {
    people_ = {person_no};
    for (std::size_t before = 0; before != people_.size();) {
      before = people_.size();
      for (const Entry& entry : office_.entries) {
        if (!InYear(entry)) continue;
        if (people_.count(entry.which.person.number) == 0) continue;
        for (const std::string& household : HouseholdsOf(entry)) {
          const auto members = office_.members.find(household);
          if (members == office_.members.end()) continue;
          people_.insert(members->second.begin(), members->second.end());
        }
      }
    }
  }

  void AddLeads(Proposal* proposal) const {
    for (std::size_t i = 0; i < office_.leads.size(); ++i) {
      const OpenLead& lead = office_.leads[i];
      const bool meets = std::any_of(lead.people.begin(), lead.people.end(),
                                     [this](std::uint64_t one) { return people_.count(one) > 0; });
      if (lead.open && meets && (year_ == 0 || lead.year == year_)) proposal->leads.push_back(i);
    }
  }

  Proposal Fold() {
    const Numbers nothing;
    View view(&nothing);
    today_ = FundsToday();
    Proposal proposal;
    for (const Handle handle : order_) {
      const Entry& entry = office_.At(handle);
      if (!InScope(entry)) {
        view.AddAll(entry.deltas);
        continue;
      }
      proposal.scope.push_back(handle);
      Again(handle, &view, &proposal);
      if (proposal.refusal != Refusal::kNone) return proposal;
    }
    return proposal;
  }

  void Again(Handle handle, View* view, Proposal* proposal) {
    const Entry& entry = office_.At(handle);
    ShowFunds(entry, view);
    const Case which = AsOfNow(office_, entry);
    const Decision decision = Evaluate(office_.book, which, view);
    if (decision.refusal != Refusal::kNone) {
      proposal->refusal = decision.refusal;
      return;
    }
    const Numbers difference = Minus(decision.deltas, entry.deltas);
    for (const auto& [key, delta] : difference) {
      if (key.kind == "fund") today_[key] += delta;
    }
    Compare(handle, decision, difference, proposal);
  }

  // R51
  void ShowFunds(const Entry& entry, View* view) const {
    for (const auto& [key, today] : today_) {
      const auto seen = entry.funds_seen.find(key);
      Fen balance = seen == entry.funds_seen.end() ? 0 : seen->second;
      const auto drawn = entry.deltas.find(key);
      const Fen had = drawn == entry.deltas.end() ? 0 : -drawn->second;
      if (limited_.count(key) > 0) balance = std::min(balance, today + had);
      view->Set(key, balance);
    }
  }

  static Numbers Minus(Numbers now, const Numbers& before) {
    for (const auto& [key, delta] : before) now[key] -= delta;
    std::erase_if(now, [](const auto& number) { return number.second == 0; });
    return now;
  }

  void Compare(Handle handle, const Decision& decision, const Numbers& difference,
               Proposal* proposal) const {
    BillDifference bill;
    bill.bill = handle;
    bill.deltas = difference;
    bill.outcome = decision.outcome;
    bill.due_before_fen = office_.At(handle).outcome.due_fen;
    bill.due_fen = decision.outcome.due_fen;
    bill.paid_fen = office_.At(handle).paid;
    bill.owed_fen = PaidOf(decision.outcome);
    bill.program_fen = bill.owed_fen;
    for (const auto& [program, paid] : bill.paid_fen) bill.program_fen[program] -= paid;
    for (const auto& [program, fen] : bill.program_fen) proposal->net_fen[program] += fen;
    std::erase_if(bill.program_fen, [](const auto& program) { return program.second == 0; });
    if (bill.Differs()) proposal->bills.push_back(bill);
    proposal->all.push_back(std::move(bill));
  }

  Numbers FundsToday() const { return FundsIn(office_.numbers, View(&office_.numbers)); }

  // Whether there is another fund of which it asks too much.
  bool LimitFunds(const Proposal& proposal) {
    Numbers after = FundsToday();
    for (const BillDifference& bill : proposal.bills) {
      for (const auto& [key, delta] : bill.deltas) {
        if (key.kind == "fund") after[key] += delta;
      }
    }
    bool found = false;
    for (const auto& [key, balance] : after) {
      found = (balance < 0 && limited_.insert(key).second) || found;
    }
    return found;
  }

  const Office& office_;
  const int year_;
  std::set<std::uint64_t> people_ = {};
  std::set<Key> limited_ = {};
  std::vector<Handle> order_ = {};
  Numbers today_ = {};
};

std::string TextOf(const Step& step) {
  std::string text = step.program + " " + step.version_from;
  const auto add = [&text](const auto number) { text += " " + std::to_string(number); };
  add(static_cast<int>(step.status));
  add(static_cast<int>(step.not_eligible));
  for (const Fen fen :
       {step.x_fen, step.b0_fen, step.b1_fen, step.e0_fen, step.e1_fen, step.pay_fen}) {
    add(fen);
  }
  for (const CapFigure& cap : step.caps) {
    text += " " + cap.account;
    add(cap.limit_fen);
    add(cap.room_fen);
  }
  for (const Fen fen : step.draw_fen) add(fen);
  add(step.fund_room_fen.value_or(-1));
  add(step.given_fen.value_or(-1));
  return text + "\n";
}

// Everything an officer who confirms has looked at.
std::string Digest(const Office& office, const Proposal& proposal) {
  std::string text = office.pack_text;
  for (const std::size_t lead : proposal.leads) text += "lead " + std::to_string(lead) + "\n";
  if (proposal.net_fen.empty()) return text;
  for (const BillDifference& bill : proposal.bills) {
    text += "bill " + std::to_string(bill.bill) + " after " +
            std::to_string(office.At(bill.bill).adjusted_by) + "\n";
    for (const Step& step : bill.outcome.steps) text += TextOf(step);
    for (const auto& [program, fen] : bill.program_fen) {
      text += program + " " + std::to_string(fen) + "\n";
    }
    for (const auto& [key, fen] : bill.deltas) {
      text += key.kind + " " + key.id + " " + key.holder + " " + key.period + " " +
              std::to_string(fen) + "\n";
    }
  }
  return text;
}

}  // namespace

Case AsOfNow(const Office& office, const Entry& entry) {
  Case which = entry.which;
  if (const Person* person = office.Find(which.person.number)) which.person = *person;
  which.household = HouseholdHolder(which.person, which.end);
  return which;
}

Proposal MakeProposal(const Office& office, std::uint64_t person_no, int year) {
  Proposal proposal;
  const bool known = office.Find(person_no) != nullptr;
  if (!known || !office.has_pack) {
    // R31: the person before the evaluation.
    proposal.refusal = known ? Refusal::kNoPack : Refusal::kPersonUnknown;
    return proposal;
  }
  proposal = Refold(office, person_no, year).Run();
  proposal.digest = Digest(office, proposal);
  return proposal;
}

}  // namespace yizhan::second
