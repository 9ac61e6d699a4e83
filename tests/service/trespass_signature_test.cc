// Trespass: officers' signatures that do not carry what they are sent with, and certificates that
// make nobody an officer.

#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/digest.h"
#include "engine/books/officer_statement.h"
#include "engine/policy/load_pack.h"
#include "tests/service/trespass_rows.h"
#include "yizhan/v1/relief.grpc.pb.h"

namespace yizhan::testing {
namespace {

using Grant = v1::FundChangeRequest;

// A grant that li signed rightly, changed afterwards, sent by `sender`.
std::function<absl::Status(TrespassWorld&)> Granted(
    const std::function<void(TrespassWorld&, Grant&)>& change, const char* sender = "relief") {
  return [=](TrespassWorld& world) {
    Grant grant = world.GrantOf("trespass-grant");
    change(world, grant);
    return Call<v1::Relief>(world.As(sender), &v1::Relief::Stub::FundChange, grant).status();
  };
}

void SignGrant(TrespassWorld& world, const std::vector<std::string>& officers, Grant& grant) {
  *grant.mutable_authorization() =
      world.world().Sign(officers, v1::CHANGE_FUND, ContentOf(grant), grant.request_id());
}

std::function<absl::Status(TrespassWorld&)> ActivatedBy(const std::vector<std::string>& officers) {
  return [=](TrespassWorld& world) {
    v1::ActivatePackRequest request;
    const std::vector<v1::PackFile> files = PilotPacks();
    request.mutable_files()->Assign(files.begin(), files.end());
    request.set_request_id("trespass");
    request.set_effective_from("2000-01-01");
    v1::PackActivated activated;
    activated.set_pack_hash(Bytes(PackHash(files)));
    activated.set_effective_from(request.effective_from());
    *request.mutable_authorization() = world.world().Sign(
        officers, v1::ACTIVATE_PACK, ActivationContent(activated), request.request_id());
    return world.world().ActivateSigned(request).status();
  };
}

std::function<absl::Status(TrespassWorld&)> Erased(const std::vector<std::string>& officers) {
  return [=](TrespassWorld& world) {
    v1::EraseRequest request;
    request.set_person_no(world.person_no());
    request.set_order_reference("ORDER-1");
    request.set_request_id("trespass");
    *request.mutable_authorization() = world.world().Sign(
        officers, v1::ERASE_PERSON,
        Bytes(ErasureDigest(request.person_no(), request.order_reference())), request.request_id());
    return world.world().Erase(request).status();
  };
}

const Trespass kSignatureRows[] = {
    {"CarriedOutStatementSentByAnother", v1::SIGNATURE_USED, "",
     [](TrespassWorld& world) {
       return Call<v1::Relief>(world.OtherDistrictOfficer(), &v1::Relief::Stub::FundChange,
                               world.carried_out())
           .status();
     }},
    {"CarriedOutStatementUnderANewRequestId", v1::SIGNATURE_INVALID, "",
     [](TrespassWorld& world) {
       Grant again = world.carried_out();
       again.set_request_id("trespass-again");
       return Call<v1::Relief>(world.As("relief"), &v1::Relief::Stub::FundChange, again).status();
     }},
    {"SignatureOverAnotherAmount", v1::SIGNATURE_INVALID, "", Granted([](auto& w, Grant& grant) {
       SignGrant(w, {"li"}, grant);
       grant.set_amount_fen(grant.amount_fen() * 10);
     })},
    {"SignatureOverAnotherFund", v1::SIGNATURE_INVALID, "", Granted([](auto& w, Grant& grant) {
       SignGrant(w, {"li"}, grant);
       grant.set_fund_id("other-fund");
     })},
    {"SignatureForAnotherOperation", v1::SIGNATURE_INVALID, "", Granted([](auto& w, Grant& grant) {
       *grant.mutable_authorization() =
           w.world().Sign({"li"}, v1::ERASE_PERSON, ContentOf(grant), grant.request_id());
     })},
    {"SignatureUnderAnothersName", v1::SIGNATURE_INVALID, "", Granted([](auto& w, Grant& grant) {
       SignGrant(w, {"li"}, grant);
       grant.mutable_authorization()->mutable_signatures(0)->set_officer("wang");
     })},
    {"SignatureValidLonger", v1::SIGNATURE_INVALID, "", Granted([](auto& w, Grant& grant) {
       SignGrant(w, {"li"}, grant);
       v1::Authorization& signed_by = *grant.mutable_authorization();
       signed_by.set_valid_until_ms(signed_by.valid_until_ms() + 1);
     })},
    {"SignatureOfAnotherLedger", v1::SIGNATURE_INVALID, "", Granted([](auto& w, Grant& grant) {
       *grant.mutable_authorization() = w.SignedElsewhere(grant);
     })},
    {"SignatureOutOfTime", v1::AUTHORIZATION_EXPIRED, "", Granted([](auto& w, Grant& grant) {
       SignGrant(w, {"li"}, grant);
       grant.mutable_authorization()->set_valid_until_ms(SystemClock().NowMs() - 1);
     })},
    {"SignatureMissing", v1::SIGNATURES_MISSING, "", Granted([](auto& /*w*/, Grant& /*grant*/) {})},
    {"OneSignatureTooMany", v1::SIGNATURES_MISSING, "", Granted([](auto& w, Grant& grant) {
       SignGrant(w, {"li", "wang"}, grant);
     })},
    {"RetiredOfficer", v1::OFFICER_RETIRED, "zhao",
     Granted([](auto& w, Grant& grant) { SignGrant(w, {"zhao"}, grant); })},
    {"UnknownOfficer", v1::OFFICER_UNKNOWN, "nobody", Granted([](auto& w, Grant& grant) {
       SignGrant(w, {"li"}, grant);
       grant.mutable_authorization()->mutable_signatures(0)->set_officer("nobody");
     })},
    {"ActivatedByTheSameOfficerTwice", v1::SAME_OFFICER_TWICE, "li", ActivatedBy({"li", "li"})},
    {"ActivatedByOneOfficer", v1::SIGNATURES_MISSING, "", ActivatedBy({"li"})},
    {"ErasedByTheSameOfficerTwice", v1::SAME_OFFICER_TWICE, "wang", Erased({"wang", "wang"})},
    {"ErasedByOneOfficer", v1::SIGNATURES_MISSING, "", Erased({"li"})},
};

std::function<absl::Status(TrespassWorld&)> Enrolled(
    const std::function<std::string(Pilot&)>& certificate) {
  return [=](TrespassWorld& world) {
    return world.world().Enrol(certificate(world.world().process().pilot())).status();
  };
}

const PeerName kNewOfficer = {.role = Role::kOfficer, .scope = {}, .name = "sun"};

const Trespass kEnrolRows[] = {
    {"OfficerOfAnotherAuthority", v1::CERTIFICATE_INVALID, "certificate",
     Enrolled([](Pilot&) { return Pilot().Issue(kNewOfficer).certificate_pem; })},
    {"OfficerOutOfDate", v1::CERTIFICATE_INVALID, "certificate", Enrolled([](Pilot& pilot) {
       return pilot.Issue(kNewOfficer, NowS() - 10 * kDayS, /*days=*/5).certificate_pem;
     })},
    {"OfficerRevoked", v1::CERTIFICATE_INVALID, "revoked", Enrolled([](Pilot& pilot) {
       const IssuedPair pair = pilot.Issue(kNewOfficer);
       pilot.Revoke(pair);
       return pair.certificate_pem;
     })},
    {"TerminalAsOfficer", v1::CERTIFICATE_INVALID, "terminal/anting/desk-1",
     Enrolled([](Pilot& pilot) { return pilot.Issue(kAntingDesk).certificate_pem; })},
    {"NoCertificateAtAll", v1::CERTIFICATE_INVALID, "certificate",
     Enrolled([](Pilot&) { return std::string("no certificate"); })},
};

INSTANTIATE_TEST_SUITE_P(Signatures, TrespassTest, ::testing::ValuesIn(kSignatureRows),
                         NameOfTrespass);
INSTANTIATE_TEST_SUITE_P(Enrolments, TrespassTest, ::testing::ValuesIn(kEnrolRows), NameOfTrespass);

}  // namespace
}  // namespace yizhan::testing
