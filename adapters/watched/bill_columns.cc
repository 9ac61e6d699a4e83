#include "adapters/watched/bill_columns.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "adapters/files/csv.h"
#include "adapters/files/register_columns.h"
#include "adapters/national/codes.h"
#include "engine/base/digest.h"
#include "engine/base/money.h"
#include "engine/base/refusal.h"
#include "engine/base/utf8.h"

namespace yizhan::watched {
namespace {

using Cell = BillColumns::Cell;

constexpr std::size_t kFundsMax = 50;
constexpr std::size_t kFundCharactersMax = 20;
constexpr std::size_t kDiagnosesMax = 50;
constexpr std::size_t kMessageIdHexDigits = 40;
constexpr char kFundZh[] = "基金";
constexpr char kFundEn[] = "fund";

struct Name {
  const char* zh;
  const char* en;
  std::size_t characters_max;
  bool required;  // Column and cell.
};

constexpr Name kNames[BillColumns::kCells] = {
    {"报文号", "msgid", 58, false},
    {"机构编号", "fixmedins_code", 30, false},
    {"就诊号", "mdtrt_id", 30, true},
    {"结算编号", "setl_id", 30, false},
    {"版次", "revision", 9, false},
    {"证件类型", "psn_cert_type", 6, false},
    {"证件号码", "certno", 50, true},
    {"医疗类别", "med_type", 6, true},
    {"开始日期", "begntime", 10, false},
    {"结束日期", "endtime", 10, true},
    {"结算日期", "setl_time", 10, true},
    {"诊断", "diag_code", 3300, false},
    {"转诊单号", "refl_no", 64, false},
    {"总费用", "medfee_sumamt", 20, true},
    {"政策范围内", "inscp_scp_amt", 20, true},
    {"先行自付", "preselfpay_amt", 20, false},
    {"超限价自付", "overlmt_selfpay", 20, false},
    {"全自费", "fulamt_ownpay_amt", 20, false},
    {"个人账户支付", "acct_pay", 20, false},
    {"医院负担", "hosp_part_amt", 20, false},
    {"姓名", "psn_name", 4096, false},
    {"备注", "memo", 4096, false},
};

const Name& NameOf(Cell cell) { return kNames[static_cast<std::size_t>(cell)]; }

// The fund a column's name says; empty when it says none.
std::string FundOf(const std::string& name) {
  for (const char* prefix : {kFundZh, kFundEn}) {
    if (!name.starts_with(prefix)) continue;
    const std::string code = name.substr(std::string(prefix).size());
    if (code.empty() || code.size() > kFundCharactersMax) return "";
    const bool plain = code.find_first_not_of("0123456789") == std::string::npos;
    return plain ? code : "";
  }
  return "";
}

std::optional<std::size_t> CellOf(const std::string& name) {
  for (std::size_t cell = 0; cell < BillColumns::kCells; ++cell) {
    if (name == kNames[cell].zh || name == kNames[cell].en) return cell;
  }
  return std::nullopt;
}

absl::Status InHeader(v1::Reason reason, const std::string& expected, const std::string& found) {
  return Refuse({.reason = reason, .field = "表头", .expected = expected, .found = found});
}

// The first row may be no header at all: it is not repeated, only counted.
std::string PlaceText(std::size_t place) { return "第" + std::to_string(place + 1) + "列"; }

}  // namespace

// One row: reads cell by cell and keeps the first refusal.
class BillColumns::Row {
 public:
  Row(const BillColumns& columns, const std::vector<std::string>& cells)
      : columns_(columns), cells_(cells) {}

  std::string Text(Cell cell) {
    const auto place = columns_.places_[static_cast<std::size_t>(cell)];
    const Name& name = NameOf(cell);
    std::string text = place.has_value() ? At(*place) : "";
    if (text.empty() && name.required) Fail(name.zh, {.reason = v1::FIELD_MISSING});
    const std::size_t characters = CountCharacters(text).value_or(0);
    if (characters > name.characters_max) {
      Fail(name.zh, {.reason = v1::FIELD_TOO_LONG,
                     .expected = "<= " + std::to_string(name.characters_max),
                     .found = std::to_string(characters)});
    }
    if (HasControlCharacter(text)) {
      Fail(name.zh, {.reason = v1::FIELD_MALFORMED, .expected = "不含控制字符"});
    }
    return text;
  }

