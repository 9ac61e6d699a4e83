// Fuzz target: any bytes as the insurer's answer to a settlement. What becomes a bill names bill
// and card, and with aid in it the answer still is JSON.

#include <string>

#include "adapters/national/json_edit.h"
#include "adapters/pass_through/aid_answer.h"
#include "adapters/pass_through/settle_request.h"
#include "engine/base/check.h"
#include "tests/fuzz/reached.h"
#include "tests/fuzz/target.h"

namespace yizhan::edge {
namespace {

constexpr char kAsked[] =
    R"({"infno":"2207","msgid":"M1","fixmedins_code":"H1","input":{"data":{"mdtrt_id":"V1"}}})";

// A visit that was told of, for every number.
class OneVisit : public Notes {
 public:
  absl::Status Write(const std::vector<NoteChange>&) override { return absl::OkStatus(); }
  absl::StatusOr<std::optional<std::string>> Find(std::string_view,
                                                  std::string_view) const override {
    v1::PassVisit visit;
    visit.set_begin("2012-06-20");
    visit.add_diagnoses("I10");
    return visit.SerializeAsString();
  }
  absl::Status ForEach(
      std::string_view, std::string_view,
      const std::function<bool(std::string_view, std::string_view)>&) const override {
    return absl::OkStatus();
  }
};

void CheckAccepted(const v1::SettleRequest& request, Json answer) {
  YIZHAN_CHECK(!request.bill().bill_no().empty());
  YIZHAN_CHECK(!request.bill().visit_no().empty());
  YIZHAN_CHECK(!request.person().card().cert_no().empty());
  YIZHAN_CHECK(request.bill().message_id() == "M1");
  v1::SettleResult result;
  *result.mutable_bill() = request.bill();
  std::int64_t aid_fen = 1;
  for (const v1::UpstreamAid& aid : request.bill().upstream_aid()) aid_fen += aid.amount_fen();
  result.mutable_outcome()->set_aid_fen(aid_fen);
  AddAid(result, {}, answer);
  YIZHAN_CHECK(ParseJson(JsonText(answer)).ok());
  fuzz::ReachedABill();
}

}  // namespace
}  // namespace yizhan::edge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace yizhan::edge;
  const std::string body(reinterpret_cast<const char*>(bytes), size);
  const Answer answer = ReadAnswer(HttpResponse{.body = body}, body);
  if (!answer.done) return 0;
  static const Asked asked = *ReadAsked(kAsked);
  const auto request = BillOf(asked, answer, OneVisit());
  if (request.ok()) CheckAccepted(*request, answer.root);
  return 0;
}
