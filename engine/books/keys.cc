#include "engine/books/keys.h"

namespace yizhan {
namespace {

std::string Prefixed(const std::string& text) {
  std::string key = NumberKey(text.size()).substr(4);  // 4 bytes are plenty: ids are bounded.
  key += text;
  return key;
}

}  // namespace

std::string NumberKey(std::uint64_t number) {
  std::string key(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) {
    key[i] = static_cast<char>((number >> (56 - 8 * i)) & 0xff);
  }
  return key;
}

std::optional<std::uint64_t> NumberOfKey(std::string_view key) {
  if (key.size() != 8) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : key) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

std::string MessageKey(const std::string& sender, const std::string& message_id) {
  return Prefixed(sender) + message_id;
}

std::string NaturalKey(const Bill& bill) {
  const bool numbered = !bill.bill_no.empty();
  std::string key = Prefixed(bill.institution_id);
  key.push_back(numbered ? 'B' : 'M');
  key += Prefixed(numbered ? bill.bill_no : bill.message_id);
  key += NumberKey(bill.revision);
  return key;
}

std::string PersonHolderKey(std::uint64_t person_no) { return "P" + NumberKey(person_no); }

std::string HouseholdHolderKey(std::uint64_t household_no) { return "H" + NumberKey(household_no); }

std::string VisitHolderKey(std::uint64_t person_no, const std::string& institution_id,
                           const std::string& visit_no) {
  return "V" + NumberKey(person_no) + Prefixed(institution_id) + visit_no;
}

std::string AlertKey(const std::string& threshold_id, const v1::Crossing& crossing) {
  return Prefixed(threshold_id) + NumberKey(crossing.person_no()) +
         NumberKey(crossing.household_no()) + NumberKey(crossing.year()) +
         Prefixed(crossing.institution_id()) + crossing.visit_no();
}

std::string OfficerIdKey(const std::string& id) { return kOfficerIdPrefix + id; }

std::string OfficerKeyKey(const std::string& public_key) { return "k" + public_key; }

AccountPlace PlaceOf(const CompiledAccount& account, const Bill& bill, const PersonFacts& person) {
  AccountPlace place;
  if (account.period == Period::kVisit) {
    place.holder_key = VisitHolderKey(person.person_no, bill.institution_id, bill.visit_no);
  } else if (account.holder == Holder::kHousehold && person.household_no != 0) {
    place.holder_key = HouseholdHolderKey(person.household_no);
  } else {
    place.holder_key = PersonHolderKey(person.person_no);
  }
  if (account.period == Period::kYear) {
    place.year = static_cast<std::uint32_t>(YearOf(bill.accounting_date));
  }
  return place;
}

}  // namespace yizhan
