// NationalOptions: what a national door knows of its hospital and its region.
//
// Errors:   InvalidArgument names the field of the configuration that is wrong.
// Threads:  values; the hooks are called from any.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/national/aided_setlinfo.h"
#include "adapters/national/questions.h"
#include "yizhan/v1/edge.pb.h"

namespace yizhan::national {

struct NationalOptions {
  std::string institution_id;  // fixmedins_code of the hospital.
  FundOfProgram funds;
  CodeOfIdentity identities;
  std::string paasid;  // Empty: no x-tif-* headers are asked for.
  std::string paas_token;
  // Signature and encryption: the request's text as plain JSON, the answer's text sealed. Empty:
  // neither is done.
  std::function<absl::StatusOr<std::string>(const std::string&)> open{};
  std::function<absl::StatusOr<std::string>(const std::string&)> seal{};
};

// Reads the token's file; the hooks are the caller's to set.
absl::StatusOr<NationalOptions> OptionsOf(const v1::NationalDoor& config,
                                          const std::string& institution_id);

}  // namespace yizhan::national
