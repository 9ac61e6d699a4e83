#include <utility>

#include "adapters/pass_through/settlements.h"
#include "engine/base/date.h"

namespace yizhan::edge {
namespace {

constexpr char kNoSuchIntent[] = "没有这个报文号的结算 (no settlement of this message id)";
constexpr char kWaitsForNobody[] =
    "该结算不待人工核对，不能关闭：看 intents show (it waits for no person and cannot be closed: "
    "see intents show)";
constexpr char kPersonSaysItHas[] = "人工核对：医保有此结算 (the insurer has it): ";
constexpr char kPersonSaysItHasNot[] = "人工核对：医保无此结算 (the insurer has it not): ";

}  // namespace

absl::Status Settlements::Close(const std::string& msgid, InsurerSays says,
                                const std::string& note) {
  const Exclusions::Hold turn(turns_, msgid);
  absl::StatusOr<Found> found = intents_.Find(msgid);
  if (!found.ok()) return found.status();
  if (!found->has_value()) return absl::NotFoundError(kNoSuchIntent);
  v1::PassIntent& intent = **found;
  if (intent.state() != v1::PASS_UNCLEAR) return absl::FailedPreconditionError(kWaitsForNobody);
  const bool has_it = says == InsurerSays::kHasIt;
  intent.set_closed_note((has_it ? kPersonSaysItHas : kPersonSaysItHasNot) + note);
  return has_it ? CloseAsSettled(intent) : CloseAsTakenBack(intent);
}

// Aid is asked for only after the insurer's answer is stored: without one, none is posted.
absl::Status Settlements::CloseAsSettled(v1::PassIntent& intent) {
  if (intent.before() == v1::PASS_STATE_UNSPECIFIED) return intents_.Erase(intent.msgid());
  if (intent.before() != v1::PASS_SETTLED) intent.set_aid(v1::PASS_AID_NONE);
  intent.set_state(v1::PASS_SETTLED);
  intent.clear_before();
  intent.clear_taking_back();
  return intents_.Put(intent);
}

// As after the insurer's own word. From the first write on the background finishes it.
absl::Status Settlements::CloseAsTakenBack(v1::PassIntent& intent) {
  intent.set_state(v1::PASS_CANCELLED);
  const std::string today = DayText(BusinessDay(clock_.NowMs()));
  const absl::Status status = intents_.Put(intent, OutOfBooks(intent, today));
  if (status.ok()) (void)ResumeAid(intent);
  return status;
}

}  // namespace yizhan::edge
