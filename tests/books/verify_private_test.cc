// Verify: forged authorizations, and tables of officers and private data that were tampered with.

#include <string>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"
#include "tests/books/played.h"

namespace yizhan::test {
namespace {

class TamperPrivateTest : public testing::TestWithParam<TamperCase> {};

TEST_P(TamperPrivateTest, IsNamed) { ExpectNamed(GetParam()); }

// The first activation, of which two officers' signatures are in the entry.
std::uint64_t Activation(const Played& played) {
  std::uint64_t number = 0;
  while (!played.desk->EntryAt(number).has_pack_activated()) ++number;
  return number;
}

// clang-format off
const TamperCase kSignatures[] = {
    {"ForgedSignature", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, Activation(p), [](v1::Entry& e) {
         e.mutable_pack_activated()->mutable_authorization()->mutable_signatures(1)
             ->mutable_signature()->at(3) ^= 1; }); },
     [](const Played& p) { return EntryName(Activation(p)) + ": its authorization does not"; }},
    {"MissingSignature", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, Activation(p), [](v1::Entry& e) {
         e.mutable_pack_activated()->mutable_authorization()->mutable_signatures()
             ->RemoveLast(); }); },
     [](const Played& p) { return EntryName(Activation(p)) + ": its authorization does not"; }},
    {"NoAuthorization", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, Activation(p), [](v1::Entry& e) {
         e.mutable_pack_activated()->clear_authorization(); }); },
     [](const Played& p) { return EntryName(Activation(p)) + ": its authorization does not"; }},
    {"OneOfficerTwice", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, Activation(p), [](v1::Entry& e) {
         v1::Authorization& a = *e.mutable_pack_activated()->mutable_authorization();
         *a.mutable_signatures(1) = a.signatures(0); }); },
     [](const Played& p) { return EntryName(Activation(p)) + ": its authorization does not"; }},
    {"EffectiveDateOfAPack", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, Activation(p), [](v1::Entry& e) {
         e.mutable_pack_activated()->set_effective_from("2000-01-02"); }); },
     [](const Played& p) { return EntryName(Activation(p)) + ": its authorization does not"; }},
    {"NoEffectiveDateOfAPack", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, Activation(p), [](v1::Entry& e) {
         e.mutable_pack_activated()->clear_effective_from(); }); },
     [](const Played& p) { return EntryName(Activation(p)) + ": its authorization does not"; }},
    {"EffectiveDateIsNone", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, Activation(p), [](v1::Entry& e) {
         e.mutable_pack_activated()->set_effective_from("soon"); }); },
     [](const Played& p) { return EntryName(Activation(p)) + ": its effective date is none"; }},
    {"AmountOfAGrant", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.grant, [](v1::Entry& e) {
         e.mutable_fund_changed()->set_amount_fen(9'000);
         e.mutable_fund_changed()->set_balance_after_fen(9'000); }); },
     [](const Played& p) { return EntryName(p.grant) + ": its authorization does not"; }},
    {"GrantAfterItsSignaturesRanOut", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.grant, [](v1::Entry& e) { e.set_posted_ms(e.posted_ms() + kDayMs); }); },
     [](const Played& p) { return EntryName(p.grant) + ": its authorization does not"; }},
    {"RequestOfAGrant", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.grant, [](v1::Entry& e) {
         e.mutable_fund_changed()->set_request_id("mine"); }); },
     [](const Played& p) { return EntryName(p.grant) + ": its authorization does not"; }},
    {"AuthorizationNobodyAskedFor", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.grant - 1, [](v1::Entry& e) {
         e.mutable_fund_changed()->mutable_authorization()->set_valid_until_ms(1); }); },
     [](const Played& p) { return EntryName(p.grant - 1) + ": opening a fund"; }},
    {"PersonOfAnErasure", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.erasure, [&p](v1::Entry& e) {
         e.mutable_person_erased()->set_person_no(p.person_no);
         for (std::uint64_t i = 0; i < p.erasure; ++i) {
           const v1::Entry changed = p.desk->EntryAt(i);
           if (changed.person_changed().person_no() != p.person_no) continue;
           e.mutable_person_erased()->set_previous_of_person(i);
         } }); },
     [](const Played& p) { return EntryName(p.erasure) + ": its authorization does not"; }},
    {"OrderOfAnErasure", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.erasure, [](v1::Entry& e) {
         e.mutable_person_erased()->set_order_reference("other"); }); },
     [](const Played& p) { return EntryName(p.erasure) + ": its authorization does not"; }},
    {"ErasureOfNobody", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.erasure, [](v1::Entry& e) {
         e.mutable_person_erased()->set_person_no(7); }); },
     [](const Played& p) { return EntryName(p.erasure) + ": unknown person"; }},
    {"BackLinkOfAnErasure", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.erasure, [](v1::Entry& e) {
         e.mutable_person_erased()->set_previous_of_person(1); }); },
     [](const Played& p) { return EntryName(p.erasure) + ": the person's previous entry"; }},
    {"BackLinkOfARead", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.read, [](v1::Entry& e) {
         e.mutable_private_read()->clear_previous_read(); }); },
     [](const Played& p) { return EntryName(p.read) + ": the person's previous read"; }},
    {"ReadWithoutPurpose", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.read, [](v1::Entry& e) {
         e.mutable_private_read()->clear_purpose(); }); },
     [](const Played& p) { return EntryName(p.read) + ": it has no purpose"; }},
    {"ReadHidden", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.read, [](v1::Entry& e) {
         e.mutable_day_opened()->set_day("2012-06-30"); }); },
     [](const Played&) { return std::string("tree: root is"); }},
    {"KeyOfAnOfficer", [](const Played& p, TamperedStore& s) {
       for (std::uint64_t i = 0; i < p.desk->Head().size; ++i) {
         if (p.desk->EntryAt(i).officer_changed().officer().id() != "li") continue;
         return ChangeEntry(p, s, i, [](v1::Entry& e) {
           e.mutable_officer_changed()->mutable_officer()->set_public_key(
               OfficerKey("mallory").public_key()); });
       } },
     [](const Played& p) { return EntryName(Activation(p)) + ": its authorization does not"; }},
    {"OneKeyForTwoOfficers", [](const Played& p, TamperedStore& s) {
       for (std::uint64_t i = 0; i < p.desk->Head().size; ++i) {
         if (p.desk->EntryAt(i).officer_changed().officer().id() != "zhao") continue;
         return ChangeEntry(p, s, i, [](v1::Entry& e) {
           e.mutable_officer_changed()->mutable_officer()->set_public_key(
               OfficerKey("li").public_key()); });
       } },
     [](const Played&) { return std::string(": its key is that of officer li"); }},
    {"OfficerNotRetired", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.desk->Head().size - 1, [](v1::Entry& e) {
         e.mutable_officer_changed()->mutable_officer()->set_retired(false); }); },
     [](const Played&) { return RowName(Table::kOfficer, OfficerIdKey("zhao")); }},
};

