// BillColumns: which column of a list of bills holds what, and what one row of it says.
//
// One row is one bill. The first row names the columns, in Chinese or as the national interface
// does, in any order:
//   报文号 msgid | 机构编号 fixmedins_code | 就诊号 mdtrt_id * | 结算编号 setl_id | 版次 revision |
//   证件类型 psn_cert_type (absent: 01) | 证件号码 certno * | 医疗类别 med_type * |
//   开始日期 begntime (absent: the end) | 结束日期 endtime * | 结算日期 setl_time * |
//   诊断 diag_code (several: with ;) | 转诊单号 refl_no | 总费用 medfee_sumamt * |
//   政策范围内 inscp_scp_amt * | 先行自付 preselfpay_amt | 超限价自付 overlmt_selfpay |
//   全自费 fulamt_ownpay_amt | 个人账户支付 acct_pay | 医院负担 hosp_part_amt |
//   基金310100 fund310100 (one column a fund) | 姓名 psn_name and 备注 memo: not looked at
// with * required; other amounts that are absent or empty are 0. Any other column is refused: a
// payment under a misspelt name would make the patient's part too large.
//
// Units:    amounts are yuan text with at most two decimals.
// Errors:   a Refusal whose field is the column's Chinese name. None repeats a cell.
// Threads:  pure.
// Law:      R7 (natural key: institution, setl_id, revision), R9 (aid funds are upstream aid).
// Source:   national interface, setlinfo (domain.md section 2.4).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::watched {

class BillColumns {
 public:
  enum class Cell : std::size_t {
    kMessageId,
    kInstitution,
    kVisitNo,
    kBillNo,
    kRevision,
    kCertType,
    kCertNo,
    kCareKind,
    kStart,
    kEnd,
    kAccounting,
    kDiagnoses,
    kReferralNo,
    kTotal,
    kInScope,
    kPreSelfPay,
    kOverLimit,
    kOutOfScope,
    kAccountPay,
    kHospitalBorne,
    kName,
    kMemo,
  };
  static constexpr std::size_t kCells = 22;

  static absl::StatusOr<BillColumns> FromHeader(const std::vector<std::string>& header);

  // The bill of a row and whose it is. `institution_id` is that of rows that name none. Without a
  // msgid the message id is made from the natural key.
  absl::StatusOr<v1::SettleRequest> Read(const std::vector<std::string>& cells,
                                         const std::string& institution_id) const;

 private:
  struct FundColumn {
    std::string code;
    std::size_t place;
  };
  class Row;

  void FillAmounts(Row& row, v1::Bill& bill) const;

  std::array<std::optional<std::size_t>, kCells> places_ = {};
  std::vector<FundColumn> funds_;
  std::size_t width_ = 0;
};

// The same bill has the same id whichever file it stands in.
std::string MessageIdOf(const v1::Bill& bill);

}  // namespace yizhan::watched
