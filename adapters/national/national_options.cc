#include "adapters/national/national_options.h"

#include "engine/base/utf8.h"
#include "engine/base/whole_file.h"

namespace yizhan::national {
namespace {

constexpr std::size_t kTokenBytesMax = 4'096;
constexpr std::size_t kIdentityCodeCharactersMax = 3;

absl::Status Wrong(const std::string& what) {
  return absl::InvalidArgumentError("national." + what);
}

absl::Status ReadToken(const v1::NationalDoor& config, NationalOptions& options) {
  if (config.paasid().empty() != config.paas_token_path().empty()) {
    return Wrong("paasid: it goes with paas_token_path");
  }
  if (config.paasid().empty()) return absl::OkStatus();
  absl::StatusOr<std::string> token =
      ReadWhole(config.paas_token_path(), kTokenBytesMax, Privacy::kSecret);
  if (!token.ok()) return token.status();
  while (token->ends_with('\n') || token->ends_with('\r')) token->pop_back();
  if (token->empty()) return Wrong("paas_token_path: the file is empty");
  options.paasid = config.paasid();
  options.paas_token = *std::move(token);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<NationalOptions> OptionsOf(const v1::NationalDoor& config,
                                          const std::string& institution_id) {
  NationalOptions options;
  options.institution_id = institution_id;
  for (const v1::ProgramFund& fund : config.funds()) {
    if (fund.program_id().empty()) return Wrong("funds: program_id is missing");
    if (!IsCodeForAid(fund.fund_pay_type())) {
      return Wrong("funds: fund_pay_type of " + fund.program_id() +
                   " is missing, too long or an insurer's");
    }
    if (!options.funds.emplace(fund.program_id(), fund.fund_pay_type()).second) {
      return Wrong("funds: " + fund.program_id() + " stands there twice");
    }
  }
  for (const v1::IdentityCode& code : config.identities()) {
    const std::size_t characters = CountCharacters(code.psn_idet_type()).value_or(0);
    if (code.identity().empty() || characters == 0 || characters > kIdentityCodeCharactersMax) {
      return Wrong("identities: identity, and psn_idet_type of 1 to 3 characters");
    }
    if (!options.identities.emplace(code.identity(), code.psn_idet_type()).second) {
      return Wrong("identities: " + code.identity() + " stands there twice");
    }
  }
  if (auto status = ReadToken(config, options); !status.ok()) return status;
  return options;
}

}  // namespace yizhan::national
