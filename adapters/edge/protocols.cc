#include "adapters/edge/protocols.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/fhir/claim_bill.h"
#include "adapters/national/sm_envelope.h"
#include "adapters/shanghai/answers.h"
#include "adapters/watched/list_lines.h"
#include "engine/base/refusal.h"

namespace yizhan::edge {
namespace {

absl::Status Wrong(const std::string& key, const absl::Status& why) {
  return absl::InvalidArgumentError(absl::StrCat(key, ": ", why.message()));
}

template <typename Door>
HttpHandler HandlerOf(Door& door) {
  return [&door](const HttpRequest& request) { return door.Handle(request); };
}

absl::Status NoDoor() {
  return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                 .field = "protocol",
                 .expected = "a door that this edge is configured with"});
}

}  // namespace

absl::StatusOr<std::unique_ptr<Protocols>> Protocols::Make(const v1::EdgeConfig& config,
                                                           const World& world) {
  std::unique_ptr<Protocols> made(new Protocols(config));
  for (const auto make :
       {&Protocols::MakeNational, &Protocols::MakePassThrough, &Protocols::MakeHl7}) {
    if (absl::Status status = (made.get()->*make)(world); !status.ok()) return status;
  }
  const std::string& institution_id = config.institution_id();
  if (config.has_shanghai()) {
    made->shanghai_ = std::make_unique<shanghai::ShanghaiDoor>(
        world.intake, world.clock, world.random,
        shanghai::ShanghaiOptions{.institution_id = institution_id,
                                  .trial_valid_s = config.shanghai().trial_valid_s()});
  }
  if (config.has_fhir()) {
    made->fhir_ =
        std::make_unique<FhirDoor>(world.intake, world.clock,
                                   FhirOptions{.path = config.fhir().path(),
                                               .institution_id = institution_id,
                                               .institution_name = config.institution_name()});
  }
  if (config.has_files()) {
    made->files_ = std::make_unique<watched::WatchedFolder>(
        world.intake, world.clock,
        watched::WatchedOptions{.folder = config.files().folder(),
                                .institution_id = institution_id,
                                .poll_ms = config.files().poll_ms(),
                                .quiet_ms = config.files().quiet_ms()});
  }
  return made;
}

absl::Status Protocols::MakeNational(const World& world) {
  if (!config_.has_national()) return absl::OkStatus();
  auto options = national::OptionsOf(config_.national(), config_.institution_id());
  if (!options.ok()) return Wrong("national", options.status());
  if (config_.national().has_sm()) {
    auto loaded = national::SmEnvelope::Load(config_.national().sm());
    if (!loaded.ok()) return Wrong("national.sm", loaded.status());
    const std::shared_ptr<national::SmEnvelope> envelope = *std::move(loaded);
    options->open = [envelope](const std::string& json) { return envelope->Open(json); };
    options->seal = [envelope](const std::string& json) { return envelope->Seal(json); };
  }
  national_ =
      std::make_unique<national::NationalDoor>(*std::move(options), world.intake, world.clock);
  return absl::OkStatus();
}

absl::Status Protocols::MakePassThrough(const World& world) {
  if (!config_.has_pass_through()) return absl::OkStatus();
  absl::StatusOr<Upstream> upstream = NetworkUpstream(config_.pass_through());
  if (!upstream.ok()) return Wrong("pass_through", upstream.status());
  auto made = PassThrough::Make(
      config_.pass_through(), *std::move(upstream),
      {.intake = world.intake, .clock = world.clock, .institution_id = config_.institution_id()});
  if (!made.ok()) return Wrong("pass_through", made.status());
  pass_through_ = *std::move(made);
  return absl::OkStatus();
}

absl::Status Protocols::MakeHl7(const World& world) {
  if (!config_.has_mllp()) return absl::OkStatus();
  auto made = hl7::Hl7Door::Open(config_.institution_id(), config_.mllp().mapping_path(),
                                 world.intake, world.clock);
  if (!made.ok()) return Wrong("mllp.mapping_path", made.status());
  hl7_ = *std::move(made);
  return absl::OkStatus();
}

absl::StatusOr<v1::SettleRequest> Protocols::Reread(Protocol protocol,
                                                    const std::string& raw) const {
  switch (protocol) {
    case Protocol::kNational:
      return national_ == nullptr ? NoDoor() : national_->Reread(raw);
    case Protocol::kPassThrough:
      return pass_through_ == nullptr ? NoDoor() : pass_through_->Reread(raw);
    case Protocol::kShanghai:
      return shanghai::RereadConfirmation(raw);
    case Protocol::kHl7:
      return hl7_ == nullptr ? NoDoor() : hl7_->Reread(raw);
    case Protocol::kFhir:
      return fhir::RereadClaim(raw, config_.institution_id());
    case Protocol::kFiles:
      return watched::RereadLine(raw, config_.institution_id());
  }
  return NoDoor();
}

std::vector<HttpRoute> Protocols::HttpRoutes() {
  std::vector<HttpRoute> routes;
  if (national_ != nullptr) routes.push_back({config_.national().path(), HandlerOf(*national_)});
  if (pass_through_ != nullptr) routes.push_back({"/", HandlerOf(*pass_through_)});
  if (shanghai_ != nullptr) routes.push_back({config_.shanghai().path(), HandlerOf(*shanghai_)});
  if (fhir_ != nullptr) routes.push_back({config_.fhir().path(), HandlerOf(*fhir_)});
  return routes;
}

}  // namespace yizhan::edge
