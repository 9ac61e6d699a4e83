// ReadBill: raw messages as bills by a mapping, and what a row of a table looks at in them.
//
// Threads:  pure.
#pragma once

#include <string>

#include "adapters/hl7/hl7_bill.h"
#include "tests/hl7/good_message.h"

namespace yizhan::hl7 {

inline absl::StatusOr<BilledMessage> Read(const std::string& raw,
                                          const v1::Hl7Mapping& text = GoodMapping(),
                                          const v1::Hl7Visit& visit = {}) {
  const auto mapping = CheckMapping(text);
  if (!mapping.ok()) return mapping.status();
  const auto message = ReadMessage(raw, mapping->charset_default);
  if (!message.ok()) return message.status();
  const auto event = EventOf(*message);
  if (!event.ok()) return event.status();
  return BillOf({.message = *message,
                 .event = *event,
                 .mapping = *mapping,
                 .institution_id = "H1",
                 .visit = visit});
}

inline v1::Hl7Mapping With(const std::string& more) {
  v1::Hl7Mapping mapping = GoodMapping();
  mapping.MergeFrom(MappingText(more));
  return mapping;
}

// One value of the bill; the name's first word says which.
inline std::string Value(const std::string& name, const v1::SettleRequest& request) {
  const v1::Bill& bill = request.bill();
  std::string lines;
  for (const v1::FeeLine& line : bill.fee_lines()) {
    lines += line.line_no() + "=" + std::to_string(line.amount_fen()) + " ";
  }
  std::string diagnoses;
  for (const std::string& code : bill.diagnoses()) diagnoses += code + " ";
  std::string paid;
  for (const auto& payment : bill.insurer_payments()) {
    paid += payment.fund_code() + "=" + std::to_string(payment.amount_fen()) + " ";
  }
  for (const auto& aid : bill.upstream_aid()) {
    paid += "aid " + aid.fund_code() + "=" + std::to_string(aid.amount_fen()) + " ";
  }
  const std::string kind = name.substr(0, name.find('_'));
  if (kind == "lines") return lines;
  if (kind == "diagnoses") return diagnoses;
  if (kind == "paid") return paid;
  if (kind == "days")
    return bill.service_start() + " " + bill.service_end() + " " + bill.accounting_date();
  if (kind == "care") return v1::CareKind_Name(bill.care_kind());
  if (kind == "card")
    return request.person().card().cert_type() + " " + request.person().card().cert_no();
  if (kind == "in") return std::to_string(bill.in_scope_fen());
  if (kind == "account") return std::to_string(bill.account_pay_fen());
  if (kind == "borne") return std::to_string(bill.hospital_borne_fen());
  if (kind == "bill") return bill.bill_no();
  if (kind == "referral") return bill.referral_no();
  return "no such value";
}
// The message without the segments of that name.
inline std::string Without(const std::string& message, const std::string& segment) {
  std::string out;
  std::size_t from = 0;
  while (from < message.size()) {
    const std::size_t end = message.find('\r', from);
    const std::string line = message.substr(from, end - from);
    if (!line.starts_with(segment)) out += line + "\r";
    from = end + 1;
  }
  return out;
}

inline v1::Hl7Mapping WithoutTotal() {
  v1::Hl7Mapping mapping = GoodMapping();
  mapping.clear_total();
  return mapping;
}

}  // namespace yizhan::hl7
