#include "tools/cli/bill_items.h"

#include <utility>

#include "adapters/files/register_csv.h"
#include "engine/adjudicate/bill_form.h"
#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/register/facts.h"
#include "tools/cli/line_error.h"

namespace yizhan::cli {
namespace {

// Keys people in memory only: nothing made with it is kept.
IndexKey PassingKey() { return {.bytes = std::string(32, 's')}; }

bool IsRepeated(v1::Reason reason) {
  return reason == v1::MESSAGE_ID_OTHER_CONTENT || reason == v1::BILL_ALREADY_SETTLED;
}

}  // namespace

absl::StatusOr<BillItems> BillItems::WithRegister(const std::string& csv) {
  const absl::StatusOr<files::RegisterFile> file = files::ParseRegisterCsv(csv);
  if (!file.ok()) return file.status();
  BillItems items;
  items.counts_.refused_people = static_cast<std::int64_t>(file->refused.size());
  const IndexKey key = PassingKey();
  for (const v1::ImportPerson& person : file->persons) {
    absl::StatusOr<CheckedPerson> checked = CheckImport(person, key);
    if (!checked.ok()) {
      ++items.counts_.refused_people;
      continue;
    }
    items.people_[checked->card_key] = {.person_no = person.line(),
                                        .record = std::move(checked->record)};
  }
  return items;
}

std::vector<Item> BillItems::Read(std::uint64_t number, const std::string& line) {
  Items items = ReadLine(number, line);
  if (items.ok()) {
    ++counts_.lines;
    return *std::move(items);
  }
  const v1::ErrorDetail why = DetailOf(items.status());
  if (why.reason() == v1::PERSON_UNKNOWN) {
    ++counts_.lines;
    ++counts_.unknown_people;
  } else if (IsRepeated(why.reason())) {
    ++counts_.lines;
    ++counts_.repeated;
  } else {
    const bool is_first = counts_.refused == 0;
    Refused(number, items.status());
    if (is_first) counts_.first_refusal = WithFound(why, line);
  }
  return {};
}

void BillItems::Refused(std::uint64_t number, const absl::Status& why) {
  ++counts_.lines;
  if (counts_.refused++ != 0) return;
  counts_.first_refused_line = number;
  counts_.first_refusal = DetailOf(why);
}

BillItems::Items BillItems::ReadLine(std::uint64_t number, const std::string& line) {
  const absl::StatusOr<BillLine> read = ReadBillLine(line);
  if (!read.ok()) return read.status();
  if (const auto* settle = std::get_if<v1::SettleRequest>(&*read); settle != nullptr) {
    return Settle(number, *settle);
  }
  if (const auto* replace = std::get_if<v1::ReplaceRequest>(&*read); replace != nullptr) {
    return Replace(number, *replace);
  }
  return Reverse(number, std::get<ReverseLine>(*read));
}

absl::StatusOr<BillItems::Checked> BillItems::Check(const v1::SettleRequest& request,
                                                    const std::string& freed) const {
  const v1::Bill& stated = request.bill();
  Checked checked;
  checked.message_key = MessageKey(stated.institution_id(), stated.message_id());
  if (const auto bound = messages_.find(checked.message_key); bound != messages_.end()) {
    const bool is_dead = bound->second.kind == Kind::kDead;
    return Refuse({.reason = is_dead ? v1::MESSAGE_TOMBSTONED : v1::MESSAGE_ID_OTHER_CONTENT,
                   .field = "bill.message_id",
                   .found = stated.message_id()});
  }
  absl::StatusOr<Bill> bill = CheckBill(stated, kOpenEnd);
  if (!bill.ok()) return bill.status();
  checked.natural_key = NaturalKey(*bill);
  if (natural_keys_.contains(checked.natural_key) && checked.natural_key != freed) {
    return Refuse({.reason = v1::BILL_ALREADY_SETTLED, .field = "bill.bill_no"});
  }
  const auto known = people_.find(CardKey(request.person().card(), PassingKey()));
  if (known == people_.end()) {
    return Refuse({.reason = v1::PERSON_UNKNOWN, .field = "person.card"});
  }
  checked.item.person = FactsFor(known->second.person_no, known->second.record, bill->service_start,
                                 bill->service_end);
  checked.item.bill = *std::move(bill);
  return checked;
}

Item BillItems::Bind(std::uint64_t number, Checked checked) {
  natural_keys_.insert(checked.natural_key);
  const auto bound = messages_.insert_or_assign(
      std::move(checked.message_key),
      Bound{.kind = Kind::kLive, .line = number, .natural_key = std::move(checked.natural_key)});
  settled_[number] = &*bound.first;
  return {.number = number, .body = std::move(checked.item)};
}

BillItems::Items BillItems::Settle(std::uint64_t number, const v1::SettleRequest& request) {
  absl::StatusOr<Checked> checked = Check(request, /*freed=*/"");
  if (!checked.ok()) return checked.status();
  std::vector<Item> items;
  items.push_back(Bind(number, *std::move(checked)));
  return items;
}

absl::StatusOr<BillItems::Original> BillItems::FindByLine(std::uint64_t line,
                                                          const std::string& institution_id) {
  const auto found = settled_.find(line);
  if (found == settled_.end()) {
    return Refuse(
        {.reason = v1::SETTLEMENT_UNKNOWN, .field = "number", .found = std::to_string(line)});
  }
  Messages::value_type& message = *found->second;
  // Every message key of an institution begins like its shortest one.
  if (!institution_id.empty() && !message.first.starts_with(MessageKey(institution_id, ""))) {
    return Refuse(
        {.reason = v1::NOT_ALLOWED, .field = "institution_id", .found = institution_id});  // R45
  }
  return Original{.message_key = message.first, .bound = &message.second};
}

BillItems::Original BillItems::FindByMessage(const std::string& institution_id,
                                             const std::string& message_id) {
  Original original{.message_key = MessageKey(institution_id, message_id)};
  const auto found = messages_.find(original.message_key);
  if (found != messages_.end()) original.bound = &found->second;
  return original;
}

std::vector<Item> BillItems::TakeBack(std::uint64_t number, const Original& original) {
  if (original.bound == nullptr) {
    messages_[original.message_key] = {.kind = Kind::kDead};
    return {};
  }
  natural_keys_.erase(original.bound->natural_key);
  original.bound->kind = Kind::kEnded;
  std::vector<Item> items;
  items.push_back({.number = number, .body = ReversalItem{.original = original.bound->line}});
  return items;
}

BillItems::Items BillItems::Reverse(std::uint64_t number, const ReverseLine& line) {
  const v1::ReverseRequest& request = line.request;
  absl::StatusOr<Original> original =
      request.what_case() == v1::ReverseRequest::kNumber
          ? FindByLine(request.number(), line.institution_id)
          : FindByMessage(line.institution_id, request.message_id());
  if (!original.ok()) return original.status();
  if (!request.request_id().empty() && request.request_id() == request.message_id()) {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .field = "request_id",
                   .expected = "another id than the message it reverses"});
  }
  const std::string key = MessageKey(line.institution_id, request.request_id());
  const auto bound = request.request_id().empty() ? messages_.end() : messages_.find(key);
  if (bound != messages_.end()) {
    // The same reversal once more changes nothing (R45).
    if (bound->second.reversed == original->message_key) return std::vector<Item>();
    return Refuse({.reason = v1::MESSAGE_ID_OTHER_CONTENT, .field = "request_id"});
  }
  if (original->bound != nullptr && original->bound->kind != Kind::kLive) {
    return Refuse({.reason = v1::ALREADY_REVERSED});
  }
  std::vector<Item> items = TakeBack(number, *original);
  if (!request.request_id().empty()) {
    messages_[key] = {.kind = Kind::kReversal, .reversed = original->message_key};
  }
  return items;
}

BillItems::Items BillItems::Replace(std::uint64_t number, const v1::ReplaceRequest& request) {
  const v1::SettleRequest& replacement = request.replacement();
  absl::StatusOr<Original> original =
      request.what_case() == v1::ReplaceRequest::kNumber
          ? FindByLine(request.number(), "")
          : FindByMessage(replacement.bill().institution_id(), request.message_id());
  if (!original.ok()) return original.status();
  if (original->bound != nullptr && original->bound->kind != Kind::kLive) {
    return Refuse({.reason = v1::ALREADY_REVERSED});
  }
  absl::StatusOr<Checked> checked =
      Check(replacement, original->bound == nullptr ? "" : original->bound->natural_key);
  if (!checked.ok()) return checked.status();
  if (checked->message_key == original->message_key) {
    return Refuse({.reason = v1::MESSAGE_ID_OTHER_CONTENT, .field = "bill.message_id"});
  }
  std::vector<Item> items = TakeBack(number, *original);
  items.push_back(Bind(number, *std::move(checked)));
  return items;
}

}  // namespace yizhan::cli
