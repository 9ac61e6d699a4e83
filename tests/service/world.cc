#include "tests/service/world.h"

#include <cstdio>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/clock.h"
#include "engine/base/digest.h"
#include "engine/base/ed25519.h"
#include "engine/books/officer_statement.h"
#include "engine/policy/load_pack.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "tests/service/unary.h"
#include "yizhan/v1/institution.grpc.pb.h"
#include "yizhan/v1/ledger.grpc.pb.h"
#include "yizhan/v1/officer.grpc.pb.h"
#include "yizhan/v1/policy_service.grpc.pb.h"
#include "yizhan/v1/register.grpc.pb.h"
#include "yizhan/v1/relief.grpc.pb.h"

namespace yizhan::testing {
namespace {

constexpr std::int64_t kNotAfterMs = 60'000;
constexpr std::int64_t kSignedForMs = 3'600'000;
constexpr char kPacks[] = YIZHAN_SOURCE_DIR "/engine/policy/packs/";

v1::PackFile PackFileOf(const std::string& path, const std::string& name) {
  v1::PackFile file;
  file.set_name(name);
  file.set_content(ReadWholeFile(kPacks + path));
  YIZHAN_CHECK(!file.content().empty());
  return file;
}

// A world that cannot be set up ends the test program, saying why.
void Must(const absl::Status& status) {
  if (!status.ok()) std::fprintf(stderr, "setting up: %s\n", status.ToString().c_str());
  YIZHAN_CHECK(status.ok());
}

// One unary call of any service, as `sender`.
template <typename Service, typename Request, typename Reply>
absl::StatusOr<Reply> Call(const EngineProcess& process, const std::string& sender,
                           grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                                 const Request&, Reply*),
                           const Request& request) {
  return testing::Call<Service>(process.NewClient(sender), method, request);
}

v1::Card CardOf(const std::string& cert_no) {
  v1::Card card;
  card.set_cert_type("01");
  card.set_cert_no(cert_no);
  return card;
}

}  // namespace

std::string ContentOf(const v1::FundChangeRequest& request) {
  v1::FundChanged change;
  change.set_fund_id(request.fund_id());
  change.set_kind(request.kind());
  change.set_amount_fen(request.amount_fen());
  change.set_note(request.note());
  return Bytes(FundChangeDigest(change));
}

std::vector<v1::PackFile> PilotPacks() {
  return {PackFileOf("cn-sh/2012.textproto", "2012.textproto"),
          PackFileOf("cn-sh-jd/2012-pilot.textproto", "2012-pilot.textproto")};
}

World::World(EngineOptionsOfTest options) : process_(std::move(options)) {
  process_.Start();
  for (const char* id : kTestOfficers) Must(Enrol(process_.officer(id).certificate_pem).status());
  Must(Activate(PilotPacks()).status());
  for (const char* id : {"anting", "nanxiang", "waigang", "juyuan"}) Must(AddInstitution(id));
  for (const char* id : {"anting", "nanxiang", "juyuan"}) Must(GoLive(id));
  Must(Suspend("juyuan"));
  const auto imported = Import({Person(kDibaoCard, "张三"), Person(kOtherCard, "李四")});
  Must(imported.status());
  YIZHAN_CHECK(imported->created() == 2);
}

