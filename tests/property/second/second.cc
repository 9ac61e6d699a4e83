#include "tests/property/second/second.h"

#include "tests/property/second/office.h"

namespace yizhan::second {
namespace {

Reply ChangeFund(const std::string& fund, Fen amount_fen, bool grant, Office* office) {
  if (!IsAmount(amount_fen)) return Refused(Refusal::kForm, "out of bounds");
  const Fen delta = grant ? amount_fen : -amount_fen;
  View view(&office->numbers);
  view.Add(FundKey(fund), delta);
  view.Add({"granted", fund, "", ""}, delta);
  if (view.overflowed()) return Refused(Refusal::kOverflow, "a balance leaves int64");
  if (view.Get(FundKey(fund)) < 0) return Refused(Refusal::kFundTooLow, "not enough there");
  for (const auto& [key, value] : view.values()) office->numbers[key] = value;
  return {};
}

Teller TellerOf(const BillInput& input, const Draft& draft) {
  return {input.person_no, draft.born.front().deltas};
}

// The message of a replacement is new, or the whole is refused (R47).
Reply ReplaceEntry(Handle original, const BillInput& input, Office* office) {
  Draft draft(*office);
  const std::optional<Refusal> wrong =
      office->Has(original) && office->At(original).kind != Kind::kSettlement
          ? std::optional(Refusal::kNotReversible)
          : std::nullopt;
  if (wrong) return Refused(*wrong, "only a settlement is replaced");
  const Fault message = MessageFault(*office, input);
  if (message.refusal != Refusal::kNone) return Refused(message.refusal, message.words);
  if (!DraftReversal(*office, original, &draft)) return draft.reply;
  const Entry& old = office->At(original);
  const Teller before = {old.which.person.number, old.deltas};
  if (!DraftSettlement(*office, input, &draft)) return draft.reply;
  return Commit(input.posting_date, {TellerOf(input, draft), before}, &draft, office);
}

// By year: live settlements of which the record says otherwise now than before, and otherwise than
// they were decided with.
std::map<int, int> TouchedOf(const Office& office, const Person& now) {
  std::map<int, int> years;
  const Person* before = office.Find(now.number);
  if (before == nullptr) return years;
  for (const Entry& entry : office.entries) {
    const Case& which = entry.which;
    if (!entry.live || entry.kind != Kind::kSettlement) continue;
    if (which.person.number != now.number) continue;
    const Civil end = ParseCivil(which.bill.service_end()).value();
    const Span stay{which.start, which.end};
    if (SameFacts(now, *before, end, stay) || SameFacts(now, which.person, end, stay)) continue;
    ++years[which.year];
  }
  return years;
}

Entry ContraOf(const Entry& original) {
  Entry contra;
  contra.kind = Kind::kContra;
  contra.live = false;
  contra.which.person.number = original.which.person.number;
  return contra;
}

}  // namespace

Second::Second() : office_(std::make_unique<Office>()) {}
Second::~Second() = default;
Second::Second(const Second& other) : office_(std::make_unique<Office>(*other.office_)) {}
Second& Second::operator=(const Second& other) {
  if (this != &other) office_ = std::make_unique<Office>(*other.office_);
  return *this;
}

void Second::Activate(const std::vector<v1::PolicyPack>& packs,
                      const std::vector<UpstreamRow>& upstream) {
  office_->book = Compose(packs, upstream);
  office_->pack_text.clear();
  for (const v1::PolicyPack& pack : packs) office_->pack_text += pack.SerializeAsString() + "\n";
  office_->has_pack = true;
}

void Second::Activate(const std::vector<v1::PolicyPack>& packs) {
  std::vector<UpstreamRow> rows;
  for (const v1::PolicyPack& pack : packs) {
    for (const v1::UpstreamFund& fund : pack.upstream_funds()) {
      const bool is_given = fund.treatment() == v1::GIVEN;
      rows.push_back(
          {fund.fund_code(), fund.program(), is_given ? Treatment::kGiven : Treatment::kRecompute});
    }
  }
  Activate(packs, rows);
}

Reply Second::Grant(const std::string& fund, Fen amount_fen) {
  return ChangeFund(fund, amount_fen, true, office_.get());
}

Reply Second::Withdraw(const std::string& fund, Fen amount_fen) {
  return ChangeFund(fund, amount_fen, false, office_.get());
}

int Second::SetPerson(std::uint64_t person_no, const v1::PersonRecord& record,
                      const std::vector<IncomeSpan>& incomes) {
  const Person now = ReadPerson(person_no, record, incomes);
  const std::map<int, int> touched = TouchedOf(*office_, now);
  int settlements = 0;
  for (const auto& [year, count] : touched) {
    office_->leads.push_back({{person_no}, year});
    settlements += count;
  }
  office_->people[person_no] = now;
  for (const DatedText& household : now.households) {
    office_->members[household.value].insert(person_no);
  }
  return settlements;
}

Reply Second::Settle(const BillInput& input) {
  const Fault message = MessageFault(*office_, input);
  if (message.refusal != Refusal::kNone) return Refused(message.refusal, message.words);
  Draft draft(*office_);
  if (!DraftSettlement(*office_, input, &draft)) return draft.reply;
  return Commit(input.posting_date, {TellerOf(input, draft)}, &draft, office_.get());
}

Reply Second::Quote(const BillInput& input, Handle replaces) {
  Draft draft(*office_);
  if (replaces != 0 && !DraftReversal(*office_, replaces, &draft)) return draft.reply;
  if (!DraftSettlement(*office_, input, &draft)) return draft.reply;
  if (draft.view.overflowed()) return Refused(Refusal::kOverflow, "a number leaves int64");
  Reply reply = draft.reply;
  std::vector<Teller> tellers = {TellerOf(input, draft)};
  if (replaces != 0) {
    const Entry& old = office_->At(replaces);
    tellers.push_back({old.which.person.number, old.deltas});
  }
  reply.crossings = CrossingsOf(*office_, draft.view, input.posting_date, tellers);
  return reply;
}

Reply Second::Reverse(Handle original, const std::string& posting_date) {
  Draft draft(*office_);
  if (!DraftReversal(*office_, original, &draft)) return draft.reply;
  const Entry& entry = office_->At(original);
  draft.born = {ContraOf(entry)};
  return Commit(posting_date, {{entry.which.person.number, entry.deltas}}, &draft, office_.get());
}

Reply Second::ReverseMessage(const std::string& sender, const std::string& message_id,
                             const std::string& posting_date) {
  const auto known = office_->messages.find({sender, message_id});
  if (known == office_->messages.end()) {
    office_->messages[{sender, message_id}] = 0;
    Reply reply;
    reply.tombstone = true;
    return reply;
  }
  if (known->second == 0) return Refused(Refusal::kAlreadyReversed, "a tombstone stands");
  return Reverse(known->second, posting_date);
}

Reply Second::Replace(Handle original, const BillInput& input) {
  return ReplaceEntry(original, input, office_.get());
}

Reply Second::ReplaceMessage(const std::string& sender, const std::string& message_id,
                             const BillInput& input) {
  const auto known = office_->messages.find({sender, message_id});
  if (known == office_->messages.end()) {
    if (input.sender == sender && input.bill.message_id() == message_id) {
      return Refused(Refusal::kTombstoned, "it would be its own tombstone");
    }
    Reply reply = Settle(input);
    if (reply.ok()) office_->messages[{sender, message_id}] = 0;
    reply.tombstone = reply.ok();
    return reply;
  }
  if (known->second == 0) return Refused(Refusal::kAlreadyReversed, "a tombstone stands");
  return Replace(known->second, input);
}

Reply Second::RecordOutside(const OutsideAid& aid) { return PostOutside(aid, office_.get()); }

Reply Second::Apply(const Application& application) {
  return PostApplication(application, office_.get());
}

Proposal Second::Propose(std::uint64_t person_no, int year) const {
  return MakeProposal(*office_, person_no, year);
}

Reply Second::Adjust(std::uint64_t person_no, int year, const std::string& digest,
                     const std::string& posting_date) {
  return Adjust(Propose(person_no, year), person_no, year, digest, posting_date);
}

Reply Second::Adjust(const Proposal& proposal, std::uint64_t person_no, int year,
                     const std::string& digest, const std::string& posting_date) {
  if (proposal.refusal != Refusal::kNone) return Refused(proposal.refusal, "cannot refold");
  if (proposal.digest != digest) return Refused(Refusal::kProposalChanged, "it has changed");
  if (proposal.net_fen.empty() && proposal.leads.empty()) {
    return Refused(Refusal::kNothingProposed, "every net is 0");
  }
  return PostAdjustment(proposal, person_no, year, posting_date, office_.get());
}

bool Second::IsLive(Handle handle) const {
  return office_->Has(handle) && office_->At(handle).live;
}

Fen Second::Get(const Key& key) const {
  const auto found = office_->numbers.find(key);
  return found == office_->numbers.end() ? 0 : found->second;
}

Numbers Second::Dump() const {
  Numbers numbers = office_->numbers;
  std::erase_if(numbers, [](const auto& number) { return number.second == 0; });
  return numbers;
}

}  // namespace yizhan::second