  std::string Date(Cell cell) {
    const std::string text = Text(cell);
    if (text.empty()) return text;
    const std::optional<std::string> date = files::CanonicalDate(text);
    if (!date.has_value()) {
      Fail(NameOf(cell).zh, {.reason = v1::FIELD_MALFORMED, .expected = "2012-06-29"});
    }
    return date.value_or("");
  }

  std::int64_t Fen(Cell cell) { return FenOf(Text(cell), NameOf(cell).zh); }
  std::int64_t FundFen(const FundColumn& fund) {
    return FenOf(At(fund.place), kFundZh + fund.code);
  }

  void Fail(const std::string& field, Refusal refusal) {
    if (!status_.ok()) return;
    refusal.field = field;
    status_ = Refuse(std::move(refusal));
  }
  const absl::Status& status() const { return status_; }

 private:
  std::string At(std::size_t place) const {
    return place < cells_.size() ? files::Trimmed(cells_[place]) : "";
  }

  std::int64_t FenOf(const std::string& text, const std::string& field) {
    if (text.empty()) return 0;
    const std::optional<Money> amount = ParseYuan(text);
    if (!amount.has_value()) {
      Fail(field, {.reason = v1::FIELD_MALFORMED, .expected = "123.45"});
      return 0;
    }
    if (*amount < Money()) {
      Fail(field, {.reason = v1::AMOUNT_NEGATIVE, .expected = ">= 0", .found = YuanText(*amount)});
    }
    if (*amount > kAmountMax) {
      Fail(field, {.reason = v1::AMOUNT_TOO_LARGE, .expected = "<= " + YuanText(kAmountMax)});
    }
    return amount->fen();
  }

  const BillColumns& columns_;
  const std::vector<std::string>& cells_;
  absl::Status status_;
};

absl::StatusOr<BillColumns> BillColumns::FromHeader(const std::vector<std::string>& header) {
  BillColumns columns;
  columns.width_ = header.size();
  for (std::size_t place = 0; place < header.size(); ++place) {
    const std::string name = files::Trimmed(header[place]);
    const std::optional<std::size_t> cell = CellOf(name);
    const std::string fund = FundOf(name);
    bool twice = cell.has_value() && columns.places_[*cell].has_value();
    for (const FundColumn& known : columns.funds_) twice = twice || known.code == fund;
    if (twice) return InHeader(v1::FIELD_MALFORMED, "每列一次", PlaceText(place));
    if (cell.has_value()) {
      columns.places_[*cell] = place;
    } else if (!fund.empty()) {
      columns.funds_.push_back({fund, place});
    } else {
      return InHeader(v1::FIELD_UNKNOWN_VALUE, "列名见接口说明", PlaceText(place));
    }
  }
  if (columns.funds_.size() > kFundsMax) {
    return InHeader(v1::TOO_MANY_ITEMS, "<= " + std::to_string(kFundsMax),
                    std::to_string(columns.funds_.size()));
  }
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    if (!kNames[cell].required || columns.places_[cell].has_value()) continue;
    return InHeader(v1::FIELD_MISSING, std::string(kNames[cell].zh) + " " + kNames[cell].en, "");
  }
  const bool named = columns.places_[static_cast<std::size_t>(Cell::kMessageId)].has_value() ||
                     columns.places_[static_cast<std::size_t>(Cell::kBillNo)].has_value();
  if (!named) return InHeader(v1::FIELD_MISSING, "结算编号 setl_id, 报文号 msgid", "");
  return columns;
}

namespace {

void AddDiagnoses(const std::string& text, v1::Bill& bill) {
  static const std::string kWide = "；";
  std::string list = text;
  for (std::size_t at = list.find(kWide); at != std::string::npos; at = list.find(kWide)) {
    list.replace(at, kWide.size(), ";");
  }
  std::size_t from = 0;
  while (from < list.size()) {
    const std::size_t end = std::min(list.find(';', from), list.size());
    const std::string code = files::Trimmed(list.substr(from, end - from));
    if (!code.empty()) bill.add_diagnoses(code);
    from = end + 1;
  }
}

std::optional<std::uint32_t> RevisionOf(const std::string& text) {
  if (text.empty()) return 0;
  std::uint32_t revision = 0;
  const char* end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, revision);
  if (error != std::errc() || last != end) return std::nullopt;
  return revision;
}

}  // namespace

