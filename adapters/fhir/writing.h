// Writing: the small elements of which every FHIR answer is made.
//
// Units:    fen in; Money is {"value": 12.30, "currency": "CNY"}.
// Threads:  one.
// Format:   FHIR R4 JSON. What is empty is not written: FHIR has no empty text and no empty list.
#pragma once

#include <string>
#include <vector>

#include "adapters/national/json_writer.h"

namespace yizhan::fhir {

struct Coding {
  std::string system;
  std::string code;
  std::string display{};
};

// Members of an object, each with its key.
void WriteMoney(JsonWriter& writer, const std::string& key, std::int64_t amount_fen);
void WriteConcept(JsonWriter& writer, const std::string& key, const std::vector<Coding>& codings,
                  const std::string& text = "");
void WriteCodings(JsonWriter& writer, const std::vector<Coding>& codings);  // "coding": [...]
// A reference by identifier alone.
void WriteLogicalReference(JsonWriter& writer, const std::string& key, const Coding& identifier);
void WriteDisplayReference(JsonWriter& writer, const std::string& key, const std::string& display);
// "identifier": [{system, value}, ...]
void WriteIdentifiers(JsonWriter& writer, const std::vector<Coding>& identifiers);

// Whole extensions, in a list.
void WriteTextExtension(JsonWriter& writer, const std::string& url, const std::string& text);
void WriteMoneyExtension(JsonWriter& writer, const std::string& url, std::int64_t amount_fen);

// "7a0000000000000b"
std::string PersonNoText(std::uint64_t person_no);

// Chinese first.
std::string Both(const std::string& zh, const std::string& en);

}  // namespace yizhan::fhir
