#include "tests/books/sample_rows.h"

#include "engine/base/check.h"
#include "engine/books/keys.h"
#include "google/protobuf/text_format.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan::test {
namespace {

constexpr char kHolderRow[] = R"pb(
  values { account_id: "half-base" year: 2012 value_fen: 123456 newest: 42 }
  values { account_id: "metric.visit_due" value_fen: -1 }
  last_entry: 42
  last_adjustment: 40)pb";
constexpr char kOwedToPerson[] = R"pb(
  last_entry: 42
  owed { account: PATIENT_PAYABLE program_id: "jd-topup" amount_fen: 500 }
  owed { account: PATIENT_RECEIVABLE program_id: "jd-topup" amount_fen: -700 }
  last_payout: 41)pb";
constexpr char kOfficerRow[] = R"pb(
  officer {
    id: "li"
    public_key: "0123456789abcdef0123456789abcdef"
    certificate: "DER"
    retired: true
  }
  last_change: 9)pb";
constexpr char kPackRow[] = R"pb(
  number: 5
  pack_hash: "0123456789abcdef0123456789abcdef"
  previous_hash: "fedcba9876543210fedcba9876543210")pb";

template <typename Row>
SampleRow Sample(std::string name, Table table, std::string key, const char* text) {
  auto row = std::make_shared<Row>();
  YIZHAN_CHECK(google::protobuf::TextFormat::ParseFromString(text, row.get()));
  return {std::move(name), table, std::move(key), std::move(row)};
}

Bill SampleBill() {
  Bill bill;
  bill.institution_id = "JD0000000001";
  bill.bill_no = "B-7";
  bill.message_id = "M-7";
  bill.revision = 2;
  return bill;
}

v1::Crossing SampleCrossing() {
  v1::Crossing crossing;
  crossing.set_person_no(1);
  crossing.set_household_no(2);
  crossing.set_year(2012);
  crossing.set_institution_id("JD0000000001");
  crossing.set_visit_no("V-7");
  return crossing;
}

std::vector<SampleRow> HolderRows() {
  constexpr std::uint64_t kNumber = 0x0123456789abcdef;
  return {
      Sample<v1::HolderRow>("holder_person", Table::kHolder, PersonHolderKey(kNumber), kHolderRow),
      Sample<v1::HolderRow>("holder_owed", Table::kHolder, PersonHolderKey(kNumber), kOwedToPerson),
      Sample<v1::HolderRow>("holder_household", Table::kHolder, HouseholdHolderKey(kNumber),
                            kHolderRow),
      Sample<v1::HolderRow>("holder_visit", Table::kHolder,
                            VisitHolderKey(kNumber, "JD0000000001", "V-7"), kHolderRow),
      Sample<v1::PersonRow>("person", Table::kPerson, NumberKey(kNumber), R"pb(
        record {
          birth_date: "1950-01-01"
          households { household_no: 7 from: "2012-01-01" until: "2012-12-31" yearly_income_fen: 0 }
          towns { value: "安亭镇" from: "2012-01-01" }
          insurance_types { value: "310" from: "2012-01-01" }
          identities { value: "dibao" from: "2012-01-01" until: "2012-12-31" }
          approvals { value: "yearly" from: "2012-01-01" }
        }
        last_change: 7
        erased: 8
        last_read: 9)pb"),
      Sample<v1::HouseholdRow>("household", Table::kHousehold, NumberKey(kNumber),
                               "persons: 1 persons: 81985529216486895"),
      Sample<v1::AlertRow>("alert", Table::kAlert, AlertKey("visit-due", SampleCrossing()), R"pb(
        number: 42
        threshold_id: "visit-due"
        pack_hash: "0123456789abcdef0123456789abcdef"
        crossing {
          threshold: 1
          up: true
          person_no: 1
          household_no: 2
          institution_id: "JD0000000001"
          visit_no: "V-7"
          year: 2012
          before_fen: 1
          after_fen: -2
          denominator_fen: 0
        })pb")};
}

std::vector<SampleRow> OfficeRows() {
  return {
      Sample<v1::InstitutionRow>("institution", Table::kInstitution, "JD0000000001", R"pb(
        institution {
          id: "JD0000000001"
          name: "安亭医院"
          level: LEVEL_2
          town: "安亭镇"
          state: LIVE
          live_from: "2012-07-01"
        }
        totals {
          settled_count: 3
          reversed_count: 1
          bill_total_fen: 1000000
          layers { layer: 1 aid_fen: 250000 }
          aid_fen: 250000
          patient_due_fen: 50000
        }
        last_entry: 42
        last_day: "2012-07-02"
        last_change: 6)pb"),
      Sample<v1::InstitutionRow>("institution_owed", Table::kInstitution, "JD0000000001", R"pb(
        institution { id: "JD0000000001" }
        owed { account: HOSPITAL_RECEIVABLE program_id: "jd-topup" amount_fen: 249900 }
        owed { account: HOSPITAL_RECEIVABLE program_id: "jd-topup" month: 202402 amount_fen: -1 }
        last_close: 303
        closed_period: "2024-01"
        last_payout: 210)pb"),
      Sample<v1::FundRow>("fund", Table::kFund, "fund", "granted_fen: 7000 balance_fen: 6500"),
      Sample<v1::PackRow>("pack", Table::kPack, "0123456789abcdef0123456789abcdef", kPackRow),
      Sample<v1::PackRow>("pack_active", Table::kPack, kActivePackKey, kPackRow),
      Sample<v1::PackRow>("pack_newest", Table::kPack, kNewestPackKey, kPackRow),
      Sample<v1::DayRow>("day", Table::kDay, kDayKey, R"(day: "2012-07-02")"),
      Sample<v1::LeadRow>("lead", Table::kLead, NumberKey(43), "contra: 43 person_no: 1"),
      Sample<v1::LeadRow>("lead_pack", Table::kLead, NumberKey(2),
                          "contra: 2 years: 2011 years: 2012"),
      Sample<v1::OfficerRow>("officer_id", Table::kOfficer, OfficerIdKey("li"), kOfficerRow),
      Sample<v1::OfficerRow>("officer_key", Table::kOfficer,
                             OfficerKeyKey("0123456789abcdef0123456789abcdef"), kOfficerRow)};
}

std::vector<SampleRow> KeyRows() {
  return {
      Sample<v1::MessageKeyRow>("message_key", Table::kMessageKey,
                                MessageKey("JD0000000001", "M-7"),
                                R"pb(
                                  kind: SETTLEMENT
                                  number: 42
                                  digest: "0123456789abcdef0123456789abcdef"
                                  state: REPLACED
                                  ended_by: 44
                                  adjustment: 43)pb"),
      Sample<v1::NaturalKeyRow>("natural_key", Table::kNaturalKey, NaturalKey(SampleBill()),
                                "number: 42"),
      Sample<v1::StatementRow>("statement", Table::kStatement, "0123456789abcdef0123456789abcdef",
                               "number: 5"),
      Sample<v1::SealedRow>("sealed", Table::kPrivate, NumberKey(1),
                            R"(suite: SM4_CTR_HMAC_SM3 nonce: "nonce" sealed: "sealed and tag")")};
}

}  // namespace

std::vector<SampleRow> SampleRows() {
  std::vector<SampleRow> rows = HolderRows();
  for (auto more : {OfficeRows(), KeyRows()}) rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}

}  // namespace yizhan::test
