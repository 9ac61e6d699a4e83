#include "adapters/pass_through/replies.h"

#include <utility>

#include "adapters/national/json_edit.h"
#include "adapters/national/training.h"

namespace yizhan::edge {
namespace {

constexpr char kApart[] = "yizhan_aid";

}  // namespace

absl::StatusOr<std::string> Replies::Open(const std::string& body) const {
  return sm_ == nullptr ? body : sm_->Open(body);
}

HttpResponse Replies::Sealed(HttpResponse response, const std::string& json) const {
  response.body = json;
  if (sm_ == nullptr) return response;
  absl::StatusOr<std::string> sealed = sm_->Seal(json);
  if (sealed.ok()) response.body = *std::move(sealed);
  return response;
}

HttpResponse Replies::Untouched(const Answer& answer) const {
  const bool as_it_came = sm_ == nullptr || apart_ || answer.text.empty();
  return as_it_came ? answer.http : Sealed(answer.http, answer.text);
}

std::string Replies::Marked(Json answer) const {
  if (training_) MarkTraining(answer);
  return JsonText(answer);
}

HttpResponse Replies::Changed(const Answer& answer, const Json& root) const {
  return Sealed(answer.http, Marked(root));
}

// The insurer's bytes stay as they are; ours stand before its last brace, and are signed by
// themselves.
HttpResponse Replies::Apart(const Answer& answer, const AidTold& told) const {
  Json aid = told.result == nullptr ? Json{.kind = Json::Kind::kObject}
                                    : AidApart(*told.result, funds_, answer.root);
  if (!told.warning.empty()) AddWarning(aid, told.warning);
  std::string text = Marked(std::move(aid));
  if (sm_ != nullptr && sm_->signs()) {
    const absl::StatusOr<std::string> sealed = sm_->Seal(text);
    if (sealed.ok()) text = *sealed;
  }
  HttpResponse response = answer.http;
  const std::size_t brace = response.body.rfind('}');
  response.body.insert(
      brace, (answer.root.members.empty() ? "\"" : ",\"") + std::string(kApart) + "\":" + text);
  return response;
}

HttpResponse Replies::WithAid(const Answer& answer, const AidTold& told) const {
  const bool has_aid = told.result != nullptr && ExtraAidFen(*told.result) > 0;
  const bool noted = told.result != nullptr && told.with_note;
  const std::string note = noted ? CashierNote(*told.result) : told.warning;
  if (!has_aid && note.empty()) return Untouched(answer);
  const AidTold said{.result = has_aid ? told.result : nullptr, .warning = note};
  if (apart_) return Apart(answer, said);
  Json root = answer.root;
  if (has_aid) AddAid(*said.result, funds_, root);
  if (!said.warning.empty()) AddWarning(root, said.warning);
  return Changed(answer, root);
}

HttpResponse Replies::Refusal(const std::string& why) const {
  const std::string warning = training_ ? national::kTrainingSentence : "";
  return Sealed({}, RefusalJson(why, warning, clock_.NowMs()));
}

}  // namespace yizhan::edge