const TamperCase kPrivateRows[] = {
    {"OfficerBack", [](const Played& p, TamperedStore& s) {
       ChangeRow<v1::OfficerRow>(p, s, Table::kOfficer, OfficerIdKey("zhao"),
                                 [](v1::OfficerRow& r) {
                                   r.mutable_officer()->set_retired(false); }); },
     [](const Played&) { return RowName(Table::kOfficer, OfficerIdKey("zhao")); }},
    {"ExtraOfficer", [](const Played&, TamperedStore& s) {
       v1::OfficerRow row;
       *row.mutable_officer() = OfficerRecord("mallory");
       s.SetRow(Table::kOfficer, OfficerIdKey("mallory"), row.SerializeAsString()); },
     [](const Played&) { return RowName(Table::kOfficer, OfficerIdKey("mallory")); }},
    {"StatementUnused", [](const Played& p, TamperedStore& s) {
       const auto row = p.desk->Rows(Table::kStatement).at(0);
       s.SetRow(Table::kStatement, absl::HexStringToBytes(row.substr(0, 64)), std::nullopt); },
     [](const Played&) { return std::string("table 13 key"); }},
    {"ErasureForgotten", [](const Played& p, TamperedStore& s) {
       ChangeRow<v1::PersonRow>(p, s, Table::kPerson, NumberKey(p.erased_no),
                                [](v1::PersonRow& r) { r.clear_erased(); }); },
     [](const Played& p) { return RowName(Table::kPerson, NumberKey(p.erased_no)); }},
    {"ReadForgotten", [](const Played& p, TamperedStore& s) {
       ChangeRow<v1::PersonRow>(p, s, Table::kPerson, NumberKey(p.erased_no),
                                [](v1::PersonRow& r) { r.clear_last_read(); }); },
     [](const Played& p) { return RowName(Table::kPerson, NumberKey(p.erased_no)); }},
    {"PrivateRowMissing", [](const Played& p, TamperedStore& s) {
       s.SetRow(Table::kPrivate, NumberKey(p.person_no), std::nullopt); },
     [](const Played& p) { return "person " + std::to_string(p.person_no) + ": has no row"; }},
    {"PrivateRowOfAnErasedPerson", [](const Played& p, TamperedStore& s) {
       v1::SealedRow row;
       row.set_sealed("x");
       s.SetRow(Table::kPrivate, NumberKey(p.erased_no), row.SerializeAsString()); },
     [](const Played& p) { return RowName(Table::kPrivate, NumberKey(p.erased_no)); }},
    {"PrivateRowOfNobody", [](const Played&, TamperedStore& s) {
       v1::SealedRow row;
       row.set_sealed("x");
       s.SetRow(Table::kPrivate, "x", row.SerializeAsString()); },
     [](const Played&) { return RowName(Table::kPrivate, "x"); }},
    {"PrivateRowNotSealed", [](const Played& p, TamperedStore& s) {
       s.SetRow(Table::kPrivate, NumberKey(p.person_no), ""); },
     [](const Played& p) { return RowName(Table::kPrivate, NumberKey(p.person_no)); }},
    {"CardOfAnErasedPerson", [](const Played& p, TamperedStore& s) {
       s.SetRow(Table::kCard, "card", NumberKey(p.erased_no)); },
     [](const Played&) { return RowName(Table::kCard, "card"); }},
    {"SecondCard", [](const Played& p, TamperedStore& s) {
       s.SetRow(Table::kCard, "~~", NumberKey(p.person_no)); },
     [](const Played&) { return std::string("table 10 key"); }},
    {"CardOfNobody", [](const Played&, TamperedStore& s) { s.SetRow(Table::kCard, "card", "x"); },
     [](const Played&) { return RowName(Table::kCard, "card"); }},
    {"CardMissing", [](const Played& p, TamperedStore& s) {
       const auto row = p.desk->Rows(Table::kCard).at(0);
       s.SetRow(Table::kCard, absl::HexStringToBytes(row.substr(0, 64)), std::nullopt); },
     [](const Played& p) { return "person " + std::to_string(p.person_no) + ": has no row"; }},
};
// clang-format on

const auto kNameOf = [](const testing::TestParamInfo<TamperCase>& row) { return row.param.name; };
INSTANTIATE_TEST_SUITE_P(Signatures, TamperPrivateTest, testing::ValuesIn(kSignatures), kNameOf);
INSTANTIATE_TEST_SUITE_P(Rows, TamperPrivateTest, testing::ValuesIn(kPrivateRows), kNameOf);

}  // namespace
}  // namespace yizhan::test
