#include "adapters/pass_through/pass_through.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "adapters/http/http_client.h"
#include "adapters/national/json_edit.h"
#include "adapters/pass_through/settle_request.h"
#include "adapters/pass_through/visits.h"
#include "engine/base/refusal.h"

namespace yizhan::edge {
namespace {

constexpr std::uint32_t kUpstreamWithinMs = 8'000;
constexpr std::uint32_t kUpstreamWithinMaxMs = 60'000;
// A HIS that was told "unknown" is left as long to ask again itself.
constexpr std::int64_t kLeftAloneMs = 600'000;
constexpr std::int64_t kTidyEveryMs = 86'400'000;
constexpr std::chrono::milliseconds kFirstPause{1'000};
constexpr std::chrono::milliseconds kLongestPause{60'000};

constexpr char kNotSent[] =
    "未能连接医保，未作任何处理，请重试 (the insurer was not reached; nothing was done, try again)";
constexpr char kNoAnswer[] =
    "医保未答复，请重试或查询 (the insurer gave no whole answer: try again, or look it up)";
constexpr char kNotSigned[] = "医保答复签名不符 (the insurer's answer is not signed as it must be)";
constexpr char kNoQuote[] = "本次试算不含医疗救助 (a trial without medical aid): ";
constexpr char kLedgerAway[] =
    "救助账本未答复，未能核对救助金额 (the ledger gave no answer: aid was not compared)";

absl::StatusOr<std::unique_ptr<national::SmEnvelope>> LoadSm(bool present, const v1::Sm& config) {
  if (!present) return std::unique_ptr<national::SmEnvelope>();
  return national::SmEnvelope::Load(config);
}

}  // namespace

absl::StatusOr<Upstream> NetworkUpstream(const v1::PassThrough& config) {
  absl::StatusOr<std::unique_ptr<HttpClient>> client =
      HttpClient::Make(config.upstream(), config.ca_path());
  if (!client.ok()) {
    return absl::InvalidArgumentError("pass_through.upstream: " +
                                      std::string(client.status().message()));
  }
  const std::uint32_t within_ms =
      config.upstream_within_ms() == 0 ? kUpstreamWithinMs : config.upstream_within_ms();
  if (within_ms > kUpstreamWithinMaxMs) {
    return absl::InvalidArgumentError("pass_through.upstream_within_ms: at most 60000");
  }
  std::shared_ptr<HttpClient> shared = *std::move(client);
  return Upstream([shared, within_ms](const HttpRequest& request) {
    return shared->Send(request, std::chrono::milliseconds(within_ms));
  });
}

absl::StatusOr<std::unique_ptr<PassThrough>> PassThrough::Make(const v1::PassThrough& config,
                                                               Upstream upstream,
                                                               const World& world) {
  auto towards_insurer = LoadSm(config.has_upstream_sm(), config.upstream_sm());
  if (!towards_insurer.ok()) return towards_insurer.status();
  auto towards_his = LoadSm(config.has_his_sm(), config.his_sm());
  if (!towards_his.ok()) return towards_his.status();
  for (const v1::ProgramFund& fund : config.funds()) {
    if (!national::IsCodeForAid(fund.fund_pay_type())) {
      return absl::InvalidArgumentError("pass_through.funds.fund_pay_type: not a code for aid");
    }
  }
  return std::unique_ptr<PassThrough>(new PassThrough(
      world, Insurer(std::move(upstream), *std::move(towards_insurer)),
      Replies(config, *std::move(towards_his), world.clock, world.intake.training())));
}

PassThrough::PassThrough(const World& world, Insurer insurer, Replies replies)
    : intake_(world.intake),
      clock_(world.clock),
      institution_id_(world.institution_id),
      started_ms_(world.clock.NowMs()),
      insurer_(std::move(insurer)),
      replies_(std::move(replies)),
      settlements_(intake_, insurer_, replies_, clock_),
      statements_(settlements_.intents()) {}

PassThrough::~PassThrough() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopping_.notify_all();
  if (thread_.joinable()) thread_.join();
}

HttpResponse PassThrough::Handle(const HttpRequest& request) {
  // What is no message of the interface is the insurer's to judge.
  if (!ReadAsked(request.body).has_value()) return Forward(request);
  const absl::StatusOr<std::string> plain = replies_.Open(request.body);
  if (!plain.ok()) return replies_.Refusal(SentenceOf(plain.status()));
  std::optional<Asked> asked = ReadAsked(*plain);
  if (!asked.has_value()) return Forward(request);
  const std::string& infno = asked->infno;
  if (infno == "2206" || infno == "2303") return Trial(request, *asked);
  if (infno == "2207" || infno == "2304") return settlements_.Settle(request, *asked);
  if (infno == "2208" || infno == "2305" || infno == "2601") {
    return settlements_.TakeBack(request, *asked);
  }
  if (TellsOfVisit(infno)) return Visit(request, *asked);
  if (IsStatement(infno)) return Statement(request, *std::move(asked));
  return Forward(request);
}

HttpResponse PassThrough::Forward(const HttpRequest& request) const {
  const absl::StatusOr<Answer> answer = insurer_.Ask(request);
  if (answer.ok()) return replies_.Untouched(*answer);
  if (NeverSent(answer.status())) return replies_.Refusal(kNotSent);
  const bool unsigned_answer = ReasonOf(answer.status()) == v1::NOT_AUTHENTICATED;
  return replies_.Refusal(unsigned_answer ? kNotSigned : kNoAnswer);
}

HttpResponse PassThrough::Visit(const HttpRequest& request, const Asked& asked) const {
  const absl::StatusOr<Answer> answer = insurer_.Ask(request);
  if (!answer.ok()) return replies_.Refusal(NeverSent(answer.status()) ? kNotSent : kNoAnswer);
  if (answer->done) RememberVisit(asked, *answer, clock_.NowMs(), intake_.notes());
  return replies_.Untouched(*answer);
}

absl::StatusOr<v1::SettleResult> PassThrough::Quote(const Asked& asked,
                                                    const Answer& answer) const {
  absl::StatusOr<v1::SettleRequest> bill = BillOf(asked, answer, intake_.notes());
  if (!bill.ok()) return bill.status();
  v1::QuoteRequest question;
  *question.mutable_bill() = std::move(*bill->mutable_bill());
  *question.mutable_person() = std::move(*bill->mutable_person());
  question.set_explain(true);
  return intake_.Quote(question);
}

HttpResponse PassThrough::Trial(const HttpRequest& request, const Asked& asked) const {
  const absl::StatusOr<Answer> answer = insurer_.Ask(request);
  if (!answer.ok()) return replies_.Refusal(NeverSent(answer.status()) ? kNotSent : kNoAnswer);
  if (!answer->done) return replies_.Untouched(*answer);
  const absl::StatusOr<v1::SettleResult> quote = Quote(asked, *answer);
  if (quote.ok()) return replies_.WithAid(*answer, {.result = &*quote});
  if (ReasonOf(quote.status()) == v1::PERSON_UNKNOWN) return replies_.Untouched(*answer);
  return replies_.WithAid(*answer, {.warning = kNoQuote + SentenceOf(quote.status())});
}

std::string PassThrough::LedgerDifference(const Asked& asked, const PeriodAid& aid) const {
  const bool whole = MemberText(DataOf(asked.root), "insutype").empty() &&
                     MemberText(DataOf(asked.root), "clr_type").empty();
  // The ledger knows no types of insurance: it is compared when nothing was left out, or found.
  if (!aid.from.has_value() || !aid.until.has_value()) return "";
  if (!whole && aid.by_msgid.empty()) return "";
  v1::ListPostedRequest question;
  question.set_institution_id(institution_id_);
  question.set_from_day(DayText(*aid.from));
  question.set_until_day(DayText(*aid.until));
  absl::StatusOr<v1::ListPostedReply> posted = intake_.ListPosted(question);
  if (!posted.ok()) return kLedgerAway;
  if (!whole) {
    auto* lines = posted->mutable_lines();
    lines->erase(std::remove_if(lines->begin(), lines->end(),
                                [&](const v1::PostedLine& line) {
                                  return !aid.by_msgid.contains(line.message_id());
                                }),
                 lines->end());
  }
  return LedgerDifferenceOf(aid, *posted, settlements_.intents());
}

HttpResponse PassThrough::Statement(const HttpRequest& request, Asked asked) const {
  const absl::StatusOr<PeriodAid> aid = statements_.AidOf(asked);
  if (!aid.ok()) return replies_.Refusal(SentenceOf(aid.status()));
  Json translated = asked.root;
  const auto changed = statements_.Translate(*aid, Towards::kInsurer, translated);
  if (!changed.ok()) return replies_.Refusal(SentenceOf(changed.status()));
  HttpRequest sent = request;
  if (changed->changed) {
    const absl::StatusOr<std::string> body = insurer_.Seal(JsonText(translated));
    if (!body.ok()) return replies_.Refusal(SentenceOf(body.status()));
    sent.body = *body;
  }
  const absl::StatusOr<Answer> answer = insurer_.Ask(sent);
  if (!answer.ok()) return replies_.Refusal(NeverSent(answer.status()) ? kNotSent : kNoAnswer);
  if (!answer->done) return replies_.Untouched(*answer);
  if (asked.infno == "9101") return replies_.WithAid(*answer, {.warning = changed->warning});

  Json root = answer->root;
  const auto back = statements_.Translate(*aid, Towards::kHis, root);
  std::string warning = DifferenceOf(asked, *answer, *aid);
  const std::string ledger = LedgerDifference(asked, *aid);
  warning += (warning.empty() || ledger.empty() ? "" : " | ") + ledger;
  if (!warning.empty()) AddWarning(root, warning);
  const bool same = warning.empty() && !back.value_or(Translation{}).changed;
  return same || replies_.apart() ? replies_.WithAid(*answer, {.warning = warning})
                                  : replies_.Changed(*answer, root);
}

bool PassThrough::IsDue(const v1::PassIntent& intent) const {
  return intent.changed_ms() < started_ms_ || clock_.NowMs() - intent.changed_ms() >= kLeftAloneMs;
}

bool PassThrough::ResumeOnce() {
  const std::lock_guard round(round_);
  bool finished = true;
  for (const std::string& msgid : settlements_.intents().Open()) {
    const auto intent = settlements_.intents().Find(msgid);
    if (!intent.ok()) finished = false;
    if (intent.ok() && (!intent->has_value() || IsDue(**intent))) taken_on_.insert(msgid);
  }
  // What was begun goes on, however lately it was touched.
  std::erase_if(taken_on_, [this](const std::string& msgid) { return settlements_.Resume(msgid); });
  finished &= taken_on_.empty();
  Tidy();
  return finished;
}

void PassThrough::Tidy() {
  if (clock_.NowMs() - tidied_ms_ < kTidyEveryMs) return;
  const absl::StatusOr<bool> more = settlements_.Tidy();
  if (more.ok() && !*more) tidied_ms_ = clock_.NowMs();
}

void PassThrough::Resume() {
  thread_ = std::thread([this] { Run(); });
}

void PassThrough::Run() {
  std::chrono::milliseconds pause = kFirstPause;
  std::unique_lock lock(mutex_);
  while (!stop_) {
    lock.unlock();
    const bool finished = ResumeOnce();
    lock.lock();
    pause = finished ? kLongestPause : std::min(2 * pause, kLongestPause);
    stopping_.wait_for(lock, pause, [this] { return stop_; });
    if (finished) pause = kFirstPause;
  }
}

std::vector<OpenIntent> PassThrough::OpenIntents() const {
  std::vector<OpenIntent> open;
  for (const std::string& msgid : settlements_.intents().Open()) {
    const auto intent = settlements_.intents().Find(msgid);
    if (!intent.ok() || !intent->has_value() || !IsOpen(**intent)) continue;
    open.push_back({.msgid = msgid,
                    .infno = (*intent)->infno(),
                    .setl_id = (*intent)->setl_id(),
                    .state = (*intent)->state(),
                    .changed_ms = (*intent)->changed_ms(),
                    .why = (*intent)->why()});
  }
  return open;
}

absl::StatusOr<std::optional<v1::PassIntent>> PassThrough::FindIntent(
    const std::string& msgid) const {
  return settlements_.intents().Find(msgid);
}

absl::Status PassThrough::CloseIntent(const std::string& msgid, InsurerSays says,
                                      const std::string& note) {
  return settlements_.Close(msgid, says, note);
}

absl::StatusOr<v1::SettleRequest> PassThrough::Reread(const std::string& raw) const {
  const absl::StatusOr<std::string> plain = replies_.Open(raw);
  if (!plain.ok()) return plain.status();
  const std::optional<Asked> asked = ReadAsked(*plain);
  if (!asked.has_value()) return Refuse({.reason = v1::FIELD_MISSING, .field = "infno"});
  const auto intent = settlements_.intents().Find(asked->msgid);
  if (!intent.ok()) return intent.status();
  const bool settled =
      intent->has_value() && (*intent)->state() == v1::PASS_SETTLED && (*intent)->has_settled();
  if (!settled) return Refuse({.reason = v1::SETTLEMENT_UNKNOWN, .field = "msgid"});
  const absl::StatusOr<Answer> answer = insurer_.Read((*intent)->settled());
  if (!answer.ok()) return answer.status();
  return BillOf(*asked, *answer, intake_.notes());
}

}  // namespace yizhan::edge
