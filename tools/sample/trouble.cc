#include "tools/sample/trouble.h"

#include <iterator>

namespace yizhan::sample {
namespace {

struct Trouble {
  const char* expect;
  void (*spoil)(Message& message, const InventedBill& bill);
};

constexpr std::int64_t kTooLargeFen = 10'000'000'000'001;  // One fen above the bound of R1.

// Figures derived from the ones that are wrong would be wrong as well: leave them out, so that
// exactly one thing is wrong.
void EraseDerived(Message& message) {
  for (const char* key : {"psn_part_amt", "psn_cash_pay", "fund_pay_sumamt"}) {
    message.setlinfo.Erase(key);
  }
}

void PartsDoNotSum(Message& message, const InventedBill& bill) {
  message.setlinfo.Yuan("inscp_scp_amt", bill.in_scope_fen + 1);
}

void NegativePart(Message& message, const InventedBill& bill) {
  message.setlinfo.Yuan("inscp_scp_amt", bill.in_scope_fen + bill.out_of_scope_fen + 100);
  message.setlinfo.Yuan("fulamt_ownpay_amt", -100);
}

void NegativeBill(Message& message, const InventedBill& bill) {
  message.setlinfo.Yuan("medfee_sumamt", -bill.total_fen);
}

void TooLarge(Message& message, const InventedBill&) {
  EraseDerived(message);
  message.setlinfo.Yuan("medfee_sumamt", kTooLargeFen).Yuan("inscp_scp_amt", kTooLargeFen);
}

void InsurersAboveTotal(Message& message, const InventedBill& bill) {
  EraseDerived(message);
  message.setldetail.clear();
  message.setlinfo.Yuan("hifp_pay", bill.total_fen).Yuan("oth_pay", 1);
}

void AccountAboveRest(Message& message, const InventedBill& bill) {
  message.setlinfo.Erase("psn_cash_pay");
  message.setlinfo.Yuan("acct_pay", bill.PersonFen() + 1);
}

void AidPaidUpstream(Message& message, const InventedBill&) {
  EraseDerived(message);
  message.setldetail.clear();
  message.setlinfo.Yuan("hifp_pay", 0).Yuan("hifmi_pay", 0).Yuan("hifob_pay", 0);
  message.setlinfo.Yuan("maf_pay", 100);
}

void DatesReversed(Message& message, const InventedBill&) {
  message.mdtrtinfo.Text("begntime", "2012-06-29").Text("endtime", "2012-06-20");
}

void AccountedBeforeService(Message& message, const InventedBill&) {
  message.setlinfo.Text("setl_time", "2012-06-28 16:00:00");
}

void AccountedInFuture(Message& message, const InventedBill&) {
  message.setlinfo.Text("setl_time", "2099-01-01 08:00:00");
}

void NoSuchDay(Message& message, const InventedBill&) {
  message.setlinfo.Text("setl_time", "2012-06-31 08:00:00");
}

void NoCard(Message& message, const InventedBill&) { message.setlinfo.Text("certno", ""); }

void NoVisit(Message& message, const InventedBill&) { message.setlinfo.Erase("mdtrt_id"); }

void NoTotal(Message& message, const InventedBill&) { message.setlinfo.Erase("medfee_sumamt"); }

void VisitTooLong(Message& message, const InventedBill&) {
  message.setlinfo.Text("mdtrt_id", std::string(31, 'V'));
}

void MessageIdTooLong(Message& message, const InventedBill& bill) {
  message.envelope.Text("msgid", bill.message_id + std::string(40, '0'));
}

void TwoPoints(Message& message, const InventedBill&) {
  message.setlinfo.Raw("medfee_sumamt", "12.3.4");
}

void Exponent(Message& message, const InventedBill&) {
  message.setlinfo.Raw("medfee_sumamt", "1.2e3");
}

void ThreeDecimals(Message& message, const InventedBill&) {
  message.setlinfo.Raw("medfee_sumamt", "120.005");
}

void AmountInWords(Message& message, const InventedBill&) {
  message.setlinfo.Text("medfee_sumamt", "一百二十元");
}

void UnknownCare(Message& message, const InventedBill&) { message.setlinfo.Text("med_type", "77"); }

void TooManyDiagnoses(Message& message, const InventedBill&) {
  message.diseinfo.clear();
  for (int i = 1; i <= 51; ++i) {
    Fields diagnosis;
    diagnosis.Raw("diag_srt_no", std::to_string(i)).Text("diag_code", "I10");
    message.diseinfo.push_back(diagnosis);
  }
}

// The bytes of 安 in GB18030: half of a hospital's programs still write them.
void NotUtf8(Message& message, const InventedBill&) {
  message.setlinfo.Text("psn_name", "\xB0\xB2");
}

constexpr Trouble kTroubles[] = {
    {"PARTS_NOT_TOTAL", PartsDoNotSum},
    {"AMOUNT_NEGATIVE", NegativePart},
    {"AMOUNT_NEGATIVE", NegativeBill},
    {"AMOUNT_TOO_LARGE", TooLarge},
    {"PAYMENTS_EXCEED_TOTAL", InsurersAboveTotal},
    {"ACCOUNT_EXCEEDS_REST", AccountAboveRest},
    {"UPSTREAM_AID_UNMAPPED", AidPaidUpstream},
    {"SERVICE_DATES_REVERSED", DatesReversed},
    {"ACCOUNTING_BEFORE_SERVICE", AccountedBeforeService},
    {"ACCOUNTING_IN_FUTURE", AccountedInFuture},
    {"FIELD_MALFORMED", NoSuchDay},
    {"FIELD_MISSING", NoCard},
    {"FIELD_MISSING", NoVisit},
    {"FIELD_MISSING", NoTotal},
    {"FIELD_TOO_LONG", VisitTooLong},
    {"FIELD_TOO_LONG", MessageIdTooLong},
    {"FIELD_MALFORMED", TwoPoints},
    {"FIELD_MALFORMED", Exponent},
    {"FIELD_MALFORMED", ThreeDecimals},
    {"FIELD_MALFORMED", AmountInWords},
    {"FIELD_UNKNOWN_VALUE", UnknownCare},
    {"TOO_MANY_ITEMS", TooManyDiagnoses},
    {"FIELD_NOT_UTF8", NotUtf8},
};

}  // namespace

const std::size_t kTroubleKinds = std::size(kTroubles);

void AddTrouble(Traffic& traffic, std::size_t slot) {
  for (const Trouble& trouble : kTroubles) {
    const InventedBill bill =
        traffic.NewBillOf(traffic.EntitledPerson(), Inpatient(), traffic.AnyLiveHospital(), slot);
    Message message = SettleMessage(bill);
    trouble.spoil(message, bill);
    message.expect = trouble.expect;
    traffic.Add(slot, message);
    slot = traffic.Later(slot);
  }
}

}  // namespace yizhan::sample
