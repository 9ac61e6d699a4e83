#include "tests/ledger/sample_entries.h"

#include <string>
#include <utility>

#include "engine/base/check.h"
#include "google/protobuf/text_format.h"

namespace yizhan {
namespace {

struct Row {
  const char* name;
  const char* body;  // Text form, without number, posted_ms, sender and actor.
};

constexpr char kSettledBody[] = R"(
settled {
  bill {
    institution_id: "H31010100001" level: LEVEL_3 visit_no: "V2024001" bill_no: "B001" revision: 1
    message_id: "H31010100001202401151030000001" care_kind: INPATIENT
    service_start: "2024-01-02" service_end: "2024-01-14" accounting_date: "2024-01-15"
    diagnoses: "I63.900" diagnoses: "E11.900" referral_no: "R7"
    total_fen: 1000000 in_scope_fen: 700000 pre_self_pay_fen: 100000 over_limit_fen: 50000
    out_of_scope_fen: 150000
    insurer_payments { fund_code: "310100" amount_fen: 500000 }
    insurer_payments { fund_code: "330100" amount_fen: 20000 }
    hospital_borne_fen: 1000 account_pay_fen: 30000
    upstream_aid { fund_code: "610100" amount_fen: 40000 }
    fee_lines { line_no: "1" amount_fen: 1000100 } fee_lines { line_no: "2" amount_fen: -100 }
  }
  facts {
    person_no: 81985529216486895 household_no: 1147797409030816545 town: "嘉定镇街道"
    insurance_type: "310" age_years: 0
    identities { value: "dibao" from: "2024-01-01" until: "2024-12-31" }
    approvals { value: "jd-topup" from: "2024-01-01" }
  }
  pack_hash: "0123456789abcdef0123456789abcdef"
  accounts { account: 1 before_fen: 100 delta_fen: 250000 newest: 41 newest_before: 17 }
  accounts { account: 2 before_fen: -5 delta_fen: -1 }
  funds { fund: 1 before_fen: 90000000 delta_fen: -250000 }
  outcome {
    steps {
      program: 3 status: CHOSEN
      figures {
        base_fen: 180000 accumulated_before_fen: 100 accumulated_after_fen: 180100
        entitlement_before_fen: 1 entitlement_after_fen: 250001
        caps { account: 1 limit_fen: 300000 room_fen: 299900 cut: true }
        fund_room_fen: 0 cut_by_fund: true cut_by_base: true cut_by_minimum: true
        zero_reason: ZERO_BY_FUND pay_fen: 250000
        draw { in_scope_self_pay_fen: 100000 pre_self_pay_fen: 100000 over_limit_fen: 20000
               out_of_scope_fen: 30000 }
      }
    }
    steps { program: 4 status: NOT_ELIGIBLE not_eligible: REFERRAL }
    aid_fen: 250000
    due { in_scope_self_pay_fen: 1 pre_self_pay_fen: 2 over_limit_fen: 3 out_of_scope_fen: 4 }
    patient_due_fen: 10 account_applied_fen: 8 cash_due_fen: 2 account_refund_fen: 29992
  }
  postings { account: PROGRAM_FUND program: 3 payee: HOSPITAL amount_fen: -250000 }
  postings { account: HOSPITAL_RECEIVABLE program: 3 payee: HOSPITAL amount_fen: 250000 }
  path: AFTER_THE_FACT replaces: 40 previous_of_person: 17 previous_of_institution: 39
})";

constexpr Row kRows[] = {
    {"ledger_opened", R"(ledger_opened { ledger_id: "0123456789abcdef" district: "jiading" })"},
    {"day_opened", R"(day_opened { day: "2024-01-15" })"},
    {"pack_activated", R"(pack_activated {
        pack_hash: "0123456789abcdef0123456789abcdef"
        files { name: "cn-sh/2012.textproto" content: "id: \"cn-sh-2012\"\n" }
        files { name: "cn-sh-jd/2012.textproto" content: "\377\000" }
        request_id: "A-1" authorization { valid_until_ms: 1705289400000
          signatures { officer: "li" signature: "0123456789abcdef0123456789abcdef" }
          signatures { officer: "wang" signature: "0123456789abcdef0123456789abcdef" } } })"},
    {"institution_changed", R"(institution_changed { institution {
        id: "H31010100001" name: "嘉定区中心医院" level: LEVEL_2 town: "嘉定镇街道" state: LIVE
        live_from: "2024-01-01" } })"},
    {"fund_changed", R"(fund_changed { fund_id: "jd-aid" kind: WITHDRAW amount_fen: 5
        balance_after_fen: 10000000000000 note: "年度结转" request_id: "F-1"
        authorization { valid_until_ms: 1705289400000
          signatures { officer: "li" signature: "0123456789abcdef0123456789abcdef" } } })"},
    {"person_changed", R"(person_changed { person_no: 81985529216486895
        record { birth_date: "1950-02-28"
          households { household_no: 1147797409030816545 from: "2020-01-01" until: "2024-06-30" }
          towns { value: "嘉定镇街道" from: "2020-01-01" }
          insurance_types { value: "310" from: "2020-01-01" }
          identities { value: "dibao" from: "2024-01-01" until: "2024-12-31" }
          approvals { value: "jd-topup" from: "2024-01-01" } }
        commitment: "0123456789abcdef0123456789abcdef" previous_of_person: 12 })"},
    {"settled", kSettledBody},
    {"contra", R"(contra { original: 42 request_id: "X-1" reason: "重复收费"
        person_no: 81985529216486895 institution_id: "H31010100001"
        pack_hash: "0123456789abcdef0123456789abcdef"
        accounts { account: 1 before_fen: 250100 delta_fen: -250000 newest: 17 newest_before: 42 }
        funds { fund: 1 before_fen: 89750000 delta_fen: 250000 }
        postings { account: PROGRAM_FUND program: 3 payee: HOSPITAL amount_fen: 250000 }
        postings { account: PATIENT_PAYABLE program: 3 payee: PATIENT amount_fen: -250000 }
        aid_fen: -250000 patient_due_fen: -10 account_applied_fen: -8 cash_due_fen: -2
        opens_lead: true replaced_by: 44 previous_of_person: 42 previous_of_institution: 42
        original_sender: "his-1" original_message_id: "M-1" })"},
    {"tombstone", R"(tombstone { message_id: "M-2" original_sender: "his-1" request_id: "X-2"
        reason: "超时" replaced_by: 46 })"},
    {"officer_changed", R"(officer_changed { officer { id: "li"
        public_key: "0123456789abcdef0123456789abcdef" certificate: "0\202" retired: true } })"},
    {"person_erased", R"(person_erased { person_no: 81985529216486895
        order_reference: "JD-ERASE/2024-1" request_id: "E-1"
        authorization { valid_until_ms: 1705289400000
          signatures { officer: "li" signature: "0123456789abcdef0123456789abcdef" }
          signatures { officer: "wang" signature: "0123456789abcdef0123456789abcdef" } }
        previous_of_person: 5 })"},
    {"private_read", R"(private_read { person_no: 81985529216486895 purpose: HOME_VISIT
        reference: "JD-VISIT/2024-7" previous_read: 10 })"},
    {"settled_upstream", R"(settled {
        bill { institution_id: "H31010100001" visit_no: "V2024002" message_id: "M-3"
          care_kind: INPATIENT service_start: "2024-01-02" service_end: "2024-01-14"
          accounting_date: "2024-01-15" level: LEVEL_3 total_fen: 1000 in_scope_fen: 1000
          upstream_aid { fund_code: "610100" amount_fen: 1200 } }
        facts { person_no: 81985529216486895 }
        pack_hash: "0123456789abcdef0123456789abcdef"
        outcome {
          steps { program: 3 status: CHOSEN figures { base_fen: 1000 accumulated_after_fen: 1000
            cut_by_base: true pay_fen: 1000 draw { in_scope_self_pay_fen: 1000 }
            given_fen: 1200 } }
          steps { program: 4 status: CHOSEN figures { zero_reason: GIVEN_ZERO given_fen: 0 } }
          aid_fen: 1000 due {}
          breaks { kind: GIVEN_EXCEEDS program: 3 upstream_fen: 1200 pay_fen: 1000 }
          breaks { kind: LEVEL_DIFFERS stated_level: LEVEL_3 registered_level: LEVEL_2 } }
        path: REAL_TIME institution_level: LEVEL_2 })"},
    {"application_settled", R"(application_settled {
        facts { person_no: 81985529216486895 household_no: 1147797409030816545
          approvals { value: "bj-illness-poverty" from: "2023-03-01" until: "2023-12-31" } }
        pack_hash: "0123456789abcdef0123456789abcdef" program_id: "bj-illness-poverty" year: 2023
        bills: 17 bills: 300
        residuals { in_scope_self_pay_fen: 2500000 pre_self_pay_fen: 500000 over_limit_fen: 3
                    out_of_scope_fen: 4 }
        step { program: 6 status: CHOSEN figures { base_fen: 3000000
          accumulated_after_fen: 3000000 entitlement_after_fen: 900000
          caps { account: 5 limit_fen: 15000000 room_fen: 15000000 } pay_fen: 900000
          draw { in_scope_self_pay_fen: 900000 } } }
        accounts { account: 4 delta_fen: 3000000 newest: 301 }
        accounts { account: 5 delta_fen: 900000 newest: 301 }
        funds { fund: 1 before_fen: 90000000 delta_fen: -900000 }
        postings { account: PROGRAM_FUND program: 6 payee: PATIENT amount_fen: -900000 }
        postings { account: PATIENT_PAYABLE program: 6 payee: PATIENT amount_fen: 900000 }
        request_id: "JD-2023-7" previous_of_person: 300 })"},
    {"outside_aid", R"(outside_aid {
        facts { person_no: 81985529216486895 household_no: 1147797409030816545 }
        service_end: "2024-01-02" accounting_date: "2024-01-14"
        pack_hash: "0123456789abcdef0123456789abcdef" program: 3 base_fen: 180000 paid_fen: 90000
        bill_no: "B-9" institution_id: "H31010100001" visit_no: "V2024009"
        reference: "JD-OUT/2024-1"
        accounts { account: 1 before_fen: 100 delta_fen: 180000 newest: 301 newest_before: 17 }
        accounts { account: 9 delta_fen: -90000 }
        request_id: "O-1" previous_of_person: 300
        crossings { threshold: 1 household_no: 1147797409030816545 year: 2024
                    before_fen: 120000 after_fen: 30000 denominator_fen: 200000 } })"},
    {"adjusted", R"(adjusted {
        person_no: 81985529216486895 year: 2024 pack_hash: "0123456789abcdef0123456789abcdef"
        proposal_digest: "fedcba9876543210fedcba9876543210"
        bills { settlement: 42 previous: 40
          facts { person_no: 81985529216486895
                  identities { value: "dibao" from: "2024-01-01" } }
          accounts_met { place: 1 value_fen: 100 } funds_met { place: 0 value_fen: 90000000 }
          outcome { steps { program: 3 status: CHOSEN figures { base_fen: 1000 pay_fen: 500
                    draw { in_scope_self_pay_fen: 500 } } }
                    aid_fen: 500 due { in_scope_self_pay_fen: 500 } patient_due_fen: 500
                    cash_due_fen: 500 }
          accounts { account_id: "jd-base" person_no: 81985529216486895 year: 2024 before_fen: 100
                     delta_fen: 1000 newest: 42 newest_before: 17 }
          accounts { account_id: "jd-visit" person_no: 81985529216486895
                     institution_id: "H31010100001" visit_no: "V2024001" delta_fen: 3 }
          accounts { account_id: "jd-home" household_no: 1147797409030816545 delta_fen: -4 }
          funds { fund_id: "jd-aid" before_fen: 90000000 delta_fen: -500 granted_fen: 100000000 }
          postings { account: PROGRAM_FUND program_id: "jd-topup" payee: PATIENT amount_fen: -500 }
          postings { account: PATIENT_PAYABLE program_id: "jd-topup" payee: PATIENT
                     amount_fen: 500 } }
        leads_closed: 44 opens_lead: true request_id: "C-1"
        persons { person_no: 81985529216486895 previous: 302 }
        incomes { household_no: 1147797409030816545 income_fen: 2000000 }
        crossings { threshold: 1 up: true person_no: 81985529216486895 year: 2024 before_fen: 1
                    after_fen: 2 } })"},
    {"period_closed", R"(period_closed { institution_id: "H31010100001" period: "2024-01"
        previous_close: 200
        lines { program_id: "jd-topup" opening_fen: -100 posted_fen: 250000 closing_fen: 249900 }
        reconciled { sha256: "0123456789abcdef0123456789abcdef" rows: 12 agree: 11 differ: 1 }
        request_id: "CL-1"
        authorization { valid_until_ms: 1705289400000
          signatures { officer: "li" signature: "0123456789abcdef0123456789abcdef" } } })"},
    {"paid_out_hospital", R"(paid_out { payee: HOSPITAL institution_id: "H31010100001"
        postings { account: HOSPITAL_RECEIVABLE program_id: "jd-topup" payee: HOSPITAL
                   amount_fen: -249900 }
        postings { account: PAID program_id: "jd-topup" payee: HOSPITAL amount_fen: 249900 }
        amount_fen: 249900 reference: "BANK/2024-7" request_id: "P-1"
        authorization { valid_until_ms: 1705289400000
          signatures { officer: "li" signature: "0123456789abcdef0123456789abcdef" }
          signatures { officer: "wang" signature: "0123456789abcdef0123456789abcdef" } }
        previous_payout: 210 close: 303 })"},
    {"paid_out_given_back", R"(paid_out { payee: PATIENT person_no: 81985529216486895
        postings { account: PATIENT_RECEIVABLE program_id: "jd-topup" payee: PATIENT
                   amount_fen: 500 }
        postings { account: PAID program_id: "jd-topup" payee: PATIENT amount_fen: -500 }
        amount_fen: -500 reference: "BANK/2024-8" request_id: "P-2"
        authorization { valid_until_ms: 1705289400000
          signatures { officer: "li" signature: "0123456789abcdef0123456789abcdef" }
          signatures { officer: "wang" signature: "0123456789abcdef0123456789abcdef" } }
        previous_payout: 304 })"},
    {"bulk_approved", R"(bulk_approved {
        year: 2024 town: "Anting"
        proposals { person_no: 81985529216486895
                    proposal_digest: "fedcba9876543210fedcba9876543210" }
        proposals { person_no: 1147797409030816545
                    proposal_digest: "0123456789abcdef0123456789abcdef" }
        request_id: "BULK-1"
        authorization { valid_until_ms: 1705372200000
                        signatures { officer: "li" signature: "li-signs" }
                        signatures { officer: "wang" signature: "wang-signs" } }
        leads_closed: 11 pack_hash: "0123456789abcdef0123456789abcdef" })"},
    {"person_changed_touched", R"(person_changed {
        person_no: 81985529216486895
        record { birth_date: "1950-02-28"
                 identities { value: "dibao" from: "2023-01-01" until: "2024-12-31" } }
        commitment: "0123456789abcdef0123456789abcdef" previous_of_person: 41
        touched: 42 touched: 300 lead_years: 2023 lead_years: 2024 })"},
    {"pack_activated_past", R"(pack_activated {
        pack_hash: "0123456789abcdef0123456789abcdef"
        files { name: "2012.textproto" content: "id: \"cn-sh-2012\"" }
        request_id: "A-2" effective_from: "2023-07-01" lead_years: 2023 lead_years: 2024 })"},
    {"alert_handled", R"(alert_handled { raised_by: 42 place: 1 state: REFERRED
        referred_to: "Jiading charity" program_id: "charity-own-expense" reference: "AT-2024-4"
        request_id: "AH-1" previous_step: 50 })"},
    {"ledger_opened_training",
     R"(ledger_opened { ledger_id: "0123456789abcdef" district: "jiading" training: true })"},
};

}  // namespace

std::vector<SampleEntry> SampleEntries() {
  std::vector<SampleEntry> samples;
  for (const Row& row : kRows) {
    v1::Entry entry;
    YIZHAN_CHECK(google::protobuf::TextFormat::ParseFromString(row.body, &entry));
    entry.set_number(samples.size());
    entry.set_posted_ms(1705285800000 + static_cast<std::int64_t>(samples.size()));
    entry.set_sender("H31010100001");
    entry.set_actor("terminal/H31010100001/desk-1");
    samples.push_back({row.name, std::move(entry)});
  }
  return samples;
}

}  // namespace yizhan
