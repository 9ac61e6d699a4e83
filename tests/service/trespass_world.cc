#include "tests/service/trespass_world.h"

#include <cstdio>

#include "engine/base/check.h"
#include "engine/base/clock.h"
#include "engine/base/ed25519.h"
#include "engine/base/refusal.h"
#include "engine/books/officer_statement.h"
#include "tests/service/raw_socket.h"
#include "tests/service/unary.h"
#include "yizhan/v1/officer.grpc.pb.h"
#include "yizhan/v1/register.grpc.pb.h"
#include "yizhan/v1/relief.grpc.pb.h"

namespace yizhan::testing {
namespace {

constexpr std::int64_t kGrantFen = 100'000;

void Must(const absl::Status& status) {
  if (!status.ok()) std::fprintf(stderr, "setting up: %s\n", status.ToString().c_str());
  YIZHAN_CHECK(status.ok());
}

}  // namespace

TrespassWorld::TrespassWorld() : world_({.certificates = true}) {
  v1::ImportPerson person = World::Person(kTownCard, "丁");
  LivesIn(kTown, person);
  Must(world_.Import({person}).status());
  v1::SettleRequest request = World::Request("mine");
  request.mutable_person()->mutable_card()->set_cert_no(kTownCard);
  const auto settled = world_.Settle(request);
  Must(settled.status());
  number_ = settled->number();
  person_no_ = settled->person_no();

  v1::FundChangeRequest open = GrantOf("open");
  open.set_kind(v1::FundChanged::OPEN);
  open.set_amount_fen(0);
  Must(world_.ChangeFund(open).status());
  carried_out_ = GrantOf("carried-out");
  *carried_out_.mutable_authorization() =
      world_.Sign({"li"}, v1::CHANGE_FUND, ContentOf(carried_out_), carried_out_.request_id());
  Must(world_.ChangeFund(carried_out_).status());
  v1::RetireOfficerRequest retire;
  retire.set_id("zhao");
  Must(Call<v1::OfficerService>(As("admin"), &v1::OfficerService::Stub::Retire, retire).status());
}

Client TrespassWorld::OtherDistrictOfficer() {
  return world_.process().NewClientWith(
      world_.process().pilot().Issue({.role = Role::kDistrict, .scope = {}, .name = "another"}));
}

v1::FundChangeRequest TrespassWorld::GrantOf(const std::string& request_id) const {
  v1::FundChangeRequest grant;
  grant.set_fund_id("charity-fund");
  grant.set_kind(v1::FundChanged::GRANT);
  grant.set_amount_fen(kGrantFen);
  grant.set_request_id(request_id);
  return grant;
}

v1::Authorization TrespassWorld::SignedElsewhere(const v1::FundChangeRequest& grant) const {
  const OfficerStatement statement{.ledger_id = std::string(16, 'x'),
                                   .operation = v1::CHANGE_FUND,
                                   .content = ContentOf(grant),
                                   .request_id = grant.request_id(),
                                   .valid_until_ms = SystemClock().NowMs() + 60'000};
  const auto key = Ed25519Key::FromPem(world_.process().officer("li").key_pem);
  Must(key.status());
  v1::Authorization authorization;
  authorization.set_valid_until_ms(statement.valid_until_ms);
  v1::OfficerSignature& signature = *authorization.add_signatures();
  signature.set_officer("li");
  signature.set_signature(key->Sign(Bytes(StatementDigest(statement))));
  return authorization;
}

void TrespassWorld::LivesIn(const std::string& town, v1::ImportPerson& person) {
  v1::DatedValue& lives = *person.add_towns();
  lives.set_value(town);
  lives.set_from("2010-01-01");
}

absl::Status TrespassWorld::ImportAs(const std::string& sender,
                                     const v1::ImportPerson& person) const {
  const Client client = As(sender);
  grpc::ClientContext context;
  client.Prepare(context);
  v1::ImportReply reply;
  const auto stub = v1::Register::NewStub(client.channel());
  const auto writer = stub->Import(&context, &reply);
  writer->Write(person);
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) return FromGrpc(status);
  if (reply.refused_size() == 0) return absl::OkStatus();
  return Refuse({.reason = v1::NOT_ALLOWED, .field = reply.refused(0).column()});
}

std::string TrespassWorld::LogSince(std::size_t bytes, const std::string& word) const {
  std::string log;
  Becomes([&] {
    log = ReadWholeFile(world_.process().log_path()).substr(bytes);
    return log.find(word) != std::string::npos;
  });
  return log;
}

}  // namespace yizhan::testing
