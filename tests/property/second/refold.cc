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

  // First with every fund as the originals saw it; when that asks more of a fund than it has
  // today, again with what it has today as a limit (R51).
  Proposal Run() {
    Proposal proposal = Fold(false);
    if (proposal.refusal == Refusal::kNone && AsksTooMuch(proposal)) proposal = Fold(true);
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

  // Households an entry touched, and the one it would touch as the register stands.
  std::set<std::string> HouseholdsOf(const Entry& entry) const {
    std::set<std::string> households = {entry.which.household};
    for (const auto& [key, delta] : entry.deltas) {
      if (key.holder.rfind("H:", 0) == 0) households.insert(key.holder);
    }
    if (const Person* person = office_.Find(entry.which.person.number)) {
      households.insert(HouseholdHolder(*person, entry.which.end));
    }
    return households;
  }

  bool Meets(const std::set<std::string>& touched) const {
    return std::any_of(touched.begin(), touched.end(), [this](const std::string& household) {
      return households_.count(household) > 0;
    });
  }

  // Persons and households that hang together, to closure.
  void Close(std::uint64_t person_no) {
    people_ = {person_no};
    for (std::size_t before = 0; before != people_.size() + households_.size();) {
      before = people_.size() + households_.size();
      for (const Entry& entry : office_.entries) {
        if (!entry.live || !InYear(entry)) continue;
        const std::set<std::string> touched = HouseholdsOf(entry);
        if (people_.count(entry.which.person.number) == 0 && !Meets(touched)) continue;
        people_.insert(entry.which.person.number);
        households_.insert(touched.begin(), touched.end());
      }
    }
  }

  Proposal Fold(bool limited) {
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
      Again(handle, limited, &view, &proposal);
      if (proposal.refusal != Refusal::kNone) return proposal;
    }
    return proposal;
  }

  void Again(Handle handle, bool limited, View* view, Proposal* proposal) {
    const Entry& entry = office_.At(handle);
    ShowFunds(entry, limited, view);
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
  void ShowFunds(const Entry& entry, bool limited, View* view) const {
    for (const auto& [key, today] : today_) {
      const auto seen = entry.funds_seen.find(key);
      Fen balance = seen == entry.funds_seen.end() ? 0 : seen->second;
      const auto drawn = entry.deltas.find(key);
      const Fen had = drawn == entry.deltas.end() ? 0 : -drawn->second;
      if (limited) balance = std::min(balance, today + had);
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
    bill.due_fen = decision.outcome.due_fen;
    bill.program_fen = PaidOf(decision.outcome);
    for (const auto& [program, paid] : office_.At(handle).paid) bill.program_fen[program] -= paid;
    for (const auto& [program, fen] : bill.program_fen) proposal->net_fen[program] += fen;
    std::erase_if(bill.program_fen, [](const auto& program) { return program.second == 0; });
    if (!bill.program_fen.empty() || !bill.deltas.empty()) proposal->bills.push_back(bill);
  }

  Numbers FundsToday() const { return FundsIn(office_.numbers, View(&office_.numbers)); }

  bool AsksTooMuch(const Proposal& proposal) const {
    Numbers after = FundsToday();
    for (const BillDifference& bill : proposal.bills) {
      for (const auto& [key, delta] : bill.deltas) {
        if (key.kind == "fund") after[key] += delta;
      }
    }
    return std::any_of(after.begin(), after.end(),
                       [](const auto& fund) { return fund.second < 0; });
  }

  const Office& office_;
  const int year_;
  std::set<std::uint64_t> people_ = {};
  std::set<std::string> households_ = {};
  std::vector<Handle> order_ = {};
  Numbers today_ = {};
};

std::string Digest(const Proposal& proposal) {
  std::string text;
  for (const BillDifference& bill : proposal.bills) {
    text += "bill " + std::to_string(bill.bill) + "\n";
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
  Proposal proposal = Refold(office, person_no, year).Run();
  proposal.digest = Digest(proposal);
  return proposal;
}

}  // namespace yizhan::second
