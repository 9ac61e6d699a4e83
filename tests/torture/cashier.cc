#include "tests/torture/cashier.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "engine/base/clock.h"
#include "engine/base/refusal.h"
#include "tests/service/world.h"

namespace yizhan::torture {
namespace {

constexpr std::int64_t kBillFen = 50'000;
constexpr std::int64_t kBigBillFen = 4'000'000;     // At least half of it is paid, but for caps.
constexpr std::int64_t kNotAfterAheadMs = 110'000;  // Longer than any restart.
constexpr std::chrono::milliseconds kPause{20};
constexpr std::size_t kKeptMax = 200;

bool OutcomeUnknown(const absl::Status& status) {
  return DetailOf(status).error_class() == v1::OUTCOME_UNKNOWN;
}
bool NothingDone(const absl::Status& status) {
  return DetailOf(status).error_class() == v1::TRY_AGAIN;
}

void Keep(std::deque<v1::SettleRequest>& list, const v1::SettleRequest& request) {
  list.push_back(request);
  if (list.size() > kKeptMax) list.pop_front();
}

v1::SettleRequest TakeOne(std::deque<v1::SettleRequest>& list, property::Dice& dice) {
  const auto place = list.begin() + static_cast<std::ptrdiff_t>(dice.Below(list.size()));
  v1::SettleRequest taken = *place;
  list.erase(place);
  return taken;
}

std::int64_t PaidBy(const v1::SettleResult& result, const std::string& program) {
  std::int64_t paid_fen = 0;
  for (const v1::AidLine& line : result.lines()) {
    if (line.program_id() == program) paid_fen += line.pay_fen();
  }
  return paid_fen;
}

}  // namespace

Cashier::Cashier(Scene& scene, CashierOptions options, Book& book)
    : scene_(scene),
      options_(std::move(options)),
      book_(book),
      client_(options_.client),
      dice_(options_.seed) {}

void Cashier::Run() {
  struct Choice {
    std::uint64_t weight;
    void (Cashier::*act)();
  };
  static constexpr Choice kChoices[] = {
      {30, &Cashier::SettleOne},   {8, &Cashier::SettleNearCap},
      {8, &Cashier::RepeatOne},    {12, &Cashier::ReverseOne},
      {12, &Cashier::ReplaceOne},  {4, &Cashier::ReverseBeforeArrival},
      {6, &Cashier::SettleStream}, {4, &Cashier::SendWhatIsRefused}};
  std::uint64_t all = 0;
  for (const Choice& choice : kChoices) all += choice.weight;
  while (!scene_.stop && !scene_.tally.failed()) {
    std::uint64_t left = dice_.Below(all);
    for (const Choice& choice : kChoices) {
      if (left < choice.weight) {
        (this->*choice.act)();
        break;
      }
      left -= choice.weight;
    }
  }
}

void Cashier::Wrong(const std::string& id, const std::string& what) {
  scene_.tally.Fail(id + ": " + what);
}

// ---------------------------------------------------------------- what it believes

std::string Cashier::Expect(const v1::SettleRequest& request, const std::string& replaces) {
  const std::lock_guard lock(book_.mutex);
  Belief& belief = book_.beliefs[request.bill().message_id()];
  belief.after = newest_;
  belief.replaces = replaces;
  belief.card = request.person().card().cert_no();
  return request.bill().message_id();
}

Belief Cashier::Believed(const std::string& id) {
  const std::lock_guard lock(book_.mutex);
  return book_.beliefs[id];
}

void Cashier::Believe(const std::string& id, Is settled) {
  const std::lock_guard lock(book_.mutex);
  book_.beliefs[id].settled = settled;
}

void Cashier::BelieveEnded(const std::string& id, Is ended, std::uint64_t ended_by) {
  const std::lock_guard lock(book_.mutex);
  book_.beliefs[id].ended = ended;
  book_.beliefs[id].ended_by = ended_by;
  newest_ = std::max(newest_, ended_by);
}

void Cashier::Posted(const v1::SettleRequest& request, const v1::SettleResult& result) {
  const std::string& id = request.bill().message_id();
  const std::lock_guard lock(book_.mutex);
  Belief& belief = book_.beliefs[id];
  if (result.bill().message_id() != id) Wrong(id, "answered with another message");
  if (result.number() <= belief.after) Wrong(id, "settled before it was sent");
  if (belief.settled == Is::kNo) Wrong(id, "settled after it was said not to be");
  belief.settled = Is::kYes;
  belief.number = result.number();
  belief.leaf_hash = result.leaf_hash();
  belief.municipal_fen = PaidBy(result, kMunicipalProgram);
  belief.district_fen = PaidBy(result, kDistrictProgram);
  newest_ = std::max(newest_, result.number());
  const bool big = request.bill().total_fen() == kBigBillFen;
  if (big && belief.municipal_fen < kBigBillFen / 2) scene_.tally.Add(Met::kCutByCap);
  Keep(live_, request);
}

v1::SettleRequest Cashier::NewBill(const std::string& card, std::int64_t total_fen) {
  v1::SettleRequest request =
      testing::World::Request(options_.name + "-" + std::to_string(++made_));
  v1::Bill& bill = *request.mutable_bill();
  bill.clear_insurer_payments();
  bill.set_total_fen(total_fen);
  bill.set_in_scope_fen(total_fen);
  request.mutable_person()->mutable_card()->set_cert_no(card);
  request.set_not_after_ms(SystemClock().NowMs() + kNotAfterAheadMs);
  return request;
}

// ---------------------------------------------------------------- what it does

void Cashier::SettleOne() {
  const v1::SettleRequest request =
      NewBill(dice_.Pick(options_.cards), kBillFen + dice_.Between(0, kBillFen));
  Expect(request);
  Settle(request);
}

void Cashier::SettleNearCap() {
  const v1::SettleRequest request = NewBill(dice_.Pick(options_.shared_cards), kBigBillFen);
  const std::string id = Expect(request);
  Settle(request);
  // What is never given back leaves no cap to fight for.
  if (Believed(id).settled != Is::kYes || !dice_.Chance(80)) return;
  if (live_.back().bill().message_id() != id || !Reverse(id)) return;
  live_.pop_back();
  Keep(ended_, request);
}

void Cashier::RepeatOne() {
  std::deque<v1::SettleRequest>& list = dice_.Chance(70) ? live_ : ended_;
  if (list.empty()) return;
  const v1::SettleRequest& request = list[dice_.Below(list.size())];
  const std::string& id = request.bill().message_id();
  const absl::StatusOr<v1::SettleResult> result = client_.Settle(request);
  if (!result.ok()) {
    if (!OutcomeUnknown(result.status()) && !NothingDone(result.status())) {
      Wrong(id, "repeated and refused: " + result.status().ToString());
    }
    return;
  }
  const Belief belief = Believed(id);
  if (!result->replayed()) Wrong(id, "repeated and settled again");
  if (result->number() != belief.number) Wrong(id, "repeated and answered with another number");
  if (result->leaf_hash() != belief.leaf_hash) Wrong(id, "repeated and another entry");
  scene_.tally.Add(Met::kRepeated);
}

void Cashier::ReverseOne() {
  if (live_.empty()) return;
  const v1::SettleRequest request = TakeOne(live_, dice_);
  Keep(Reverse(request.bill().message_id()) ? ended_ : live_, request);
}

void Cashier::ReplaceOne() {
  if (live_.empty()) return;
  const v1::SettleRequest old = TakeOne(live_, dice_);
  const std::string& old_id = old.bill().message_id();
  v1::SettleRequest request = NewBill(old.person().card().cert_no(), old.bill().total_fen() + 100);
  Expect(request, old_id);
  Replace(old_id, request);
  Keep(Believed(old_id).ended == Is::kYes ? ended_ : live_, old);
}

void Cashier::ReverseBeforeArrival() {
  const v1::SettleRequest request = NewBill(dice_.Pick(options_.cards), kBillFen);
  const std::string id = Expect(request);
  Believe(id, Is::kNo);
  if (!Reverse(id)) return;
  scene_.tally.Add(Met::kTombstoned);
  if (dice_.Chance(50)) ExpectRefused(request, v1::MESSAGE_TOMBSTONED);
}

void Cashier::SendWhatIsRefused() {
  v1::SettleRequest request = NewBill(dice_.Pick(options_.cards), kBillFen);
  v1::Reason reason = v1::PARTS_NOT_TOTAL;
  if (!live_.empty() && dice_.Chance(50)) {
    const v1::Bill& other = live_.back().bill();
    if (dice_.Chance(50)) {
      request.mutable_bill()->set_message_id(other.message_id());
      return ExpectRefused(request, v1::MESSAGE_ID_OTHER_CONTENT);
    }
    request.mutable_bill()->set_bill_no(other.bill_no());
    reason = v1::BILL_ALREADY_SETTLED;
  } else {
    request.mutable_bill()->set_in_scope_fen(kBillFen - 1);
  }
  const std::string id = Expect(request);
  Believe(id, Is::kNo);
  ExpectRefused(request, reason);
}

void Cashier::ExpectRefused(const v1::SettleRequest& request, v1::Reason reason) {
  const absl::StatusOr<v1::SettleResult> result = client_.Settle(request);
  const std::string& id = request.bill().message_id();
  if (result.ok()) return Wrong(id, "settled, not refused with " + v1::Reason_Name(reason));
  if (OutcomeUnknown(result.status()) || NothingDone(result.status())) return;
  scene_.tally.Add(Met::kRefused);
  if (ReasonOf(result.status()) != reason) {
    Wrong(id, "not refused with " + v1::Reason_Name(reason) + ": " + result.status().ToString());
  }
}

// ---------------------------------------------------------------- until it is known

v1::GetReply Cashier::Ask(const std::string& id) {
  v1::GetRequest question;
  question.set_message_id(id);
  while (true) {
    absl::StatusOr<v1::GetReply> reply = client_.Get(question);
    if (reply.ok()) return *std::move(reply);
    if (!OutcomeUnknown(reply.status()) && !NothingDone(reply.status())) {
      Wrong(id, "asked and refused: " + reply.status().ToString());
    }
    if (scene_.tally.failed()) return v1::GetReply();
    std::this_thread::sleep_for(kPause);
  }
}

void Cashier::Settle(const v1::SettleRequest& request) {
  const std::string& id = request.bill().message_id();
  while (!scene_.tally.failed()) {
    const std::uint64_t engine = scene_.engines;
    const absl::StatusOr<v1::SettleResult> result = client_.Settle(request);
    if (result.ok()) {
      scene_.tally.Add(Met::kSettled);
      return Posted(request, *result);
    }
    if (OutcomeUnknown(result.status())) {
      scene_.tally.Add(Met::kSettleUnknown);
      if (!ResolveSettle(request, engine)) return;
      continue;
    }
    if (!NothingDone(result.status())) return Wrong(id, "refused: " + result.status().ToString());
    scene_.tally.Add(Met::kUnsent);
    std::this_thread::sleep_for(kPause);
    // Certainly not sent: it must not be there when nobody sends it again.
    if (dice_.Chance(20)) return Believe(id, Is::kNo);
  }
}

bool Cashier::ResolveSettle(const v1::SettleRequest& request, std::uint64_t engine) {
  const std::string& id = request.bill().message_id();
  const v1::GetReply reply = Ask(id);
  if (reply.state() == v1::SETTLED) {
    scene_.tally.Add(Met::kSettleWasPosted);
    Posted(request, reply.result());
    return false;
  }
  if (scene_.tally.failed()) return false;
  if (reply.state() != v1::NOT_POSTED) {
    Wrong(id, "asked, and neither settled nor not posted");
    return false;
  }
  scene_.tally.Add(Met::kSettleWasNot);
  const std::uint64_t choice = dice_.Below(3);
  // The engine that may still have it in hand lives: only sending it again settles the matter.
  if (engine == scene_.engines || choice == 0) {
    scene_.tally.Add(Met::kSettleSentAgain);
    return true;
  }
  Believe(id, Is::kNo);
  if (choice == 1 && Reverse(id)) scene_.tally.Add(Met::kSettleForbidden);
  return false;
}

// False: certainly not done.
bool Cashier::Reverse(const std::string& id) {
  const Belief belief = Believed(id);
  v1::ReverseRequest request;
  if (belief.number != 0 && dice_.Chance(50)) {
    request.set_number(belief.number);
  } else {
    request.set_message_id(id);
  }
  request.set_request_id("r-" + id);
  BelieveEnded(id, Is::kMaybe, 0);
  bool lost = false;
  while (!scene_.tally.failed()) {
    const absl::StatusOr<v1::ReverseReply> reply = client_.Reverse(request);
    if (reply.ok()) {
      if (lost) scene_.tally.Add(reply->replayed() ? Met::kReverseWasPosted : Met::kReverseWasNot);
      if (reply->replayed() && !lost) Wrong(id, "reversed by a message that was never sent");
      if (reply->tombstone() != (belief.settled == Is::kNo)) Wrong(id, "tombstone or contra");
      if (!reply->tombstone() && reply->original().number() != belief.number) {
        Wrong(id, "reversed another settlement");
      }
      if (!reply->tombstone()) scene_.tally.Add(Met::kReversed);
      BelieveEnded(id, Is::kYes, reply->number());
      return true;
    }
    if (OutcomeUnknown(reply.status())) {
      if (!lost) scene_.tally.Add(Met::kReverseUnknown);
      lost = true;
    } else if (!NothingDone(reply.status())) {
      Wrong(id, "reversal refused: " + reply.status().ToString());
    } else if (!lost) {
      scene_.tally.Add(Met::kUnsent);
      BelieveEnded(id, Is::kNo, 0);
      return false;
    }
    std::this_thread::sleep_for(kPause);
  }
  return false;
}

void Cashier::Replace(const std::string& old_id, const v1::SettleRequest& request) {
  const std::string& id = request.bill().message_id();
  v1::ReplaceRequest replace;
  replace.set_message_id(old_id);
  *replace.mutable_replacement() = request;
  replace.set_reason("torture");
  BelieveEnded(old_id, Is::kMaybe, 0);
  while (!scene_.tally.failed()) {
    const std::uint64_t engine = scene_.engines;
    const absl::StatusOr<v1::ReplaceReply> reply = client_.Replace(replace);
    if (reply.ok()) {
      scene_.tally.Add(Met::kReplaced);
      BelieveEnded(old_id, Is::kYes, reply->contra());
      return Posted(request, reply->result());
    }
    const bool unknown = OutcomeUnknown(reply.status());
    if (!unknown && !NothingDone(reply.status())) {
      return Wrong(id, "replacement refused: " + reply.status().ToString());
    }
    scene_.tally.Add(unknown ? Met::kReplaceUnknown : Met::kUnsent);
    if (unknown && ResolveReplace(old_id, request, engine)) continue;
    Believe(id, Is::kNo);
    return BelieveEnded(old_id, Is::kNo, 0);
  }
}

// Both halves or neither. True: send it again, for its reply or for its outcome.
bool Cashier::ResolveReplace(const std::string& old_id, const v1::SettleRequest& request,
                             std::uint64_t engine) {
  const std::string& id = request.bill().message_id();
  const v1::GetReply reply = Ask(id);
  const v1::GetReply old = Ask(old_id);
  if (scene_.tally.failed()) return false;
  if (reply.state() == v1::SETTLED) {
    scene_.tally.Add(Met::kReplaceWasPosted);
    if (old.state() != v1::REPLACED) Wrong(id, "settled, but what it replaces stands");
    return true;
  }
  scene_.tally.Add(Met::kReplaceWasNot);
  if (engine == scene_.engines) return true;
  if (old.state() != v1::SETTLED) Wrong(id, "not settled, but what it replaces is gone");
  return dice_.Chance(50);
}

}  // namespace yizhan::torture
