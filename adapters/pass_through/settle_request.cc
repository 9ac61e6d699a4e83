#include "adapters/pass_through/settle_request.h"

#include <utility>

#include "adapters/national/json_edit.h"
#include "adapters/national/setlinfo.h"
#include "adapters/pass_through/visits.h"
#include "engine/base/date.h"
#include "engine/base/refusal.h"

namespace yizhan::edge {
namespace {

constexpr char kTrialBill[] = "TRIAL";

const Json& SetlinfoOf(const Answer& answer) {
  static const Json kEmpty{.kind = Json::Kind::kObject};
  const Json* output = answer.root.Find("output");
  const Json* setlinfo = output == nullptr ? nullptr : output->Find("setlinfo");
  return setlinfo == nullptr ? kEmpty : *setlinfo;
}

}  // namespace

absl::StatusOr<v1::SettleRequest> BillOf(const Asked& asked, const Answer& answer,
                                         const Notes& notes) {
  const Json* output = answer.root.Find("output");
  if (output == nullptr) return Refuse({.reason = v1::FIELD_MISSING, .field = "output"});
  Json input = BillInput(*output, DataOf(asked.root), notes);
  const bool trial = asked.infno == "2206" || asked.infno == "2303";
  Json* setlinfo = FindMember(input, "setlinfo");
  if (trial && setlinfo != nullptr && MemberText(*setlinfo, "setl_id").empty()) {
    PutMember(*setlinfo, "setl_id", JsonString(kTrialBill));
  }
  national::SettleMessage message;
  message.bill.set_message_id(asked.msgid);
  message.bill.set_institution_id(MemberText(asked.root, "fixmedins_code"));
  if (auto status = national::FillSettle(input, &message); !status.ok()) return status;
  // The insurer's number is what a cancellation names later.
  if (message.bill.bill_no().empty()) {
    return Refuse({.reason = v1::FIELD_MISSING, .field = "output.setlinfo.setl_id"});
  }
  v1::SettleRequest request;
  *request.mutable_bill() = std::move(message.bill);
  *request.mutable_person() = std::move(message.person);
  request.set_explain(true);  // For setl_proc_info.
  return request;
}

Hash32 ContentOf(const Asked& asked) {
  const Json* input = asked.root.Find("input");
  return Canonical("pass.content.1")
      .Text(asked.infno)
      .Text(input == nullptr ? "" : JsonText(*input))
      .Sha256();
}

void Describe(const Asked& asked, v1::PassIntent& intent) {
  const Json& data = DataOf(asked.root);
  intent.set_msgid(asked.msgid);
  intent.set_infno(asked.infno);
  intent.set_content_hash(Bytes(ContentOf(asked)));
  intent.set_psn_no(MemberText(data, "psn_no"));
  intent.set_mdtrt_id(MemberText(data, "mdtrt_id"));
}

void Describe(const Answer& answer, std::int64_t now_ms, v1::PassIntent& intent) {
  const Json& setlinfo = SetlinfoOf(answer);
  intent.set_setl_id(MemberText(setlinfo, "setl_id"));
  intent.set_insutype(MemberText(setlinfo, "insutype"));
  intent.set_clr_type(MemberText(setlinfo, "clr_type"));
  intent.set_day(DayOf(answer, now_ms));
}

std::string DayOf(const Answer& answer, std::int64_t now_ms) {
  const std::string day = MemberText(SetlinfoOf(answer), "setl_time").substr(0, 10);
  return ParseDay(day).has_value() ? day : DayText(BusinessDay(now_ms));
}

std::string SetlIdOf(const Answer& answer) { return MemberText(SetlinfoOf(answer), "setl_id"); }

}  // namespace yizhan::edge
