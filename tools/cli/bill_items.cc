#include "tools/cli/bill_items.h"

#include <utility>

#include "adapters/bill_json/bill_json.h"
#include "adapters/files/register_csv.h"
#include "adapters/national/json_reader.h"
#include "engine/adjudicate/bill_form.h"
#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/register/facts.h"

namespace yizhan::cli {
namespace {

constexpr char kReverse[] = "reverse";

// Keys people in memory only: nothing made with it is kept.
IndexKey PassingKey() { return {.bytes = std::string(32, 's')}; }

bool IsReversal(const std::string& line) {
  const std::size_t first = line.find('"');
  return first != std::string::npos && line.compare(first + 1, sizeof kReverse, "reverse\"") == 0;
}

absl::StatusOr<std::string> TextOf(const Json& object, const std::string& key) {
  const auto found = Require(object, key, Json::Kind::kString, kReverse);
  if (!found.ok()) return found.status();
  return (*found)->text;
}

// The message key of the bill to take back.
absl::StatusOr<std::string> ParseReversal(const std::string& line) {
  const absl::StatusOr<Json> root = ParseJson(line);
  if (!root.ok()) return root.status();
  const auto reverse = Require(*root, kReverse, Json::Kind::kObject, "");
  if (!reverse.ok()) return reverse.status();
  const auto institution = TextOf(**reverse, "institution_id");
  if (!institution.ok()) return institution.status();
  const auto message = TextOf(**reverse, "message_id");
  if (!message.ok()) return message.status();
  return MessageKey(*institution, *message);
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
    items.cards_[person.line()] = checked->card_key;
    items.people_[checked->card_key] = {.person_no = person.line(),
                                        .record = std::move(checked->record)};
  }
  return items;
}

std::optional<Item> BillItems::Read(std::uint64_t number, const std::string& line) {
  ++counts_.lines;
  absl::StatusOr<std::optional<Item>> item = ReadLine(number, line);
  if (item.ok()) return *std::move(item);
  if (counts_.refused++ == 0) {
    counts_.first_refused_line = number;
    counts_.first_refusal = DetailOf(item.status()).message_zh();
  }
  return std::nullopt;
}

absl::StatusOr<std::optional<Item>> BillItems::ReadLine(std::uint64_t number,
                                                        const std::string& line) {
  if (!IsReversal(line)) {
    const absl::StatusOr<v1::SettleRequest> request = ParseSettleJson(line);
    if (!request.ok()) return request.status();
    return ReadBill(number, *request);
  }
  const absl::StatusOr<std::string> key = ParseReversal(line);
  if (!key.ok()) return key.status();
  const auto found = messages_.find(*key);
  if (found == messages_.end() || found->second.number == 0) {
    return Refuse({.reason = v1::ENTRY_UNKNOWN, .field = "reverse.message_id"});
  }
  natural_keys_.erase(found->second.natural_key);
  const std::uint64_t original = std::exchange(found->second.number, 0);
  return std::optional<Item>({.number = number, .body = ReversalItem{.original = original}});
}

absl::StatusOr<std::optional<Item>> BillItems::ReadBill(std::uint64_t number,
                                                        const v1::SettleRequest& request) {
  absl::StatusOr<Bill> bill = CheckBill(request.bill(), kOpenEnd);
  if (!bill.ok()) return bill.status();
  const auto card = cards_.find(request.person().person_no());
  const std::string card_key = request.person().has_card()
                                   ? CardKey(request.person().card(), PassingKey())
                               : card == cards_.end() ? ""
                                                      : card->second;
  const auto known = people_.find(card_key);
  if (known == people_.end()) {
    ++counts_.unknown_people;
    return std::optional<Item>();
  }
  const std::string natural_key = NaturalKey(*bill);
  const std::string message_key = MessageKey(bill->institution_id, bill->message_id);
  if (messages_.contains(message_key) || natural_keys_.contains(natural_key)) {
    ++counts_.repeated;
    return std::optional<Item>();
  }
  messages_[message_key] = {.number = number, .natural_key = natural_key};
  natural_keys_.insert(natural_key);
  PersonFacts facts = FactsFor(known->second.person_no, known->second.record, bill->service_start,
                               bill->service_end);
  return std::optional<Item>(
      {.number = number, .body = BillItem{.bill = *std::move(bill), .person = std::move(facts)}});
}

}  // namespace yizhan::cli
