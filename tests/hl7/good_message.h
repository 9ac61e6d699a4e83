// GoodMessage: a mapping and a DFT that are in order, and edits of them by place. Person, hospital
// and amounts are invented.
//
// Threads:  pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "adapters/hl7/hl7_message.h"
#include "engine/base/check.h"
#include "engine/base/text_proto.h"
#include "yizhan/v1/hl7_mapping.pb.h"

namespace yizhan::hl7 {

inline constexpr char kCard[] = "000000195001010011";

inline constexpr char kMapping[] = R"pb(
  name: "sample"
  bill_no: "ZPR-8"
  total: "ZPR-1"
  in_scope: "ZPR-2"
  pre_self_pay: "ZPR-3"
  over_limit: "ZPR-4"
  out_of_scope: "ZPR-5"
  payments { fund_code: "310100" place: "ZPR-6" }
  account_pay: "ZPR-7"
  cancels: "ZPR-9"
)pb";

inline v1::Hl7Mapping MappingText(const std::string& text) {
  v1::Hl7Mapping mapping;
  YIZHAN_CHECK(ParseTextProto("mapping", text, mapping).ok());
  return mapping;
}
inline v1::Hl7Mapping GoodMapping() { return MappingText(kMapping); }

// A field as it came; 1 is the first.
using Edit = std::pair<std::string, std::string>;

// Puts bytes where a place says; segments and fields that are missing are made.
inline std::string Edited(const std::string& message, const std::vector<Edit>& edits) {
  std::vector<std::vector<std::string>> segments;
  std::size_t from = 0;
  while (from < message.size()) {
    const std::size_t end = std::min(message.find('\r', from), message.size());
    std::vector<std::string> fields(1);
    for (const char c : message.substr(from, end - from)) {
      if (c == '|') {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    if (fields[0] == "MSH") fields.insert(fields.begin() + 1, "|");
    segments.push_back(fields);
    from = end + 1;
  }
  for (const auto& [text, value] : edits) {
    const auto place = ParsePlace(text);
    YIZHAN_CHECK(place.has_value());
    std::size_t left = place->occurrence;
    std::vector<std::string>* found = nullptr;
    for (auto& fields : segments) {
      if (fields[0] == place->segment && --left == 0) found = &fields;
    }
    if (found == nullptr) found = &segments.emplace_back(1, place->segment);
    if (found->size() <= place->field) found->resize(place->field + 1);
    (*found)[place->field] = value;
  }
  std::string out;
  for (auto& fields : segments) {
    if (fields[0] == "MSH") fields.erase(fields.begin() + 1);
    for (std::size_t i = 0; i < fields.size(); ++i) out += (i > 0 ? "|" : "") + fields[i];
    out += '\r';
  }
  return out;
}

// An inpatient of 20 to 28 June 2012: 300.00 in all, 100.00 in scope, 20.00 of it insured.
inline std::string GoodDft(const std::vector<Edit>& edits = {}) {
  static const std::string good = Edited(
      "MSH|^~\\&|HIS|H1|YIZHAN|EDGE|20120629093000||DFT^P03^DFT_P03|M1|P|2.5\r"
      "EVN|P03|20120629090000\r"
      "PID|1||000000195001010011||Test^A\r"
      "PV1|1|I\r"
      "FT1|1|F1||20120628|20120629|CG|BED|||2|200.00\r"
      "FT1|2|F2||20120628|20120629|CG|DRUG|||1|100.00\r"
      "DG1|1||J18.9\r"
      "ZPR|300.00|100.00|50.00|30.00|120.00|20.00|0.00|B1\r",
      {{"PV1-19", "V1"}, {"PV1-44", "20120620"}, {"PV1-45", "20120628"}});
  return Edited(good, edits);
}

}  // namespace yizhan::hl7
