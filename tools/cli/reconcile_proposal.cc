#include "tools/cli/reconcile_proposal.h"

#include <algorithm>

namespace yizhan::cli {
namespace {

using D = v1::BillDifference;

// Booked, and not only refunded or unanswered.
bool IsBooked(const D& difference) {
  return std::any_of(difference.booked().begin(), difference.booked().end(),
                     [](const v1::BookedRow& row) { return row.has_sums() && !row.refund(); });
}

BothWords MissingHere(const D& difference) {
  if (!IsBooked(difference)) {
    return {"医院退了账本没有的一笔：由医院核对该笔原属哪一结算编号",
            "the hospital refunded what was never posted here: let it look for the right number"};
  }
  return {"核实就诊后由窗口补送该笔结算，或由医院撤销该笔",
          "check the visit; let the desk send the bill, or the hospital take it back"};
}

BothWords AmountDiffers(const std::string& number) {
  return {"核对票据；以票据为准由医院更正，或更换结算 " + number,
          "check the receipt; the hospital corrects its books, or replaces " + number};
}

BothWords UnknownOutcome(const std::string& number) {
  if (!number.empty()) {
    return {"账本已结算，编号 " + number + "，医院按其补记", "it was settled as " + number};
  }
  return {"账本没有这笔：未发生救助，可重新结算或补办事后救助",
          "nothing was settled: settle anew, or after the fact"};
}

std::string LiveNumber(const D& difference) {
  const v1::PostedRow* const live = LivePosted(difference);
  return live != nullptr ? std::to_string(live->number()) : "";
}

// As the bill's own message is likely to be kept. What a shell could read otherwise is left out.
std::string FileOf(const std::string& bill_no) {
  std::string name = "2207-";
  for (const char c : bill_no) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '_' || c == '.';
    name.push_back(plain ? c : '_');
  }
  return name + ".json";
}

std::string SettleCommand(const D& difference) {
  return "yizhan --config DESK.textproto settle " + FileOf(difference.bill_no());
}

// The patient has left, and paid his share in full.
std::string AfterwardsCommand(const D& difference) {
  return "yizhan --config RELIEF.textproto settle " + FileOf(difference.bill_no()) +
         " --after-the-fact";
}

// The request id is made of the entry, so that giving it twice reverses once.
std::string ReverseCommand(const std::string& number, const std::string& reason) {
  return "yizhan --config RELIEF.textproto reverse --number " + number +
         " --request-id reconcile-" + number + " --reason " + reason;
}

}  // namespace

const v1::PostedRow* LivePosted(const D& difference) {
  for (const v1::PostedRow& row : difference.posted()) {
    if (row.standing() == v1::STANDING_LIVE) return &row;
  }
  return nullptr;
}

BothWords KindWords(D::Kind kind) {
  switch (kind) {
    case D::MISSING_HERE:
      return {"账本无此结算", "missing here"};
    case D::MISSING_THERE:
      return {"医院未记账", "missing there"};
    case D::AMOUNT_DIFFERS:
      return {"金额不符", "amount differs"};
    case D::DUPLICATE:
      return {"医院重复记账", "booked twice"};
    case D::REVERSED_HERE:
      return {"账本已冲正", "reversed here"};
    case D::REVERSED_THERE:
      return {"医院已退费", "taken back there"};
    case D::UNKNOWN_OUTCOME:
      return {"医院未得到结果", "outcome unknown there"};
    default:
      return {"一致", "agree"};
  }
}

BothWords ProposalWords(const D& difference) {
  const std::string number = LiveNumber(difference);
  switch (difference.kind()) {
    case D::MISSING_HERE:
      return MissingHere(difference);
    case D::MISSING_THERE:
      return {"医院补记该笔，或确认未收费后冲正 " + number,
              "let the hospital book it, or reverse " + number + " once it is sure"};
    case D::AMOUNT_DIFFERS:
      return AmountDiffers(number);
    case D::DUPLICATE:
      if (number.empty()) {
        return {"医院删除重复的一笔；账本一笔也没有，另按账本无此结算处理",
                "the hospital removes what it booked twice; the ledger holds none of them"};
      }
      return {"医院删除重复的一笔，账本只有一笔", "the hospital removes what it booked twice"};
    case D::REVERSED_HERE:
      return {"医院冲销该笔（冲正在期后的，记入下期）；患者如应得救助，事后记账",
              "the hospital takes it back, in the next period when it was reversed after this one; "
              "a patient who is owed aid is recorded after the fact"};
    case D::REVERSED_THERE:
      return {"确认已退费后冲正 " + number, "reverse " + number + " once the refund is sure"};
    case D::UNKNOWN_OUTCOME:
      return UnknownOutcome(number);
    default:
      return {};
  }
}

std::string ProposalCommand(const D& difference) {
  const std::string number = LiveNumber(difference);
  switch (difference.kind()) {
    case D::MISSING_HERE:
      return IsBooked(difference) ? SettleCommand(difference) : "";
    case D::MISSING_THERE:
      return ReverseCommand(number, "对账：医院未收费");
    case D::AMOUNT_DIFFERS:
      return "yizhan --config DESK.textproto replace --number " + number + " " +
             FileOf(difference.bill_no()) + " --reason 对账更正";
    case D::DUPLICATE:
      return number.empty() ? SettleCommand(difference) : "";
    case D::REVERSED_HERE:
      return AfterwardsCommand(difference);
    case D::REVERSED_THERE:
      return ReverseCommand(number, "对账：医院已退费");
    case D::UNKNOWN_OUTCOME:
      if (number.empty()) return AfterwardsCommand(difference);
      return "yizhan --config DESK.textproto get --number " + number;
    default:
      return "";
  }
}

}  // namespace yizhan::cli
