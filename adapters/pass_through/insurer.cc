#include "adapters/pass_through/insurer.h"

#include <utility>

#include "engine/base/refusal.h"

namespace yizhan::edge {

bool NeverSent(const absl::Status& status) {
  return DetailOf(status).error_class() == v1::TRY_AGAIN;
}

v1::PassCall CallOf(const HttpRequest& request, const Asked& asked) {
  v1::PassCall call;
  call.set_infno(asked.infno);
  call.set_msgid(asked.msgid);
  call.set_method(request.method);
  call.set_target(request.target);
  call.set_body(request.body);
  call.set_peer(request.peer);
  for (const auto& [name, value] : request.headers) {
    v1::PassHeader* header = call.add_headers();
    header->set_name(name);
    header->set_value(value);
  }
  return call;
}

HttpRequest RequestOf(const v1::PassCall& call) {
  HttpRequest request{
      .method = call.method(), .target = call.target(), .body = call.body(), .peer = call.peer()};
  for (const v1::PassHeader& header : call.headers()) {
    request.headers.emplace_back(header.name(), header.value());
  }
  return request;
}

v1::PassAnswer StoredOf(const Answer& answer) {
  v1::PassAnswer stored;
  stored.set_status(answer.http.status);
  stored.set_content_type(answer.http.content_type);
  stored.set_body(answer.http.body);
  for (const auto& [name, value] : answer.http.headers) {
    v1::PassHeader* header = stored.add_headers();
    header->set_name(name);
    header->set_value(value);
  }
  return stored;
}

absl::StatusOr<Answer> Insurer::Ask(const HttpRequest& request) const {
  absl::StatusOr<HttpResponse> response = upstream_(request);
  if (!response.ok()) return response.status();
  return Read(*std::move(response));
}

absl::StatusOr<std::string> Insurer::Seal(const std::string& json) const {
  return sm_ == nullptr ? json : sm_->Seal(json);
}

absl::StatusOr<Answer> Insurer::Read(HttpResponse response) const {
  const std::string body = response.body;
  if (sm_ == nullptr) return ReadAnswer(std::move(response), body);
  Answer as_it_came = ReadAnswer(std::move(response), body);
  if (as_it_came.text.empty()) return as_it_came;
  const absl::StatusOr<std::string> plain = sm_->Open(body);
  if (!plain.ok()) return plain.status();
  return ReadAnswer(std::move(as_it_came.http), *plain);
}

absl::StatusOr<Answer> Insurer::Read(const v1::PassAnswer& stored) const {
  HttpResponse response{
      .status = stored.status(), .content_type = stored.content_type(), .body = stored.body()};
  for (const v1::PassHeader& header : stored.headers()) {
    response.headers.emplace_back(header.name(), header.value());
  }
  return Read(std::move(response));
}

}  // namespace yizhan::edge
