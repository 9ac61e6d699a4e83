#include "tests/pass_through/fake_insurer.h"

#include <utility>

#include "adapters/national/json_edit.h"
#include "engine/base/refusal.h"

namespace yizhan::test {
namespace {

const Json& DataOf(const Json& root) {
  static const Json kEmpty{.kind = Json::Kind::kObject};
  const Json* input = root.Find("input");
  const Json* data = input == nullptr ? nullptr : input->Find("data");
  return data == nullptr ? kEmpty : *data;
}

std::string Done(const std::string& output) {
  return R"({"infcode":0,"inf_refmsgid":"310114000001","err_msg":"","warn_msg":"","cainfo":"",)"
         R"("output":)" +
         output + "}";
}

std::string Refused(const std::string& why) {
  return R"({"infcode":-1,"err_msg":")" + why + R"(","output":null})";
}

}  // namespace

edge::Upstream FakeInsurer::upstream() {
  return [this](const edge::HttpRequest& request) { return Call(request); };
}

absl::StatusOr<edge::HttpResponse> FakeInsurer::Call(const edge::HttpRequest& request) {
  const std::lock_guard lock(mutex_);
  Fate fate = Fate::kAnswers;
  if (!fates.empty()) {
    fate = fates.front();
    fates.pop_front();
  }
  if (fate == Fate::kUnreachable) return Refuse({.reason = v1::SHUTTING_DOWN});
  asked.push_back(request);
  if (fate == Fate::kLost) return Refuse({.reason = v1::OUTCOME_NOT_KNOWN});
  edge::HttpResponse response;
  response.content_type = "application/json;charset=UTF-8";
  const absl::StatusOr<std::string> plain =
      sm == nullptr ? absl::StatusOr<std::string>(request.body) : sm->Open(request.body);
  const absl::StatusOr<Json> root = plain.ok() ? ParseJson(*plain) : plain.status();
  if (!root.ok() || root->Find("infno") == nullptr) {
    response.body = other_answer;
    answered.push_back(response.body);
    return response;
  }
  response.body = fate == Fate::kRefuses ? Refused("拒付") : Act(*root);
  if (sm != nullptr) response.body = *sm->Seal(response.body);
  answered.push_back(response.body);
  if (fate == Fate::kCutAfter) return Refuse({.reason = v1::OUTCOME_NOT_KNOWN});
  if (fate == Fate::kOddAnswer) return edge::HttpResponse{.status = 502, .body = "<html>"};
  return response;
}

std::string FakeInsurer::Act(const Json& root) {
  const std::string infno = MemberText(root, "infno");
  const std::string msgid = MemberText(root, "msgid");
  if (infno == "2206" || infno == "2303") return Settle(root, /*trial=*/true);
  const auto known = answers_.find(msgid);
  if (known != answers_.end()) return known->second;
  std::string answer = other_answer;
  if (infno == "2207" || infno == "2304") answer = Settle(root, /*trial=*/false);
  if (infno == "2208" || infno == "2305") answer = Cancel(root);
  if (infno == "2601") answer = TakeBack(root);
  answers_[msgid] = answer;
  return answer;
}

// 100.00 in scope; the funds pay 60.00, the account 10.00, and 30.00 is left.
std::string FakeInsurer::Setlinfo(const std::string& setl_id, const std::string& sign) const {
  const auto amount = [&](const std::string& text) { return text == "0.00" ? text : sign + text; };
  const bool aid = aid_before != "0.00";
  std::string text = R"({"setlinfo":{"mdtrt_id":"V1","setl_id":")" + setl_id +
                     R"(","psn_no":"P1","psn_cert_type":"01","certno":")" + certno +
                     R"(","insutype":"310","clr_type":"21","med_type":")" + med_type +
                     R"(","setl_time":"2012-06-29 09:30:00")";
  const auto add = [&](const char* name, const std::string& value) {
    text += ",\"" + std::string(name) + "\":" + value;
  };
  add("medfee_sumamt", amount("100.00"));
  add("inscp_scp_amt", amount("100.00"));
  add("fulamt_ownpay_amt", "0");
  add("overlmt_selfpay", "0");
  add("preselfpay_amt", "0");
  add("hifp_pay", amount("60.00"));
  add("maf_pay", amount(aid_before));
  add("oth_pay", "0.00");
  add("fund_pay_sumamt", amount(aid ? "70.00" : "60.00"));
  add("psn_part_amt", amount(aid ? "30.00" : "40.00"));
  add("acct_pay", "\"" + amount("10.00") + "\"");
  add("psn_cash_pay", amount(aid ? "20.00" : "30.00"));
  add("balc", "77.70");
  text += R"(},"setldetail":[{"fund_pay_type":"310100","fund_payamt":)" + amount("60.00") + "}";
  if (aid) text += R"(,{"fund_pay_type":"610100","fund_payamt":)" + amount(aid_before) + "}";
  return text + "]}";
}

std::string FakeInsurer::Settle(const Json& root, bool trial) {
  if (trial) return Done(Setlinfo("", ""));
  const std::string setl_id = "S" + std::to_string(++numbers_);
  const std::string msgid = MemberText(root, "msgid");
  live[msgid] = setl_id;
  setl_ids_[setl_id] = msgid;
  return Done(Setlinfo(setl_id, ""));
}

std::string FakeInsurer::Cancel(const Json& root) {
  const auto found = setl_ids_.find(MemberText(DataOf(root), "setl_id"));
  if (found == setl_ids_.end() || live.erase(found->second) == 0) return Refused("无此结算");
  return Done(Setlinfo("S" + std::to_string(++numbers_), "-"));
}

std::string FakeInsurer::TakeBack(const Json& root) {
  live.erase(MemberText(DataOf(root), "omsgid"));
  return Done("null");
}

}  // namespace yizhan::test
