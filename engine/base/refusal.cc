#include "engine/base/refusal.h"

#include <optional>

#include "absl/strings/cord.h"

namespace yizhan {
namespace {

constexpr char kPayloadUrl[] = "type.googleapis.com/yizhan.v1.ErrorDetail";

struct Row {
  v1::Reason reason;
  absl::StatusCode code;
  v1::ErrorClass error_class;
  const char* zh;
  const char* en;
};

using enum absl::StatusCode;

// One row per reason. The sentence tells the reader what to do, then field and figures follow.
constexpr Row kRows[] = {
    {v1::NOT_AUTHENTICATED, kUnauthenticated, v1::REJECTED, "未能确认终端身份，请联系管理员",
     "the caller is not authenticated"},
    {v1::NOT_ALLOWED, kPermissionDenied, v1::REJECTED, "本终端无权办理此业务",
     "this caller may not do this"},
    {v1::ENGINE_BUSY, kResourceExhausted, v1::TRY_AGAIN, "系统繁忙，未做任何处理，请稍后重试",
     "the queue is full; nothing was done, try again"},
    {v1::DEADLINE_IN_QUEUE, kDeadlineExceeded, v1::TRY_AGAIN, "等待超时，未做任何处理，请重试",
     "the deadline passed in the queue; nothing was done"},
    {v1::SHUTTING_DOWN, kUnavailable, v1::TRY_AGAIN, "系统正在停机，未做任何处理，请稍后重试",
     "the engine is shutting down; nothing was done"},
    {v1::CLOCK_BEHIND, kUnavailable, v1::TRY_AGAIN, "服务器时钟落后于账本，请通知管理员",
     "the clock is behind the ledger's head; nothing was done"},
    {v1::DISK_RESERVE, kUnavailable, v1::TRY_AGAIN, "磁盘空间不足，暂停新结算，请通知管理员",
     "the disk reserve is reached; new settlements are refused"},
    {v1::OUTCOME_NOT_KNOWN, kUnknown, v1::OUTCOME_UNKNOWN, "结果未知，请按报文号查询是否已结算",
     "the outcome is unknown; ask by message id"},
    {v1::DEADLINE_REQUIRED, kInvalidArgument, v1::REJECTED, "请求没有设定等待时限，请联系软件厂商",
     "the call states no deadline"},
    {v1::RATE_LIMITED, kResourceExhausted, v1::TRY_AGAIN,
     "本终端请求过于频繁，未做任何处理，请稍等片刻再试",
     "more calls a second than one peer may make; nothing was done"},
    {v1::TOO_MANY_STREAMS, kResourceExhausted, v1::TRY_AGAIN,
     "本终端同时打开的传输过多，未做任何处理，请等其他传输结束后再试",
     "more streams at once than one peer may hold; nothing was done"},
    {v1::FOLLOWER_BEHIND, kResourceExhausted, v1::TRY_AGAIN,
     "读取过慢，落后太多，传输已断开，请从所示编号继续",
     "the reader fell too far behind; read on from the entry shown"},
    {v1::MIRROR_AWAY, kUnavailable, v1::TRY_AGAIN,
     "镜像未连接或未跟上，未做任何处理，请稍后重试，并通知管理员",
     "no mirror holds what is stored here; nothing was done, try again and tell the operator"},
    {v1::EPOCH_NOT_NEWER, kFailedPrecondition, v1::REJECTED, "对方任期不比本引擎新，本引擎继续服务",
     "the epoch is not newer than this engine's, which goes on"},
    {v1::OTHER_LEDGER, kFailedPrecondition, v1::REJECTED, "这是另一个账本，未做任何处理",
     "this is another ledger; nothing was done"},
    {v1::MESSAGE_ID_OTHER_CONTENT, kAlreadyExists, v1::CONFLICT, "报文号已用于内容不同的另一笔业务",
     "the message id was used for other content"},
    {v1::MESSAGE_TOMBSTONED, kFailedPrecondition, v1::REJECTED,
     "该报文在到达前已被冲正，不能再结算", "the message was reversed before it arrived"},
    {v1::LATE, kFailedPrecondition, v1::REJECTED, "报文已过有效时间，请走事后救助",
     "not_after has passed; only the after-the-fact path is open"},
    {v1::NOT_AFTER_TOO_FAR, kInvalidArgument, v1::REJECTED, "有效时间最多为两分钟之后",
     "not_after is more than two minutes ahead"},
    {v1::FIELD_MISSING, kInvalidArgument, v1::REJECTED, "缺少必填项",
     "a required field is missing"},
    {v1::FIELD_TOO_LONG, kInvalidArgument, v1::REJECTED, "内容过长", "a field is too long"},
    {v1::FIELD_NOT_UTF8, kInvalidArgument, v1::REJECTED, "文字不是有效的UTF-8编码",
     "a field is not valid UTF-8"},
    {v1::FIELD_UNKNOWN_VALUE, kInvalidArgument, v1::REJECTED, "代码值不在代码表内",
     "a code is not in its table"},
    {v1::FIELD_MALFORMED, kInvalidArgument, v1::REJECTED, "格式不正确", "a field is malformed"},
    {v1::AMOUNT_NEGATIVE, kInvalidArgument, v1::REJECTED, "金额不能为负；退费请冲正或更换结算",
     "an amount is negative; money goes back by reversal or replacement"},
    {v1::AMOUNT_TOO_LARGE, kInvalidArgument, v1::REJECTED, "金额超出上限",
     "an amount is too large"},
    {v1::TOO_MANY_ITEMS, kInvalidArgument, v1::REJECTED, "明细条数过多", "a list is too long"},
    {v1::UNKNOWN_FIELDS, kInvalidArgument, v1::REJECTED, "报文含有本系统不认识的字段",
     "the message has fields this engine does not know"},
    {v1::PARTS_NOT_TOTAL, kInvalidArgument, v1::REJECTED, "四部分之和不等于医疗费总额",
     "the four parts do not sum to the total"},
    {v1::FEE_LINES_NOT_TOTAL, kInvalidArgument, v1::REJECTED, "费用明细之和不等于医疗费总额",
     "the fee lines do not sum to the total"},
    {v1::PAYMENTS_EXCEED_TOTAL, kInvalidArgument, v1::REJECTED,
     "基金支付与医院负担之和超过医疗费总额", "insurers and hospital pay more than the total"},
    {v1::ACCOUNT_EXCEEDS_REST, kInvalidArgument, v1::REJECTED, "个人账户支付超过个人应负担金额",
     "the account pays more than insurers and hospital left"},
    {v1::UPSTREAM_AID_UNMAPPED, kFailedPrecondition, v1::REJECTED,
     "上游已付医疗救助且未配置对应项目", "upstream aid has no mapped program"},
    {v1::SERVICE_DATES_REVERSED, kInvalidArgument, v1::REJECTED, "诊疗结束日期早于开始日期",
     "service ends before it starts"},
    {v1::ACCOUNTING_BEFORE_SERVICE, kInvalidArgument, v1::REJECTED, "结算日期早于诊疗结束日期",
     "the accounting date is before the end of service"},
    {v1::ACCOUNTING_IN_FUTURE, kInvalidArgument, v1::REJECTED, "结算日期晚于今天",
     "the accounting date is in the future"},
    {v1::INSTITUTION_UNKNOWN, kNotFound, v1::REJECTED, "未登记的医疗机构", "unknown institution"},
    {v1::INSTITUTION_NOT_LIVE, kFailedPrecondition, v1::REJECTED,
     "该机构尚未开通实时结算，请走事后救助", "the institution is not live on that date"},
    {v1::INSTITUTION_SUSPENDED, kFailedPrecondition, v1::REJECTED,
     "该机构已暂停实时结算，请走事后救助", "the institution is suspended"},
    {v1::BILL_ALREADY_SETTLED, kAlreadyExists, v1::CONFLICT, "该单据已结算",
     "this bill is already settled"},
    {v1::PERSON_UNKNOWN, kNotFound, v1::REJECTED, "非救助登记人员，请按普通病人结算",
     "not in the register; proceed without aid"},
    {v1::NO_ACTIVE_PACK, kFailedPrecondition, v1::TRY_AGAIN, "尚无生效的政策包，请通知救助部门",
     "no policy pack is active"},
    {v1::AMOUNT_OVERFLOW, kOutOfRange, v1::REJECTED, "累计金额超出可记范围",
     "an accumulated amount would overflow"},
    {v1::QUOTE_STALE, kFailedPrecondition, v1::REJECTED, "金额已变化，请按新的结果重新确认",
     "the outcome differs from the quote; confirm the new one"},
    {v1::ALREADY_REVERSED, kFailedPrecondition, v1::REJECTED, "该结算已冲正", "already reversed"},
    {v1::NOT_REVERSIBLE, kFailedPrecondition, v1::REJECTED, "该记录不是可冲正的结算",
     "this entry is not a settlement that can be reversed"},
    {v1::ALREADY_REPLACED, kFailedPrecondition, v1::REJECTED, "该结算已被替换", "already replaced"},
    {v1::SETTLEMENT_UNKNOWN, kNotFound, v1::REJECTED, "没有这个结算号", "no such settlement"},
    {v1::CARD_TAKEN, kAlreadyExists, v1::CONFLICT, "证件已登记给另一人",
     "the card belongs to another"},
    {v1::SPAN_REVERSED, kInvalidArgument, v1::REJECTED, "截止日期早于起始日期",
     "a span ends before it starts"},
    {v1::SPANS_CONFLICT, kInvalidArgument, v1::REJECTED, "同一天只能有一个值，起止日期有冲突",
     "two values on the same day"},
    {v1::PACK_INVALID, kInvalidArgument, v1::REJECTED, "政策包未通过检查", "the pack has errors"},
    {v1::ACCOUNT_CHANGED_MEANING, kFailedPrecondition, v1::REJECTED,
     "账户的归属或周期与已生效的不同", "an account's holder or period differs from before"},
    {v1::RULES_CHANGED_EARLIER, kFailedPrecondition, v1::REJECTED, "新规则改变了生效日期以前的规则",
     "the pack changes rules before its effective date"},
    {v1::FUND_UNKNOWN, kNotFound, v1::REJECTED, "没有这个基金", "no such fund"},
    {v1::FUND_EXISTS, kAlreadyExists, v1::CONFLICT, "基金已存在", "the fund exists"},
    {v1::FUND_TOO_LOW, kFailedPrecondition, v1::REJECTED, "基金余额不足",
     "the fund's balance is too low"},
    {v1::INSTITUTION_EXISTS, kAlreadyExists, v1::CONFLICT, "机构已登记", "the institution exists"},
    {v1::ENTRY_UNKNOWN, kNotFound, v1::REJECTED, "没有这个编号的记录", "no such entry"},
    {v1::ERASURE_UNFINISHED, kUnavailable, v1::TRY_AGAIN,
     "密钥已销毁，磁盘文件尚未清理完，请用同一请求重试",
     "the key is destroyed, but files are not scrubbed yet; send the same request again"},
    {v1::SIGNATURES_MISSING, kPermissionDenied, v1::REJECTED,
     "签名人数不符，请按规定人数由经办人签名后再提交",
     "the operation needs another number of officers' signatures"},
    {v1::SIGNATURE_INVALID, kPermissionDenied, v1::REJECTED,
     "签名与所办事项不符，请签名人核对内容后重新签名",
     "a signature is not this officer's over this statement"},
    {v1::SIGNATURE_USED, kAlreadyExists, v1::CONFLICT,
     "这份签名已经办理过一次，再次办理须换新的申请号重新签名",
     "these officers' statement was already carried out"},
    {v1::SAME_OFFICER_TWICE, kPermissionDenied, v1::REJECTED,
     "两个签名出自同一人，请由另一名经办人签名", "one officer signed twice"},
    {v1::OFFICER_UNKNOWN, kNotFound, v1::REJECTED, "签名人未登记，请先由管理员登记其证书",
     "no such officer is enrolled"},
    {v1::OFFICER_RETIRED, kPermissionDenied, v1::REJECTED, "签名人已停用，请由在岗的经办人重新签名",
     "this officer signs no longer"},
    {v1::AUTHORIZATION_EXPIRED, kFailedPrecondition, v1::REJECTED,
     "签名不在有效期内（最长三十天），请重新签名",
     "the authorization is out of date, or valid for longer than 30 days"},
    {v1::CERTIFICATE_INVALID, kInvalidArgument, v1::REJECTED,
     "证书无效，请向证书管理员申领新的签名证书", "not a valid officer's certificate"},
    {v1::OFFICER_KEY_TAKEN, kAlreadyExists, v1::CONFLICT,
     "这把签名密钥已属于另一名经办人，请为本人另制密钥", "another officer has this key"},
    {v1::PERSON_ERASED, kFailedPrecondition, v1::REJECTED,
     "此人的个人信息已依法删除，不能再办理；如需救助请重新登记",
     "this person's private data were erased"},
    {v1::PROGRAM_UNKNOWN, kNotFound, v1::REJECTED, "生效的政策包没有这个项目",
     "the active pack has no such program"},
    {v1::PROGRAM_PAID_BY_BILL, kFailedPrecondition, v1::REJECTED,
     "该项目随单据结算，不按年度申请办理", "this program is paid by bill, not by the year"},
    {v1::PROGRAM_NOT_IN_FORCE, kFailedPrecondition, v1::REJECTED, "该年度12月31日没有有效的规定",
     "no version is in force on 31 December of that year"},
    {v1::APPLICATION_NOT_APPROVED, kFailedPrecondition, v1::REJECTED,
     "登记中没有该项目该年度的审批，请先登记审批",
     "the register holds no approval of this program in that year"},
    {v1::APPLICATION_YEAR_NOT_NAMED, kFailedPrecondition, v1::REJECTED,
     "审批的起止日期须在同一自然年度内，才能确定申请年度",
     "the approval does not lie within one calendar year, so it names none"},
    {v1::APPLICATION_SETTLED, kAlreadyExists, v1::CONFLICT, "该项目该年度已办理，须先冲正才能重办",
     "this year's application is already settled; reverse it first"},
    {v1::APPLICATION_WITHOUT_BILLS, kFailedPrecondition, v1::REJECTED, "该年度没有可计入的有效结算",
     "no live bill of that year counts"},
    {v1::PROPOSAL_CHANGED, kFailedPrecondition, v1::REJECTED,
     "重算方案已变化（其间有新的结算、名册或政策变动），请重新核算并核对后再确认",
     "the proposal is no longer what was confirmed: ask for it again"},
    {v1::NOTHING_TO_ADJUST, kFailedPrecondition, v1::REJECTED, "该年度没有应补或应退，无需确认",
     "nothing is owed for that year and no lead is open"},
    {v1::REFOLD_TOO_LARGE, kFailedPrecondition, v1::REJECTED,
     "该年度涉及的结算过多，无法一次重算，请联系管理员",
     "too many settlements in the scope of one re-adjudication"},
    {v1::ALERT_UNKNOWN, kNotFound, v1::REJECTED, "没有这条预警，或该预警已解除",
     "that entry raised no such warning, or it was withdrawn since"},
    {v1::ALERT_ALREADY, kFailedPrecondition, v1::CONFLICT, "该预警已受理或已办结，请刷新后再看",
     "the warning is in that state already, or closed"},
    {v1::PERIOD_ALREADY_CLOSED, kFailedPrecondition, v1::CONFLICT,
     "该院此月或更晚的月份已关账，请查看已有的关账记录",
     "this period or a later one of the hospital is closed"},
    {v1::PERIOD_IN_FUTURE, kFailedPrecondition, v1::REJECTED, "该月尚未开始，不能关账",
     "the period has not begun"},
    {v1::PERIOD_CHANGED, kFailedPrecondition, v1::CONFLICT,
     "账面与签名时已不同，未关账，请重新查看后再签",
     "the books say otherwise than what was signed; look again and sign anew"},
    {v1::PERIOD_NOT_CLOSED, kFailedPrecondition, v1::REJECTED, "该院尚未关账，不能拨付，请先关账",
     "nothing of this hospital is closed yet; close a period first"},
    {v1::NOTHING_TO_PAY, kFailedPrecondition, v1::REJECTED,
     "没有可办理的未结款项，或相抵后不足，结转至下期",
     "what is open comes to nothing, or to less; it is carried on"},
    {v1::PAYOUT_CHANGED, kFailedPrecondition, v1::CONFLICT,
     "未结款项与签名时已不同，未拨付，请重新查看后再签",
     "what is open is no longer what was signed; look again and sign anew"},
    {v1::CHECKPOINT_REFUSED, kInvalidArgument, v1::REJECTED,
     "这不是本账本的、由已登记见证人联署的检查点",
     "not a checkpoint of this ledger that one of its witnesses cosigned"},
};

const Row* FindRow(v1::Reason reason) {
  for (const Row& row : kRows) {
    if (row.reason == reason) return &row;
  }
  return nullptr;
}

void AppendFigures(const Refusal& refusal, std::string& zh, std::string& en) {
  if (!refusal.field.empty()) {
    zh += "（" + refusal.field + "）";
    en += " (" + refusal.field + ")";
  }
  if (!refusal.expected.empty()) {
    zh += "；应为 " + refusal.expected;
    en += "; expected " + refusal.expected;
  }
  if (!refusal.found.empty()) {
    zh += "；实为 " + refusal.found;
    en += "; found " + refusal.found;
  }
  if (refusal.related != 0) {
    zh += "；见编号 " + std::to_string(refusal.related);
    en += "; see entry " + std::to_string(refusal.related);
  }
}

}  // namespace

absl::Status Refuse(Refusal refusal) {
  const Row* row = FindRow(refusal.reason);
  std::string zh = row != nullptr ? row->zh : "未分类的错误";
  std::string en = row != nullptr ? row->en : "unclassified error";
  AppendFigures(refusal, zh, en);

  v1::ErrorDetail detail;
  detail.set_reason(refusal.reason);
  detail.set_error_class(row != nullptr ? row->error_class : v1::REJECTED);
  detail.set_field(refusal.field);
  detail.set_expected(refusal.expected);
  detail.set_found(refusal.found);
  detail.set_message_zh(zh);
  detail.set_message_en(en);
  detail.set_related(refusal.related);
  detail.set_related_result(refusal.related_result);

  absl::Status status(row != nullptr ? row->code : kInternal, en);
  status.SetPayload(kPayloadUrl, absl::Cord(detail.SerializeAsString()));
  return status;
}

absl::Status Mismatched(const std::string& sentence, const Mismatch& mismatch) {
  v1::ErrorDetail detail;
  detail.set_error_class(v1::OUTCOME_UNKNOWN);
  detail.set_field(mismatch.field);
  detail.set_expected(mismatch.expected);
  detail.set_found(mismatch.found);
  detail.set_message_zh(sentence);
  detail.set_message_en(sentence);
  absl::Status status = absl::DataLossError(sentence);
  status.SetPayload(kPayloadUrl, absl::Cord(detail.SerializeAsString()));
  return status;
}

v1::ErrorDetail DetailOf(const absl::Status& status) {
  v1::ErrorDetail detail;
  const auto payload = status.GetPayload(kPayloadUrl);
  if (payload.has_value() && detail.ParseFromString(std::string(*payload))) return detail;
  detail.set_message_en(std::string(status.message()));
  detail.set_message_zh(std::string(status.message()));
  detail.set_error_class(status.ok() ? v1::ERROR_CLASS_UNSPECIFIED : v1::OUTCOME_UNKNOWN);
  return detail;
}

v1::Reason ReasonOf(const absl::Status& status) { return DetailOf(status).reason(); }

}  // namespace yizhan