std::string MessageIdOf(const v1::Bill& bill) {
  const Hash32 hash = Canonical("yizhan watched list v1")
                          .Text(bill.institution_id())
                          .Text(bill.bill_no())
                          .Number(bill.revision())
                          .Sha256();
  return "F" + HexText(hash).substr(0, kMessageIdHexDigits);
}

absl::StatusOr<v1::SettleRequest> BillColumns::Read(const std::vector<std::string>& cells,
                                                    const std::string& institution_id) const {
  if (cells.size() > width_) {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .field = "列数",
                   .expected = "<= " + std::to_string(width_),
                   .found = std::to_string(cells.size())});
  }
  Row row(*this, cells);
  v1::SettleRequest request;
  v1::Bill& bill = *request.mutable_bill();
  bill.set_message_id(row.Text(Cell::kMessageId));
  bill.set_institution_id(row.Text(Cell::kInstitution));
  if (bill.institution_id().empty()) bill.set_institution_id(institution_id);
  bill.set_visit_no(row.Text(Cell::kVisitNo));
  bill.set_bill_no(row.Text(Cell::kBillNo));
  const auto revision = RevisionOf(row.Text(Cell::kRevision));
  if (!revision.has_value()) row.Fail("版次", {.reason = v1::FIELD_MALFORMED, .expected = "0, 1"});
  bill.set_revision(revision.value_or(0));
  if (bill.bill_no().empty() && bill.message_id().empty()) {
    row.Fail("结算编号", {.reason = v1::FIELD_MISSING, .expected = "结算编号, 报文号"});
  }
  const std::string cert_type = row.Text(Cell::kCertType);
  request.mutable_person()->mutable_card()->set_cert_type(cert_type.empty() ? "01" : cert_type);
  request.mutable_person()->mutable_card()->set_cert_no(row.Text(Cell::kCertNo));
  const auto care_kind = national::CareKindOf(row.Text(Cell::kCareKind));
  if (!care_kind.has_value()) row.Fail("医疗类别", {.reason = v1::FIELD_UNKNOWN_VALUE});
  bill.set_care_kind(care_kind.value_or(v1::CARE_KIND_UNSPECIFIED));
  bill.set_service_end(row.Date(Cell::kEnd));
  bill.set_service_start(row.Date(Cell::kStart));
  if (bill.service_start().empty()) bill.set_service_start(bill.service_end());
  bill.set_accounting_date(row.Date(Cell::kAccounting));
  AddDiagnoses(row.Text(Cell::kDiagnoses), bill);
  if (bill.diagnoses_size() > static_cast<int>(kDiagnosesMax)) {
    row.Fail("诊断", {.reason = v1::TOO_MANY_ITEMS, .expected = "<= 50"});
  }
  bill.set_referral_no(row.Text(Cell::kReferralNo));
  FillAmounts(row, bill);
  if (!row.status().ok()) return row.status();
  if (bill.message_id().empty()) bill.set_message_id(MessageIdOf(bill));
  return request;
}

void BillColumns::FillAmounts(Row& row, v1::Bill& bill) const {
  bill.set_total_fen(row.Fen(Cell::kTotal));
  bill.set_in_scope_fen(row.Fen(Cell::kInScope));
  bill.set_pre_self_pay_fen(row.Fen(Cell::kPreSelfPay));
  bill.set_over_limit_fen(row.Fen(Cell::kOverLimit));
  bill.set_out_of_scope_fen(row.Fen(Cell::kOutOfScope));
  bill.set_account_pay_fen(row.Fen(Cell::kAccountPay));
  bill.set_hospital_borne_fen(row.Fen(Cell::kHospitalBorne));
  for (const FundColumn& fund : funds_) {
    const std::int64_t fen = row.FundFen(fund);
    if (fen == 0) continue;
    if (national::IsAidFund(fund.code)) {
      v1::UpstreamAid* aid = bill.add_upstream_aid();
      aid->set_fund_code(fund.code);
      aid->set_amount_fen(fen);
      continue;
    }
    v1::InsurerPayment* payment = bill.add_insurer_payments();
    payment->set_fund_code(fund.code);
    payment->set_amount_fen(fen);
  }
}

}  // namespace yizhan::watched
