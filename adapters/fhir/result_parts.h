// ResultParts: what ClaimResponse and ExplanationOfBenefit say alike of one settlement or quote:
// who, which bill, each program's part and why, the totals, the notes for people.
//
// Units:    fen.
// Threads:  one.
// Law:      the sum of `adjudication` of category benefit = total benefit = payment.amount.
// Format:   FHIR R4 JSON. Aid is not the line's but the bill's: a line says only what was
// submitted.
#pragma once

#include <string>
#include <vector>

#include "adapters/national/json_writer.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::fhir {

// "meta": marks test data of a training ledger.
void WriteMeta(JsonWriter& writer, const v1::SettleResult& result);
// "type", "subType", "use".
void WriteKind(JsonWriter& writer, v1::CareKind kind, bool quote);
// "insurer": the aid, not the basic insurance.
void WriteInsurer(JsonWriter& writer);
// "item": each fee line as submitted.
void WriteItems(JsonWriter& writer, const v1::SettleResult& result, const char* sequence_key);
// kEligible: when none is, all of them, so that nobody is left without a reason.
enum class Programs { kEligible, kAll };
// "adjudication": one entry per program of result.steps(), paid or not, with its reasons; entries
// of result.lines() when the steps are not known.
void WriteAdjudication(JsonWriter& writer, const v1::SettleResult& result, Programs programs);
// "total"
void WriteTotals(JsonWriter& writer, const v1::SettleResult& result);
// "payment"
void WritePayment(JsonWriter& writer, const v1::SettleResult& result);

// 培训, illustrative, after the fact, what upstream says otherwise, warnings for the desk.
std::vector<std::string> NotesOf(const v1::SettleResult& result);
// "processNote", none when there are none.
void WriteNotes(JsonWriter& writer, const std::vector<std::string>& notes);

// "救助支付 50.00 元，..." and what became of it since.
std::string DispositionOf(const v1::SettleResult& result);
// "active", or "cancelled" of what was taken back or replaced.
std::string StatusOf(const v1::SettleResult& result);

}  // namespace yizhan::fhir
