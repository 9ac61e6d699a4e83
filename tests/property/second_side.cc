#include "tests/property/second_side.h"

#include <algorithm>

#include "engine/base/date.h"
#include "tests/property/second_seen.h"

namespace yizhan::property {
namespace {

constexpr int kNotAfterAheadMaxS = 120;
constexpr second::Handle kUnknownHandle = 1'000'000'000;
const char* const kOtherContent = "MESSAGE_ID_OTHER_CONTENT";

constexpr char kRelief[] = "relief";

// Of a dated value, amount or household that is in order.
template <typename Dated>
Span SpanOf(const Dated& dated) {
  return {ParseDay(dated.from()).value(),
          dated.until().empty() ? kOpenEnd : ParseDay(dated.until()).value()};
}

Seen Refused(const std::string& why) { return Seen{.refused = why}; }

std::string SenderOf(const Settling& settling) {
  return settling.sender().empty() ? settling.bill().institution_id() : settling.sender();
}

std::string NameOfBill(const v1::Bill& bill) {
  return bill.institution_id() + "/" + bill.message_id();
}

}  // namespace

Seen SecondSide::Play(const Operation& operation) {
  if (!operation.day().empty()) day_ = operation.day();
  switch (operation.what_case()) {
    case Operation::kActivate:
      return Activate(operation.activate());
    case Operation::kImport:
      return Import(operation.import());
    case Operation::kFund:
      return ChangeFund(operation.fund());
    case Operation::kInstitution:
      hospitals_[operation.institution().id()] = operation.institution();
      return {};
    case Operation::kSettle:
      return Settle(operation.settle());
    case Operation::kReverse:
      return Reverse(operation.reverse());
    case Operation::kReplace:
      return Replace(operation.replace());
    case Operation::kApply:
      return Apply(operation.apply());
    case Operation::kOutside:
      return Record(operation.outside());
    case Operation::kReadjudicate:
      return Readjudicate(operation.readjudicate());
    case Operation::WHAT_NOT_SET:
      break;
  }
  return {};
}

Seen SecondSide::Activate(const Activation& activation) {
  second_.Activate({activation.files().begin(), activation.files().end()});
  return {};
}

std::uint64_t SecondSide::PersonNo(const std::string& card) {
  const std::uint64_t number = person_no_.emplace(card, person_no_.size() + 1).first->second;
  card_[number] = card;
  return number;
}

std::uint64_t SecondSide::HouseholdNo(const std::string& reference) {
  const std::uint64_t number =
      household_no_.emplace(reference, household_no_.size() + 1).first->second;
  household_[number] = reference;
  return number;
}

Seen SecondSide::Import(const v1::ImportPerson& person) {
  v1::PersonRecord record;
  record.set_birth_date(person.birth_date());
  for (const v1::DatedValue& dated : person.households()) {
    v1::DatedHousehold& household = *record.add_households();
    household.set_household_no(HouseholdNo(dated.value()));
    household.set_from(dated.from());
    household.set_until(dated.until());
  }
  *record.mutable_towns() = person.towns();
  *record.mutable_insurance_types() = person.insurance_types();
  *record.mutable_identities() = person.identities();
  *record.mutable_approvals() = person.approvals();
  registered_.insert(person.card().cert_no());
  Seen seen;
  seen.touched = second_.SetPerson(PersonNo(person.card().cert_no()), record, IncomesOf(person));
  return seen;
}

// The office states an income of whatever household he belongs to on its days (D8).
std::vector<second::IncomeSpan> SecondSide::IncomesOf(const v1::ImportPerson& person) const {
  std::vector<second::IncomeSpan> incomes;
  const auto add = [&incomes](std::uint64_t household, Span span, std::int64_t income_fen) {
    if (span.until < span.from) return;
    second::IncomeSpan& income = incomes.emplace_back();
    income.household_no = household;
    income.from = DayText(span.from);
    income.until = span.until == kOpenEnd ? "" : DayText(span.until);
    income.yearly_income_fen = income_fen;
  };
  for (const v1::DatedAmount& stated : person.household_incomes()) {
    Span rest = SpanOf(stated);
    std::vector<std::pair<Span, std::uint64_t>> households;
    for (const v1::DatedValue& dated : person.households()) {
      households.push_back({SpanOf(dated), household_no_.at(dated.value())});
    }
    std::sort(households.begin(), households.end(),
              [](const auto& a, const auto& b) { return a.first.from < b.first.from; });
    for (const auto& [span, number] : households) {
      if (!span.Meets(rest)) continue;
      add(0, {rest.from, Day{span.from.days - 1}}, stated.amount_fen());
      add(number, {std::max(rest.from, span.from), std::min(rest.until, span.until)},
          stated.amount_fen());
      rest.from = Day{span.until.days + 1};
    }
    add(0, rest, stated.amount_fen());
  }
  return incomes;
}

Seen SecondSide::ChangeFund(const FundChange& change) {
  bool& open = fund_open_[change.fund_id()];
  if (change.kind() == v1::FundChanged::OPEN) {
    if (std::exchange(open, true)) return Refused("FUND_EXISTS");
    return SeenOf({});
  }
  if (!open) return Refused("FUND_UNKNOWN");
  return SeenOf(change.kind() == v1::FundChanged::GRANT
                    ? second_.Grant(change.fund_id(), change.amount_fen())
                    : second_.Withdraw(change.fund_id(), change.amount_fen()));
}

bool SecondSide::IsLiveFor(const v1::Bill& bill) const {
  const auto hospital = hospitals_.find(bill.institution_id());
  return hospital != hospitals_.end() && hospital->second.state() == v1::LIVE &&
         bill.accounting_date() >= hospital->second.live_from();
}

second::BillInput SecondSide::InputOf(const Settling& settling) {
  second::BillInput input;
  input.person_no = PersonNo(settling.person());
  input.bill = settling.bill();
  input.posting_date = day_;
  input.sender = SenderOf(settling);
  input.institution_live = IsLiveFor(settling.bill());
  const auto hospital = hospitals_.find(settling.bill().institution_id());
  if (hospital != hospitals_.end()) input.registered_level = hospital->second.level();
  return input;
}

std::string SecondSide::ContentOf(const Settling& settling) const {
  return settling.person() + " " + settling.bill().SerializeAsString();
}

const SecondSide::Bound* SecondSide::Find(const Message& message) const {
  const auto found = bound_.find(message);
  return found == bound_.end() ? nullptr : &found->second;
}

std::string SecondSide::WhyTooLate(const Settling& settling) {
  if (settling.not_after_s() == 0) return "form";
  const bool in_time = settling.not_after_s() > 0 && settling.not_after_s() <= kNotAfterAheadMaxS;
  return in_time ? "" : "not after";
}

Seen SecondSide::SeenOf(const second::Reply& reply) const {
  if (!reply.ok()) return Refused(ClassOf(reply.refusal));
  Seen seen = SeenOfReply(reply);
  AddCrossings(reply, seen);
  seen.funds = OpenFunds();
  return seen;
}

std::string SecondSide::HolderName(const second::Key& key) const {
  if (key.holder.empty()) return "";
  const std::uint64_t number = std::stoull(key.holder.substr(2));
  const std::string name = key.holder[0] == 'H' ? household_.at(number) : card_.at(number);
  return key.holder.substr(0, 2) + name + (key.period.empty() ? "" : " " + key.period);
}

void SecondSide::AddCrossings(const second::Reply& reply, Seen& seen) const {
  for (const second::Crossing& crossing : reply.crossings) {
    seen.crossings.push_back({.threshold = crossing.threshold,
                              .up = crossing.up,
                              .holder = HolderName(crossing.metric),
                              .before_fen = crossing.before_fen,
                              .after_fen = crossing.after_fen,
                              .denominator_fen = crossing.denominator_fen});
  }
  std::sort(seen.crossings.begin(), seen.crossings.end());
}

Seen SecondSide::Replayed(const Bound& bound) const {
  Seen seen = bound.first;
  seen.replayed = true;
  seen.funds = OpenFunds();
  return seen;
}

// A settlement that was sent as a replacement first is shown as a settlement.
Seen SecondSide::SettledAgain(const Bound& bound) const {
  Seen seen = Replayed(bound);
  seen.tombstone = false;
  seen.opens_lead = false;
  seen.cash_fen = seen.outcome->cash_due_fen;
  seen.account_fen = seen.outcome->account_applied_fen;
  return seen;
}

Seen SecondSide::Settle(const Settling& settling) {
  const Message message = {SenderOf(settling), settling.bill().message_id()};
  if (const Bound* bound = Find(message); bound != nullptr) {
    const bool same = bound->settles && bound->content == ContentOf(settling);
    return same ? SettledAgain(*bound) : Refused(kOtherContent);
  }
  const second::BillInput input = InputOf(settling);
  // A tombstone is seen before the time is looked at (R31); a quote of another outcome last.
  const std::string late = WhyTooLate(settling);
  if (!late.empty() || settling.quote() == FOREIGN_QUOTE || IsInFuture(settling.bill())) {
    second::Second copy = second_;
    return Unposted(copy.Settle(input), settling, late);
  }
  const second::Reply reply = second_.Settle(input);
  const Seen seen = SeenOf(reply);
  if (reply.ok()) {
    bill_name_[reply.handle] = NameOfBill(settling.bill());
    bound_[message] = {
        .settles = true, .content = ContentOf(settling), .handle = reply.handle, .first = seen};
  }
  return seen;
}

Seen SecondSide::Reverse(const Reversal& reversal) {
  const bool relief = reversal.sender() == kRelief;
  const std::string& own = reversal.sender();
  Message original = {reversal.original_sender(), reversal.original_message()};
  const bool by_message = !reversal.by_number();
  const bool no_id = reversal.request_id().empty() || (by_message && original.second.empty());
  if (no_id) return Refused("form");
  if (by_message && reversal.request_id() == original.second) return Refused("form");
  if (by_message && !relief) original.first = own;
  const Bound* bound = Find(original);
  if (by_message && bound != nullptr && !bound->settles) return Refused("NOT_REVERSIBLE");
  if (!by_message && (bound == nullptr || bound->handle == 0)) {
    return SeenOf(second_.Reverse(kUnknownHandle, day_));
  }
  if (!by_message && !relief && own != original.first) return Refused("NOT_ALLOWED");  // R45

  const std::string content = original.first + " " + original.second;
  const Message request_message = {own, reversal.request_id()};
  if (dead_.contains(request_message)) return Refused(kOtherContent);
  if (const Bound* request = Find(request_message); request != nullptr) {
    const bool same = !request->settles && request->content == content;
    return same ? Replayed(*request) : Refused(kOtherContent);
  }
  const second::Reply reply = by_message
                                  ? second_.ReverseMessage(original.first, original.second, day_)
                                  : second_.Reverse(bound->handle, day_);
  const Seen seen = SeenOf(reply);
  if (reply.ok()) bound_[request_message] = {.content = content, .first = seen};
  if (reply.tombstone) dead_.insert(original);
  return seen;
}

Seen SecondSide::Replace(const Replacement& replacement) {
  const Settling& with = replacement.with();
  const Message original = {SenderOf(with), replacement.original_message()};
  const Message message = {SenderOf(with), with.bill().message_id()};
  const bool by_message = !replacement.by_number();
  if (by_message && original == message) return Refused(kOtherContent);
  if (by_message && original.second.empty()) return Refused("form");
  const Bound* bound = Find(original);
  if (by_message && bound != nullptr && !bound->settles) return Refused("NOT_REVERSIBLE");
  if (!by_message && (bound == nullptr || !bound->settles)) {
    return SeenOf(second_.Reverse(kUnknownHandle, day_));  // Nothing to replace.
  }
  if (const Bound* known = Find(message); known != nullptr) {
    const bool same =
        known->settles && known->content == ContentOf(with) && known->replaces == original;
    return same ? Replayed(*known) : Refused(kOtherContent);
  }
  // The new message's own tombstone comes before what became of the original (R31).
  if (dead_.contains(message)) return Refused(ClassOf(second::Refusal::kTombstoned));
  const second::BillInput input = InputOf(with);
  const std::string late = WhyTooLate(with);
  if (!late.empty() || with.quote() == FOREIGN_QUOTE || IsInFuture(with.bill())) {
    second::Second copy = second_;
    return Unposted(bound == nullptr ? copy.ReplaceMessage(original.first, original.second, input)
                                     : copy.Replace(bound->handle, input),
                    with, late);
  }
  const second::Reply reply = by_message
                                  ? second_.ReplaceMessage(original.first, original.second, input)
                                  : second_.Replace(bound->handle, input);
  const Seen seen = SeenOf(reply);
  if (reply.ok()) {
    bill_name_[reply.handle] = NameOfBill(with.bill());
    bound_[message] = {.settles = true,
                       .content = ContentOf(with),
                       .handle = reply.handle,
                       .replaces = original,
                       .first = seen};
    if (reply.tombstone) dead_.insert(original);
  }
  return seen;
}

bool SecondSide::IsInFuture(const v1::Bill& bill) const {
  return ParseDay(bill.accounting_date()).has_value() && bill.accounting_date() > day_;
}

// What refuses first (R31), when the driver has a reason of its own: the bill is late, insurance
// settled it after today, or it carries the quote of another outcome. `reply` is of a copy.
Seen SecondSide::Unposted(const second::Reply& reply, const Settling& settling,
                          const std::string& late) const {
  using second::Refusal;
  const auto is = [&reply](Refusal refusal) { return reply.refusal == refusal; };
  if (is(Refusal::kTombstoned) || is(Refusal::kAlreadyReversed)) return SeenOf(reply);
  if (!late.empty()) return Refused(late);
  if (is(Refusal::kForm) || is(Refusal::kIdentity) || is(Refusal::kDates)) return SeenOf(reply);
  if (IsInFuture(settling.bill())) return Refused("dates");
  return reply.ok() ? Refused("QUOTE_STALE") : SeenOf(reply);
}

Values SecondSide::OpenFunds() const {
  Values values;
  for (const auto& [fund, open] : fund_open_) {
    if (open) values[fund] = second_.Get({.kind = "fund", .id = fund});
  }
  return values;
}

// "id holder period" as the engine's side writes it, with cards and references for numbers.
second::Key SecondSide::KeyOf(const std::string& name) const {
  const std::size_t holder = name.find(' ') + 1;
  const std::size_t end = std::min(name.find(' ', holder), name.size());
  const std::string who = name.substr(holder + 2, end - holder - 2);
  const bool household = name[holder] == 'H';
  const auto number = household ? household_no_.find(who) : person_no_.find(who);
  second::Key key{.kind = "account", .id = name.substr(0, holder - 1)};
  key.holder = name.substr(holder, 2) + std::to_string(number->second);
  if (end < name.size()) key.period = name.substr(end + 1);
  return key;
}

std::string SecondSide::NameOf(const second::Key& key) const {
  return (key.kind == "metric" ? "metric:" : "") + key.id + " " + HolderName(key);
}

Values SecondSide::At(const Values& names) const {
  Values values;
  for (const auto& [name, unused] : names) values[name] = second_.Get(KeyOf(name));
  return values;
}

Values SecondSide::Accounts() const {
  Values values;
  for (const auto& [key, value] : second_.Dump()) {
    if (key.kind == "account" || key.kind == "metric") values[NameOf(key)] = value;
  }
  return values;
}

Values SecondSide::Funds() const { return OpenFunds(); }

}  // namespace yizhan::property
