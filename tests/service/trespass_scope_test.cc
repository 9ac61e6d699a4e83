// Trespass: known callers beyond their scope: another institution's bills, another town's people,
// another role's operations.

#include <string>

#include "engine/base/refusal.h"
#include "tests/service/trespass_rows.h"
#include "yizhan/v1/institution.grpc.pb.h"
#include "yizhan/v1/officer.grpc.pb.h"
#include "yizhan/v1/policy_service.grpc.pb.h"
#include "yizhan/v1/register.grpc.pb.h"
#include "yizhan/v1/relief.grpc.pb.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan::testing {
namespace {

constexpr char kOther[] = "nanxiang/desk-1";
using S = v1::Settlement;

absl::Status StreamItemOfAnother(TrespassWorld& world) {
  const Client client = world.As(kOther);
  grpc::ClientContext context;
  client.Prepare(context);
  const auto stub = v1::Settlement::NewStub(client.channel());
  const auto stream = stub->SettleStream(&context);
  v1::SettleStreamRequest item;
  *item.mutable_request() = World::Request("trespass");
  v1::SettleStreamReply reply;
  EXPECT_TRUE(stream->Write(item) && stream->WritesDone() && stream->Read(&reply));
  EXPECT_TRUE(stream->Finish().ok()) << "the stream goes on; its item is refused";
  v1::ErrorDetail detail;
  EXPECT_TRUE(detail.ParseFromString(reply.error().detail()));
  return Refuse({.reason = detail.reason(), .field = detail.field(), .found = detail.found()});
}

const Trespass kInstitutionRows[] = {
    {"BillByNumber", v1::NOT_ALLOWED, "number",
     As<S, v1::GetRequest>(kOther, &S::Stub::Get,
                           [](auto& w, auto& r) { r.set_number(w.number()); })},
    {"BillByMessageId", v1::NOT_ALLOWED, "on_behalf_of",
     As<S, v1::GetRequest>(
         kOther, &S::Stub::Get,
         [](auto& /*w*/, auto& r) { r.set_message_id("mine"), r.set_on_behalf_of("anting"); })},
    {"BillExplained", v1::NOT_ALLOWED, "number",
     As<S, v1::ExplainRequest>(kOther, &S::Stub::Explain,
                               [](auto& w, auto& r) { r.set_number(w.number()); })},
    {"BillsListed", v1::NOT_ALLOWED, "institution_id",
     As<S, v1::ListRequest>(kOther, &S::Stub::List,
                            [](auto& /*w*/, auto& r) { r.set_institution_id("anting"); })},
    {"PostedBillsListed", v1::NOT_ALLOWED, "institution_id",
     As<S, v1::ListPostedRequest>(kOther, &S::Stub::ListPosted,
                                  [](auto& /*w*/, auto& r) { r.set_institution_id("anting"); })},
    {"BillReversedByNumber", v1::NOT_ALLOWED, "number",
     As<S, v1::ReverseRequest>(
         kOther, &S::Stub::Reverse,
         [](auto& w, auto& r) { r.set_number(w.number()), r.set_request_id("trespass"); })},
    {"BillReversedByMessageId", v1::NOT_ALLOWED, "on_behalf_of",
     As<S, v1::ReverseRequest>(kOther, &S::Stub::Reverse,
                               [](auto& /*w*/, auto& r) {
                                 r.set_message_id("mine"), r.set_on_behalf_of("anting"),
                                     r.set_request_id("trespass");
                               })},
    {"BillReplaced", v1::NOT_ALLOWED, "number",
     As<S, v1::ReplaceRequest>(kOther, &S::Stub::Replace,
                               [](auto& w, auto& r) {
                                 r.set_number(w.number());
                                 *r.mutable_replacement() = World::Request("trespass");
                                 r.mutable_replacement()->mutable_bill()->set_institution_id(
                                     "nanxiang");
                               })},
    {"BillReplacedByOneOfItsOwn", v1::NOT_ALLOWED, "",
     As<S, v1::ReplaceRequest>(kOther, &S::Stub::Replace,
                               [](auto& w, auto& r) {
                                 r.set_number(w.number());
                                 *r.mutable_replacement() = World::Request("trespass");
                               })},
    {"SettledForAnother", v1::NOT_ALLOWED, "bill.institution_id anting",
     As<S, v1::SettleRequest>(kOther, &S::Stub::Settle,
                              [](auto& /*w*/, auto& r) { r = World::Request("trespass"); })},
    {"QuotedForAnother", v1::NOT_ALLOWED, "bill.institution_id anting",
     As<S, v1::QuoteRequest>(kOther, &S::Stub::Quote,
                             [](auto& /*w*/, auto& r) {
                               const v1::SettleRequest request = World::Request("trespass");
                               *r.mutable_bill() = request.bill();
                               *r.mutable_person() = request.person();
                             })},
    {"StreamItemOfAnother", v1::NOT_ALLOWED, "bill.institution_id anting", StreamItemOfAnother},
};

constexpr char kOtherOfficer[] = "other-town-officer";
using R = v1::Register;

void PersonOfTown(TrespassWorld& world, v1::PersonRef& person) {
  person.set_person_no(world.person_no());
}

std::function<absl::Status(TrespassWorld&)> ImportAs(const char* sender, const char* town) {
  return [=](TrespassWorld& world) {
    v1::ImportPerson person = World::Person("000000195001017777", "无名");
    if (*town != '\0') TrespassWorld::LivesIn(town, person);
    return world.ImportAs(sender, person);
  };
}

const Trespass kTownRows[] = {
    {"LookedUpInAnotherTown", v1::NOT_ALLOWED, "person",
     As<R, v1::LookupRequest>(kOtherOfficer, &R::Stub::Lookup,
                              [](auto& w, auto& r) { PersonOfTown(w, *r.mutable_person()); })},
    {"HistoryInAnotherTown", v1::NOT_ALLOWED, "person",
     As<R, v1::HistoryRequest>(kOtherOfficer, &R::Stub::History,
                               [](auto& w, auto& r) { PersonOfTown(w, *r.mutable_person()); })},
    {"RevealedInAnotherTown", v1::NOT_ALLOWED, "person",
     As<R, v1::RevealRequest>(kOtherOfficer, &R::Stub::Reveal,
                              [](auto& w, auto& r) {
                                PersonOfTown(w, *r.mutable_person());
                                r.set_purpose(v1::PAYMENT);
                              })},
    {"VerifiedInAnotherTown", v1::NOT_ALLOWED, "person",
     As<R, v1::VerifyRequest>(kOtherOfficer, &R::Stub::Verify,
                              [](auto& w, auto& r) { PersonOfTown(w, *r.mutable_person()); })},
    {"ApplicationOfAnotherTown", v1::NOT_ALLOWED, "person",
     As<v1::Relief, v1::SettleApplicationRequest>(
         kOtherOfficer, &v1::Relief::Stub::SettleApplication,
         [](auto& w, auto& r) {
           PersonOfTown(w, *r.mutable_person());
           r.set_program_id("p");
           r.set_year(2012);
           r.set_request_id("trespass");
         })},
    {"OutsideAidOfAnotherTown", v1::NOT_ALLOWED, "person",
     As<v1::Relief, v1::OutsideAidRequest>(
         kOtherOfficer, &v1::Relief::Stub::RecordOutsideAid,
         [](auto& w, auto& r) {
           PersonOfTown(w, *r.mutable_person());
           r.set_program_id("p");
           r.set_service_end("2012-07-01");
           r.set_accounting_date("2012-07-01");
           r.set_request_id("trespass");
         })},
    {"ReadjudicatedInAnotherTown", v1::NOT_ALLOWED, "person",
     As<v1::Relief, v1::ReadjudicateRequest>(
         kOtherOfficer, &v1::Relief::Stub::Readjudicate,
         [](auto& w, auto& r) { PersonOfTown(w, *r.mutable_person()), r.set_year(2012); })},
    {"AdjustedInAnotherTown", v1::NOT_ALLOWED, "person",
     As<v1::Relief, v1::ConfirmAdjustmentRequest>(
         kOtherOfficer, &v1::Relief::Stub::ConfirmAdjustment,
         [](auto& w, auto& r) {
           PersonOfTown(w, *r.mutable_person());
           r.set_year(2012);
           r.set_proposal_digest(std::string(32, 'd'));
           r.set_request_id("trespass");
         })},
    {"BillOfAnotherTown", v1::NOT_ALLOWED, "number",
     As<S, v1::GetRequest>(kOtherOfficer, &S::Stub::Get,
                           [](auto& w, auto& r) { r.set_number(w.number()); })},
    {"BillOfAnotherTownExplained", v1::NOT_ALLOWED, "number",
     As<S, v1::ExplainRequest>(kOtherOfficer, &S::Stub::Explain,
                               [](auto& w, auto& r) { r.set_number(w.number()); })},
    {"TownOfficerListsPostedBills", v1::NOT_ALLOWED, "Settlement.ListPosted",
     As<S, v1::ListPostedRequest>("town-officer", &S::Stub::ListPosted)},
    {"ImportedIntoAnotherTown", v1::NOT_ALLOWED, "towns", ImportAs("town-officer", kOtherTown)},
    {"ImportedIntoNoTown", v1::NOT_ALLOWED, "towns", ImportAs("town-officer", "")},
    {"PersonTakenFromAnotherTown", v1::NOT_ALLOWED, "towns",
     [](TrespassWorld& world) {
       v1::ImportPerson person = World::Person(kTownCard, "丁");
       TrespassWorld::LivesIn(kOtherTown, person);
       return world.ImportAs(kOtherOfficer, person);
     }},
    {"TownOfficerSettles", v1::NOT_ALLOWED, "Settlement.Settle",
     As<S, v1::SettleRequest>("town-officer", &S::Stub::Settle)},
};

constexpr char kDesk[] = "anting/desk-1";

const Trespass kRoleRows[] = {
    {"DeskImports", v1::NOT_ALLOWED, "Register.Import", ImportAs(kDesk, kTown)},
    {"DeskLooksUp", v1::NOT_ALLOWED, "Register.Lookup",
     As<R, v1::LookupRequest>(kDesk, &R::Stub::Lookup)},
    {"DeskReveals", v1::NOT_ALLOWED, "Register.Reveal",
     As<R, v1::RevealRequest>(kDesk, &R::Stub::Reveal)},
    {"DeskErases", v1::NOT_ALLOWED, "Register.Erase",
     As<R, v1::EraseRequest>(kDesk, &R::Stub::Erase)},
    {"DeskAddsAnInstitution", v1::NOT_ALLOWED, "InstitutionService.Add",
     As<v1::InstitutionService, v1::AddInstitutionRequest>(kDesk,
                                                           &v1::InstitutionService::Stub::Add)},
    {"DeskActivatesAPack", v1::NOT_ALLOWED, "PolicyService.Activate",
     As<v1::PolicyService, v1::ActivatePackRequest>(kDesk, &v1::PolicyService::Stub::Activate)},
    {"DeskChangesAFund", v1::NOT_ALLOWED, "Relief.FundChange",
     As<v1::Relief, v1::FundChangeRequest>(kDesk, &v1::Relief::Stub::FundChange)},
    {"DeskSettlesAnApplication", v1::NOT_ALLOWED, "Relief.SettleApplication",
     As<v1::Relief, v1::SettleApplicationRequest>(kDesk, &v1::Relief::Stub::SettleApplication)},
    {"AuditorSettlesAnApplication", v1::NOT_ALLOWED, "Relief.SettleApplication",
     As<v1::Relief, v1::SettleApplicationRequest>("auditor", &v1::Relief::Stub::SettleApplication)},
    {"DeskRecordsOutsideAid", v1::NOT_ALLOWED, "Relief.RecordOutsideAid",
     As<v1::Relief, v1::OutsideAidRequest>(kDesk, &v1::Relief::Stub::RecordOutsideAid)},
    {"DeskReadjudicates", v1::NOT_ALLOWED, "Relief.Readjudicate",
     As<v1::Relief, v1::ReadjudicateRequest>(kDesk, &v1::Relief::Stub::Readjudicate)},
    {"AuditorConfirmsAnAdjustment", v1::NOT_ALLOWED, "Relief.ConfirmAdjustment",
     As<v1::Relief, v1::ConfirmAdjustmentRequest>("auditor", &v1::Relief::Stub::ConfirmAdjustment)},
    {"AdministratorVerifies", v1::NOT_ALLOWED, "Register.Verify",
     As<R, v1::VerifyRequest>("admin", &R::Stub::Verify)},
    {"DeskEnrolsAnOfficer", v1::NOT_ALLOWED, "OfficerService.Enrol",
     As<v1::OfficerService, v1::EnrolOfficerRequest>(kDesk, &v1::OfficerService::Stub::Enrol)},
    {"DistrictEnrolsAnOfficer", v1::NOT_ALLOWED, "OfficerService.Enrol",
     As<v1::OfficerService, v1::EnrolOfficerRequest>("relief", &v1::OfficerService::Stub::Enrol)},
    {"AdministratorLooksUp", v1::NOT_ALLOWED, "Register.Lookup",
     As<R, v1::LookupRequest>("admin", &R::Stub::Lookup)},
    {"AdministratorChangesAFund", v1::NOT_ALLOWED, "Relief.FundChange",
     As<v1::Relief, v1::FundChangeRequest>("admin", &v1::Relief::Stub::FundChange)},
    {"DeskListsWhoIsToBeReviewed", v1::NOT_ALLOWED, "Register.ListExpiring",
     As<R, v1::ListExpiringRequest>(kDesk, &R::Stub::ListExpiring)},
    {"AdministratorListsWhoIsToBeReviewed", v1::NOT_ALLOWED, "Register.ListExpiring",
     As<R, v1::ListExpiringRequest>("admin", &R::Stub::ListExpiring)},
    {"AuditorReveals", v1::NOT_ALLOWED, "Register.Reveal",
     As<R, v1::RevealRequest>("auditor", &R::Stub::Reveal)},
    {"MonitorReadsBills", v1::NOT_ALLOWED, "Settlement.List",
     As<S, v1::ListRequest>("monitor", &S::Stub::List)},
    {"MonitorListsAccounts", v1::NOT_ALLOWED, "Settlement.ListAccounts",
     As<S, v1::ListAccountsRequest>("monitor", &S::Stub::ListAccounts)},
    {"WitnessReadsBills", v1::NOT_ALLOWED, "Settlement.Get",
     As<S, v1::GetRequest>("witness", &S::Stub::Get)},
};

INSTANTIATE_TEST_SUITE_P(Institutions, TrespassTest, ::testing::ValuesIn(kInstitutionRows),
                         NameOfTrespass);
INSTANTIATE_TEST_SUITE_P(Towns, TrespassTest, ::testing::ValuesIn(kTownRows), NameOfTrespass);
INSTANTIATE_TEST_SUITE_P(Roles, TrespassTest, ::testing::ValuesIn(kRoleRows), NameOfTrespass);

}  // namespace
}  // namespace yizhan::testing
