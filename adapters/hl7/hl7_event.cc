#include "adapters/hl7/hl7_event.h"

#include <algorithm>

#include "engine/base/digest.h"
#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/base/utf8.h"

namespace yizhan::hl7 {
namespace {

constexpr std::size_t kControlIdCharactersMax = 199;  // 2.7; 20 before.
constexpr std::size_t kHexDigits = 48;

struct KnownVersion {
  std::string_view text;
  Version version;
};
constexpr KnownVersion kVersions[] = {
    {"2.1", kVersion21}, {"2.2", kVersion22}, {"2.3", 230},   {"2.3.1", kVersion231},
    {"2.4", 240},        {"2.5", kVersion25}, {"2.5.1", 251}, {"2.6", 260},
    {"2.7", kVersion27}, {"2.7.1", 271},      {"2.8", 280},   {"2.8.1", 281},
    {"2.8.2", 282},
};

struct KnownEvent {
  std::string_view type;
  std::string_view trigger;
  EventKind kind;
};
constexpr KnownEvent kEvents[] = {
    {"DFT", "P03", EventKind::kBill},          {"DFT", "P11", EventKind::kBill},
    {"BAR", "P01", EventKind::kBill},          {"EHC", "E01", EventKind::kInvoice},
    {"EHC", "E02", EventKind::kCancelInvoice}, {"ADT", "A01", EventKind::kVisit},
    {"ADT", "A03", EventKind::kVisit},         {"ADT", "A04", EventKind::kVisit},
    {"ADT", "A08", EventKind::kVisit},         {"ADT", "A11", EventKind::kVisit},
    {"ADT", "A13", EventKind::kVisit},
};

bool KnowsType(std::string_view type) {
  return std::any_of(std::begin(kEvents), std::end(kEvents),
                     [type](const KnownEvent& known) { return known.type == type; });
}

const KnownEvent* FindEvent(std::string_view type, std::string_view trigger) {
  for (const KnownEvent& known : kEvents) {
    if (known.type == type && known.trigger == trigger) return &known;
  }
  return nullptr;
}

absl::Status UnknownType() {
  return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                 .field = "MSH-9",
                 .expected = "DFT^P03, DFT^P11, BAR^P01, EHC^E01, EHC^E02, ADT"});
}

absl::Status CheckType(const Header& header, Version version) {
  const std::string_view type = header.Code(9, 1);
  if (!KnowsType(type)) return UnknownType();
  const std::string_view trigger = header.Code(9, 2);
  const bool stands_in_evn = trigger.empty() && version <= kVersion22;
  if (stands_in_evn || FindEvent(type, trigger) != nullptr) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                 .field = "MSH-9.2",
                 .expected = "P03, P11, P01, E01, E02, A01, A03, A04, A08, A11, A13"});
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

bool Contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::optional<Version> VersionOf(std::string_view text) {
  for (const KnownVersion& known : kVersions) {
    if (known.text == text) return known.version;
  }
  return std::nullopt;
}

bool IsAcknowledgement(const Header& header) { return header.Code(9, 1) == "ACK"; }

absl::Status CheckHeader(const Header& header, const Mapping& mapping) {
  const std::optional<Version> version = VersionOf(header.Code(12, 1));
  if (!version.has_value()) {
    return Refuse({.reason = header.Raw(12).empty() ? v1::FIELD_MISSING : v1::FIELD_UNKNOWN_VALUE,
                   .field = "MSH-12",
                   .expected = "2.1 .. 2.8"});
  }
  if (auto status = CheckType(header, *version); !status.ok()) return status;
  if (!Contains(mapping.processing_ids, header.Code(11, 1))) {
    return Refuse({.reason = header.Raw(11).empty() ? v1::FIELD_MISSING : v1::FIELD_UNKNOWN_VALUE,
                   .field = "MSH-11",
                   .expected = Joined(mapping.processing_ids)});
  }
  const bool let_in =
      mapping.applications.empty() || Contains(mapping.applications, header.Code(3, 1));
  if (!let_in) return Refuse({.reason = v1::NOT_ALLOWED, .field = "MSH-3"});
  return absl::OkStatus();
}

absl::StatusOr<Event> EventOf(const Message& message) {
  const Header& header = message.header();
  Event event{.type = std::string(header.Code(9, 1)),
              .trigger = std::string(header.Code(9, 2)),
              .version = VersionOf(header.Code(12, 1)).value_or(0)};
  if (event.trigger.empty()) event.trigger = message.Text({.segment = "EVN", .field = 1});
  const KnownEvent* known = FindEvent(event.type, event.trigger);
  if (known == nullptr) {
    return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                   .field = "EVN-1",
                   .expected = "P03, P11, P01, A01, A03, A04, A08, A11, A13"});
  }
  event.kind = known->kind;
  return event;
}

absl::StatusOr<std::string> MessageIdOf(const Message& message) {
  const std::string control_id = message.Text({.segment = "MSH", .field = 10});
  if (auto status = CheckRequiredText("MSH-10", control_id, kControlIdCharactersMax);
      !status.ok()) {
    return status;
  }
  const std::string application = message.Text({.segment = "MSH", .field = 3});
  if (auto status = CheckText("MSH-3", application, kControlIdCharactersMax); !status.ok()) {
    return status;
  }
  return MessageIdOf(application, control_id);
}

std::string MessageIdOf(const std::string& application, const std::string& control_id) {
  const std::string whole = "HL7:" + application + ":" + control_id;
  if (CountCharacters(whole).value_or(kMessageIdCharactersMax + 1) <= kMessageIdCharactersMax) {
    return whole;
  }
  return "HL7#" + HexText(Sha256(whole)).substr(0, kHexDigits);
}

}  // namespace yizhan::hl7
