#include "adapters/edge/edge_config.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/client/client.h"
#include "adapters/edge/config_bounds.h"
#include "adapters/edge/named_files.h"
#include "engine/base/secret_file.h"
#include "engine/base/text_proto.h"
#include "engine/base/whole_file.h"

namespace yizhan::edge {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileBytesMax = 1U << 20;
constexpr std::size_t kInstitutionBytesMax = 30;
constexpr std::size_t kFundTypeBytesMax = 6;
constexpr std::size_t kSocketPathBytesMax = 100;  // Of a Unix socket: 107.

absl::Status CheckSecret(const std::string& key, const std::string& path) {
  if (path.empty()) return WrongKey(key, "required");
  const auto read = ReadSecret(path);
  return read.ok() ? absl::OkStatus() : WrongKey(key, std::string(read.status().message()));
}

absl::Status FirstOf(std::initializer_list<absl::Status> checks) {
  for (const absl::Status& check : checks) {
    if (!check.ok()) return check;
  }
  return absl::OkStatus();
}

absl::Status CheckListener(const std::string& key, const v1::Tls& tls, bool with_tls) {
  if (!with_tls) return absl::OkStatus();
  if (!tls.crl_path().empty()) return WrongKey(key + ".crl_path", "is the engine's only");
  return CheckListenerFiles(key, tls);
}

absl::Status CheckSm(const std::string& key, const v1::Sm& sm, bool given) {
  return given ? CheckSmFiles(key, sm) : absl::OkStatus();
}

template <typename Funds>
absl::Status CheckFunds(const std::string& key, const Funds& funds) {
  std::set<std::string> programs;
  for (int i = 0; i < funds.size(); ++i) {
    const std::string at = absl::StrCat(key, "[", i, "]");
    const std::size_t size = funds[i].fund_pay_type().size();
    if (funds[i].program_id().empty()) return WrongKey(at + ".program_id", "required");
    if (!programs.insert(funds[i].program_id()).second) {
      return WrongKey(at + ".program_id", "stands there before");
    }
    if (size == 0 || size > kFundTypeBytesMax) {
      return WrongKey(at + ".fund_pay_type", "1 to 6 characters");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckNational(const v1::NationalDoor& door) {
  if (door.paasid().empty() != door.paas_token_path().empty()) {
    return WrongKey("national.paas_token_path", "together with national.paasid, or neither");
  }
  return FirstOf(
      {CheckFunds("national.funds", door.funds()), CheckSm("national.sm", door.sm(), door.has_sm()),
       door.paasid().empty() ? absl::OkStatus()
                             : CheckSecret("national.paas_token_path", door.paas_token_path())});
}

absl::Status CheckPassThrough(const v1::PassThrough& door) {
  const bool secure = door.upstream().starts_with("https://");
  if (!secure && !door.upstream().starts_with("http://")) {
    return WrongKey("pass_through.upstream", "required, http://host:port/path or https://");
  }
  if (secure && door.ca_path().empty()) {
    return WrongKey("pass_through.ca_path", "required with https");
  }
  return FirstOf(
      {secure ? CheckAuthorityFile("pass_through.ca_path", door.ca_path()) : absl::OkStatus(),
       CheckSm("pass_through.upstream_sm", door.upstream_sm(), door.has_upstream_sm()),
       CheckSm("pass_through.his_sm", door.his_sm(), door.has_his_sm()),
       CheckFunds("pass_through.funds", door.funds())});
}

// Fills the paths, too. Every door has one of its own.
absl::Status CheckHttp(v1::EdgeConfig& config) {
  const bool any = config.has_national() || config.has_pass_through() || config.has_shanghai() ||
                   config.has_fhir();
  if (!config.has_http()) {
    return any ? WrongKey("http", "required by national, pass_through, shanghai and fhir")
               : absl::OkStatus();
  }
  if (!any) return WrongKey("http", "carries no door");
  if (config.has_national() && config.has_pass_through()) {
    return WrongKey("pass_through", "takes the place of national: only one of them");
  }
  if (config.has_national() && config.national().path().empty()) {
    config.mutable_national()->set_path("/");
  }
  if (config.has_shanghai() && config.shanghai().path().empty()) {
    config.mutable_shanghai()->set_path("/shanghai");
  }
  if (config.has_fhir() && config.fhir().path().empty()) config.mutable_fhir()->set_path("/fhir");
  std::map<std::string, std::string> paths;
  if (config.has_pass_through()) paths.emplace("/", "pass_through");
  for (const auto& [key, given, path] :
       {std::tuple{"national.path", config.has_national(), config.national().path()},
        {"shanghai.path", config.has_shanghai(), config.shanghai().path()},
        {"fhir.path", config.has_fhir(), config.fhir().path()}}) {
    if (!given) continue;
    if (path.front() != '/') return WrongKey(key, "begins with /");
    const auto [other, is_new] = paths.emplace(path, key);
    if (!is_new) return WrongKey(key, absl::StrCat("is the path of ", other->second, ", too"));
  }
  return FirstOf({CheckAddress("http.listen", config.http().listen()),
                  CheckListener("http.tls", config.http().tls(), config.http().has_tls())});
}

absl::Status CheckDoors(v1::EdgeConfig& config) {
  if (absl::Status http = CheckHttp(config); !http.ok()) return http;
  absl::Status status;
  if (config.has_national()) status = CheckNational(config.national());
  if (status.ok() && config.has_pass_through()) status = CheckPassThrough(config.pass_through());
  if (status.ok() && config.has_mllp()) {
    const v1::MllpDoor& mllp = config.mllp();
    status = FirstOf({CheckAddress("mllp.listen", mllp.listen()),
                      CheckListener("mllp.tls", mllp.tls(), mllp.has_tls()),
                      CheckMappingFile("mllp.mapping_path", mllp.mapping_path())});
  }
  if (!status.ok() || !config.has_files()) return status;
  std::error_code error;
  if (config.files().folder().empty()) return WrongKey("files.folder", "required");
  return fs::is_directory(config.files().folder(), error)
             ? absl::OkStatus()
             : WrongKey("files.folder", config.files().folder() + " is no folder");
}

// The key must not travel with a copy of the inbox.
absl::Status CheckPlaces(const v1::EdgeConfig& config) {
  if (config.data_dir().empty()) return WrongKey("data_dir", "required");
  if (config.inbox_key_path().empty()) return WrongKey("inbox_key_path", "required");
  if (CommandSocketPath(config).size() > kSocketPathBytesMax) {
    return WrongKey("data_dir", "too long a path for the socket in it");
  }
  std::error_code error;
  const fs::path folder = fs::weakly_canonical(fs::absolute(config.data_dir()), error);
  const fs::path key = fs::weakly_canonical(fs::absolute(config.inbox_key_path()), error);
  if (error) return WrongKey("inbox_key_path", error.message());
  const auto [at, rest] = std::mismatch(folder.begin(), folder.end(), key.begin(), key.end());
  static_cast<void>(rest);
  if (at == folder.end()) {
    return WrongKey("inbox_key_path", "lies in data_dir, so that a copy would carry its key");
  }
  return absl::OkStatus();
}

absl::Status CheckWhole(v1::EdgeConfig& config) {
  const std::size_t size = config.institution_id().size();
  if (size == 0 || size > kInstitutionBytesMax) {
    return WrongKey("institution_id", "required, 1 to 30 characters");
  }
  if (absl::Status places = CheckPlaces(config); !places.ok()) return places;
  if (!config.has_client()) return WrongKey("client", "required");
  const auto client = ClientOptionsOf(config.client());
  if (!client.ok()) return WrongKey("client", std::string(client.status().message()));
  const std::string& metrics = config.metrics_listen();
  if (!metrics.empty()) {
    if (absl::Status address = CheckAddress("metrics_listen", metrics); !address.ok()) {
      return address;
    }
    if (!IsLoopback(metrics)) {
      return WrongKey("metrics_listen", "not this machine's: the page has no access control");
    }
  }
  if (absl::Status numbers = FillAndCheckNumbers(config); !numbers.ok()) return numbers;
  return CheckDoors(config);
}

}  // namespace

std::string CommandSocketPath(const v1::EdgeConfig& config) {
  return config.data_dir() + "/commands.sock";
}

absl::StatusOr<v1::EdgeConfig> ReadEdgeConfig(const std::string& path,
                                              const std::string& upstream) {
  const absl::StatusOr<std::string> text = ReadWhole(path, kFileBytesMax, Privacy::kPublic);
  if (!text.ok()) return text.status();
  v1::EdgeConfig config;
  if (absl::Status parsed = ParseTextProto(path, *text, config); !parsed.ok()) return parsed;
  if (!upstream.empty()) config.mutable_pass_through()->set_upstream(upstream);
  if (absl::Status checked = CheckWhole(config); !checked.ok()) return checked;
  return config;
}

}  // namespace yizhan::edge