v1::SettleRequest World::Request(const std::string& message_id) {
  v1::SettleRequest request;
  v1::Bill& bill = *request.mutable_bill();
  bill.set_institution_id("anting");
  bill.set_level(v1::LEVEL_2);
  bill.set_visit_no("visit-" + message_id);
  bill.set_bill_no("bill-" + message_id);
  bill.set_message_id(message_id);
  bill.set_care_kind(v1::INPATIENT);
  bill.set_service_start("2012-06-01");
  bill.set_service_end("2012-06-10");
  bill.set_accounting_date("2012-06-10");
  bill.add_diagnoses("I10.x00");
  bill.set_total_fen(1'000'000);
  bill.set_in_scope_fen(1'000'000);
  v1::InsurerPayment& payment = *bill.add_insurer_payments();
  payment.set_fund_code("310100");
  payment.set_amount_fen(600'000);
  request.mutable_person()->mutable_card()->set_cert_type("01");
  request.mutable_person()->mutable_card()->set_cert_no(kDibaoCard);
  request.set_not_after_ms(SystemClock().NowMs() + kNotAfterMs);
  return request;
}

v1::ImportPerson World::Person(const std::string& cert_no, const std::string& name) {
  v1::ImportPerson person;
  person.set_line(1);
  person.mutable_card()->set_cert_type("01");
  person.mutable_card()->set_cert_no(cert_no);
  person.set_name(name);
  person.set_birth_date("1950-01-01");
  v1::DatedValue& identity = *person.add_identities();
  identity.set_value("dibao");
  identity.set_from("2010-01-01");
  return person;
}

absl::StatusOr<v1::SettleResult> World::Settle(const v1::SettleRequest& request,
                                               const std::string& sender) const {
  return process_.NewClient(sender).Settle(request);
}

absl::StatusOr<v1::ReverseReply> World::Reverse(const v1::ReverseRequest& request,
                                                const std::string& sender) const {
  return process_.NewClient(sender).Reverse(request);
}

absl::StatusOr<v1::ReverseReply> World::ReverseNumber(std::uint64_t number,
                                                      const std::string& request_id,
                                                      const std::string& sender) const {
  v1::ReverseRequest request;
  request.set_number(number);
  request.set_request_id(request_id);
  request.set_reason("test");
  return Reverse(request, sender);
}

absl::StatusOr<v1::ImportReply> World::Import(const std::vector<v1::ImportPerson>& persons) const {
  const Client client = process_.NewClient("relief", /*deadline_ms=*/60'000);
  grpc::ClientContext context;
  client.Prepare(context);
  v1::ImportReply reply;
  const auto stub = v1::Register::NewStub(client.channel());
  const auto writer = stub->Import(&context, &reply);
  for (const v1::ImportPerson& person : persons) {
    if (!writer->Write(person)) break;
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) return FromGrpc(status);
  return reply;
}

absl::StatusOr<v1::ActivatePackReply> World::Activate(
    const std::vector<v1::PackFile>& files) const {
  v1::PackActivated activated;
  activated.set_pack_hash(Bytes(PackHash(files)));
  activated.set_effective_from("2000-01-01");
  v1::ActivatePackRequest request;
  request.mutable_files()->Assign(files.begin(), files.end());
  request.set_request_id("activate-" + HexText(activated.pack_hash()).substr(0, 16));
  request.set_effective_from(activated.effective_from());
  *request.mutable_authorization() =
      Sign({"li", "wang"}, v1::ACTIVATE_PACK, ActivationContent(activated), request.request_id());
  return ActivateSigned(request);
}

absl::StatusOr<v1::ActivatePackReply> World::ActivateSigned(
    const v1::ActivatePackRequest& request) const {
  return Call<v1::PolicyService>(process_, "admin", &v1::PolicyService::Stub::Activate, request);
}

absl::StatusOr<v1::OfficerReply> World::Enrol(const std::string& certificate) const {
  v1::EnrolOfficerRequest request;
  request.set_certificate(certificate);
  return Call<v1::OfficerService>(process_, "admin", &v1::OfficerService::Stub::Enrol, request);
}

v1::Authorization World::Sign(const std::vector<std::string>& officers,
                              v1::OfficerOperation operation, const std::string& content,
                              const std::string& request_id) const {
  const OfficerStatement statement{.ledger_id = Checkpoint().ledger_id(),
                                   .operation = operation,
                                   .content = content,
                                   .request_id = request_id,
                                   .valid_until_ms = SystemClock().NowMs() + kSignedForMs};
  v1::Authorization authorization;
  authorization.set_valid_until_ms(statement.valid_until_ms);
  for (const std::string& id : officers) {
    const absl::StatusOr<Ed25519Key> key = Ed25519Key::FromPem(process_.officer(id).key_pem);
    Must(key.status());
    v1::OfficerSignature& signature = *authorization.add_signatures();
    signature.set_officer(id);
    signature.set_signature(key->Sign(Bytes(StatementDigest(statement))));
  }
  return authorization;
}

absl::Status World::AddInstitution(const std::string& id) const {
  v1::AddInstitutionRequest request;
  request.mutable_institution()->set_id(id);
  request.mutable_institution()->set_name(id + " hospital");
  request.mutable_institution()->set_level(v1::LEVEL_2);
  return Call<v1::InstitutionService>(process_, "admin", &v1::InstitutionService::Stub::Add,
                                      request)
      .status();
}

absl::Status World::GoLive(const std::string& id) const {
  v1::GoLiveRequest request;
  request.set_id(id);
  request.set_live_from("2012-01-01");
  return Call<v1::InstitutionService>(process_, "admin", &v1::InstitutionService::Stub::GoLive,
                                      request)
      .status();
}

absl::Status World::Suspend(const std::string& id) const {
  v1::SuspendRequest request;
  request.set_id(id);
  return Call<v1::InstitutionService>(process_, "admin", &v1::InstitutionService::Stub::Suspend,
                                      request)
      .status();
}

absl::StatusOr<v1::FundChangeReply> World::ChangeFund(v1::FundChangeRequest request) const {
  if (!request.has_authorization() && request.kind() != v1::FundChanged::OPEN) {
    *request.mutable_authorization() =
        Sign({"li"}, v1::CHANGE_FUND, ContentOf(request), request.request_id());
  }
  return Call<v1::Relief>(process_, "relief", &v1::Relief::Stub::FundChange, request);
}

absl::StatusOr<v1::LookupReply> World::Lookup(const std::string& cert_no,
                                              const std::string& sender) const {
  v1::LookupRequest request;
  *request.mutable_person()->mutable_card() = CardOf(cert_no);
  return Call<v1::Register>(process_, sender, &v1::Register::Stub::Lookup, request);
}

absl::StatusOr<v1::RevealReply> World::Reveal(const std::string& cert_no,
                                              const std::string& sender) const {
  v1::RevealRequest request;
  *request.mutable_person()->mutable_card() = CardOf(cert_no);
  request.set_purpose(v1::CORRECTION);
  return Call<v1::Register>(process_, sender, &v1::Register::Stub::Reveal, request);
}

absl::StatusOr<v1::EraseReply> World::Erase(v1::EraseRequest request) const {
  if (!request.has_authorization()) {
    *request.mutable_authorization() = Sign(
        {"li", "wang"}, v1::ERASE_PERSON,
        Bytes(ErasureDigest(request.person_no(), request.order_reference())), request.request_id());
  }
  return Call<v1::Register>(process_, "relief", &v1::Register::Stub::Erase, request);
}

v1::LedgerCheckpoint World::Checkpoint() const {
  const auto checkpoint =
      Call<v1::Ledger>(process_, "relief", &v1::Ledger::Stub::Checkpoint, v1::CheckpointRequest());
  YIZHAN_CHECK(checkpoint.ok());
  return *checkpoint;
}

std::vector<v1::Leaf> World::Leaves() const {
  const Client client = process_.NewClient("relief", /*deadline_ms=*/60'000);
  grpc::ClientContext context;
  client.Prepare(context);
  const auto stub = v1::Ledger::NewStub(client.channel());
  const auto reader = stub->Read(&context, v1::ReadRequest());
  std::vector<v1::Leaf> leaves;
  for (v1::Leaf leaf; reader->Read(&leaf);) leaves.push_back(leaf);
  YIZHAN_CHECK(reader->Finish().ok());
  return leaves;
}

v1::ListInstitutionsReply World::Institutions() const {
  const auto list = Call<v1::InstitutionService>(
      process_, "admin", &v1::InstitutionService::Stub::List, v1::ListInstitutionsRequest());
  YIZHAN_CHECK(list.ok());
  return *list;
}

}  // namespace yizhan::testing
