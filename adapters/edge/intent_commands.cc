#include "adapters/edge/intent_commands.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "adapters/national/json_reader.h"
#include "adapters/national/json_writer.h"
#include "adapters/pass_through/envelope.h"
#include "adapters/pass_through/intents.h"
#include "engine/base/date.h"
#include "engine/base/refusal.h"

namespace yizhan::edge {
namespace {

constexpr std::size_t kIntentsListedMax = 1000;
constexpr std::size_t kCloseNoteBytesMax = 200;
constexpr std::size_t kBodyShownBytesMax = std::size_t{64} << 10;

InboxAnswer Refused(const std::string& why) { return {.code = 1, .text = why}; }

InboxAnswer Refused(const absl::Status& status) {
  const bool has_sentence = !DetailOf(status).message_zh().empty();
  return Refused(has_sentence ? SentenceOf(status) : std::string(status.message()));
}

// What it is, and what to do about it.
struct StateWords {
  v1::PassState state;
  const char* is;
  const char* to_do;
};

constexpr StateWords kStateWords[] = {
    {v1::PASS_ASKED, "已问医保，结果未知/asked, outcome unknown",
     "HIS用原报文重发；否则十分钟后自动冲正/the HIS sends it again, or it is taken back by itself"},
    {v1::PASS_SETTLED, "医保已结算，救助未定/settled, aid not yet",
     "等待，自动完成/wait: finished by itself"},
    {v1::PASS_TAKING_BACK, "正在撤销或冲正/being taken back",
     "等待，自动重试；久不变化时查到医保的网络/wait: tried again by itself; if it stays, look at "
     "the "
     "line to the insurer"},
    {v1::PASS_CANCELLED, "医保已撤销，救助待撤/cancelled, aid not yet reversed",
     "等待，自动完成/wait: finished by itself"},
    {v1::PASS_UNCLEAR, "医保拒绝冲正，待人工核对/unclear, for a person",
     "问医保有无此结算，再用 intents close/ask the insurer whether it has it, then intents close"},
    {v1::PASS_TAKEN_BACK, "两边都已撤销/taken back on both sides", "无/nothing"},
};

StateWords WordsOf(v1::PassState state) {
  const auto* const found =
      std::find_if(std::begin(kStateWords), std::end(kStateWords),
                   [state](const StateWords& words) { return words.state == state; });
  return found == std::end(kStateWords) ? StateWords{state, "", ""} : *found;
}

std::string NameInCapitals(v1::PassState state) { return absl::AsciiStrToUpper(StateName(state)); }

std::string LineOf(const OpenIntent& intent) {
  const StateWords words = WordsOf(intent.state);
  return absl::StrCat(NameInCapitals(intent.state), "\t", intent.msgid, "\t",
                      intent.setl_id.empty() ? "-" : intent.setl_id, "\t", intent.infno, "\t",
                      yizhan::TimeText(intent.changed_ms), "\t", words.is, "\t", intent.why, "\t",
                      words.to_do, "\n");
}

// Those for a person first.
InboxAnswer ListIntents(const PassThrough& pass_through) {
  std::vector<OpenIntent> open = pass_through.OpenIntents();
  std::stable_partition(open.begin(), open.end(),
                        [](const OpenIntent& intent) { return intent.state == v1::PASS_UNCLEAR; });
  std::string text =
      "状态/state\t报文号/msgid\t结算号/setl_id\t交易/infno\t自/since\t情况/what it is\t"
      "说明/why\t怎么办/what to do\n";
  const std::size_t shown = std::min(open.size(), kIntentsListedMax);
  for (std::size_t i = 0; i < shown; ++i) text += LineOf(open[i]);
  if (shown < open.size()) {
    absl::StrAppend(&text, "... 还有/more: ", open.size() - shown, "\n");
  }
  return {.text = text};
}

const char* AidWords(const v1::PassIntent& intent) {
  switch (intent.aid()) {
    case v1::PASS_AID_GIVEN:
      return "已结算/settled";
    case v1::PASS_AID_LATE:
      return "事后补记/recorded after the fact";
    case v1::PASS_AID_NONE:
      return "没有/none";
    default:
      return "未定/not yet";
  }
}

std::string CallText(const char* name, const v1::PassCall& call) {
  return absl::StrCat(name, " ", call.infno(), " ", call.msgid(), ":\n",
                      call.body().substr(0, kBodyShownBytesMax), "\n");
}

InboxAnswer ShowIntent(const PassThrough& pass_through, const std::string& msgid) {
  const absl::StatusOr<std::optional<v1::PassIntent>> found = pass_through.FindIntent(msgid);
  if (!found.ok()) return Refused(found.status());
  if (!found->has_value()) return Refused("没有这个报文号的结算/no settlement of this message id");
  const v1::PassIntent& intent = **found;
  const StateWords words = WordsOf(intent.state());
  const bool at_rest = !IsOpen(intent);
  std::string text = absl::StrCat(
      "状态/state       ", NameInCapitals(intent.state()), " ",
      at_rest && intent.state() == v1::PASS_SETTLED ? "两边都已结算/settled on both sides"
                                                    : words.is,
      "\n怎么办/to do    ", at_rest ? "无/nothing" : words.to_do, "\n说明/why         ",
      intent.why(), "\n关闭/closed      ", intent.closed_note());
  absl::StrAppend(&text, "\n报文号/msgid     ", intent.msgid(), "\n交易/infno       ",
                  intent.infno(), "\n结算号/setl_id   ", intent.setl_id(), "\n人员/psn_no      ",
                  intent.psn_no(), "\n就诊/mdtrt_id    ", intent.mdtrt_id());
  absl::StrAppend(&text, "\n救助/aid         ", AidWords(intent), "\n问/asked         ",
                  yizhan::TimeText(intent.asked_ms()), "\n自/since         ",
                  yizhan::TimeText(intent.changed_ms()), "\n");
  if (intent.has_asked()) text += CallText("结算报文/message", intent.asked());
  if (intent.has_settled()) {
    absl::StrAppend(&text, "医保答复/answer:\n",
                    intent.settled().body().substr(0, kBodyShownBytesMax), "\n");
  }
  if (intent.has_taking_back()) text += CallText("撤销报文/taking back", intent.taking_back());
  return {.text = text};
}

InboxAnswer CloseIntent(const IntentCommand& command, PassThrough& pass_through) {
  const bool has_it = command.insurer == kInsurerHasIt;
  if (!has_it && command.insurer != kInsurerHasNot) {
    return Refused("须写明医保有无此结算/close needs --insurer-has-it or --insurer-has-not");
  }
  if (command.note.empty() || command.note.size() > kCloseNoteBytesMax) {
    return Refused(
        "--note 须写明谁何时答复，至多200字节/--note: who said so and when, 1 to 200 bytes");
  }
  const absl::Status closed = pass_through.CloseIntent(
      command.msgid, has_it ? InsurerSays::kHasIt : InsurerSays::kHasNot, command.note);
  if (!closed.ok()) return Refused(closed);
  const auto left = pass_through.FindIntent(command.msgid);
  if (!left.ok()) return Refused(left.status());
  if (!left->has_value()) return {.text = "已关闭，本机不再记着它/closed, and forgotten here"};
  const StateWords words = WordsOf((*left)->state());
  const bool finished = !IsOpen(**left);
  return {.text = absl::StrCat("已关闭/closed: ", NameInCapitals((*left)->state()), " ",
                               finished ? (*left)->closed_note() : words.to_do)};
}

}  // namespace

InboxAnswer Carry(const IntentCommand& command, PassThrough* pass_through) {
  if (pass_through == nullptr) {
    return Refused("本机没有配置直通/this edge is not configured with pass_through");
  }
  if (command.name == "list") return ListIntents(*pass_through);
  if (command.name == "show") return ShowIntent(*pass_through, command.msgid);
  if (command.name == "close") return CloseIntent(command, *pass_through);
  return Refused("没有这个命令/no such command");
}

std::string ToJson(const IntentCommand& command) {
  JsonWriter json;
  json.BeginObject()
      .Text("intents", command.name)
      .Text("msgid", command.msgid)
      .Text("insurer", command.insurer)
      .Text("note", command.note)
      .EndObject();
  return json.Take();
}

absl::StatusOr<IntentCommand> IntentCommandIn(const std::string& text) {
  const absl::StatusOr<Json> json = ParseJson(text);
  if (!json.ok()) return json.status();
  IntentCommand command;
  for (const auto& [key, into] : {std::pair{"intents", &command.name},
                                  {"msgid", &command.msgid},
                                  {"insurer", &command.insurer},
                                  {"note", &command.note}}) {
    const absl::StatusOr<const Json*> value = Require(*json, key, Json::Kind::kString, "");
    if (!value.ok()) return value.status();
    *into = (*value)->text;
  }
  return command;
}

}  // namespace yizhan::edge
