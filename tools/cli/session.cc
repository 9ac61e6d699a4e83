#include "tools/cli/session.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <utility>

#include "engine/base/random.h"
#include "engine/base/refusal.h"
#include "tools/cli/json_out.h"
#include "tools/cli/names.h"
#include "tools/cli/training.h"
#include "tools/cli/width.h"

namespace yizhan::cli {
namespace {

absl::Status NobodyCalls() {
  return UsageError(
      "未说明由谁调用：请用 --config FILE 或 YIZHAN_CONFIG "
      "给出调用方配置（引擎地址、证书、私钥、CA），"
      "证书由 yizhan cert 签发；培训引擎用 --token FILE",
      "nobody is calling: name a configuration by --config FILE or YIZHAN_CONFIG (engine, "
      "certificate, key, authority); `yizhan cert` issues certificates; for a training engine give "
      "--token FILE");
}

absl::Status NotUsable(const absl::Status& status) {
  const std::string why(status.message());
  return UsageError("调用方配置不可用：" + why,
                    "the caller's configuration cannot be used: " + why);
}

}  // namespace

absl::Status UsageError(const std::string& zh, const std::string& en) {
  return absl::InvalidArgumentError(zh + "\n" + en);
}

ExitCode ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return kExitOk;
  const v1::ErrorDetail detail = DetailOf(status);
  const bool said_no = detail.error_class() == v1::REJECTED || detail.error_class() == v1::CONFLICT;
  if (said_no || detail.reason() != v1::REASON_UNSPECIFIED) {
    switch (detail.error_class()) {
      case v1::TRY_AGAIN:
        return kExitTryAgain;
      case v1::OUTCOME_UNKNOWN:
        return kExitUnknown;
      default:
        return kExitRefused;
    }
  }
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
      return kExitUsage;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
      return kExitTryAgain;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kUnimplemented:
      return kExitRefused;
    default:
      return kExitUnknown;
  }
}

absl::StatusOr<Client*> Session::Connect() {
  if (client_ != nullptr) return client_.get();
  const absl::StatusOr<ClientOptions> client = CallerOptions();
  if (!client.ok()) return client.status();
  training_ = client->tls.empty();
  client_ = std::make_unique<Client>(*client);
  return client_.get();
}

absl::StatusOr<ClientOptions> Session::CallerOptions() const {
  const bool training = options.training || !options.token_path.empty();
  if (!options.config_path.empty() && training) {
    return UsageError("--config 与 --token/--training 不能同用（环境变量也算）",
                      "--config goes with neither --token nor --training, nor do their variables");
  }
  if (!options.config_path.empty()) return CallerOptionsOf(options.config_path);
  if (!training) return NobodyCalls();
  if (options.token_path.empty()) {
    ClientOptions client;
    client.address = kEngineDefault;
    return Overridden(std::move(client));
  }
  v1::ClientConfig config;
  config.set_engine(kEngineDefault);
  config.set_training(true);
  config.set_token_path(options.token_path);
  absl::StatusOr<ClientOptions> client = ClientOptionsOf(config);
  if (!client.ok()) return NotUsable(client.status());
  return Overridden(*std::move(client));
}

absl::StatusOr<ClientOptions> Session::CallerOptionsOf(const std::string& config_path) const {
  absl::StatusOr<ClientOptions> client = LoadClientOptions(config_path);
  if (!client.ok()) return NotUsable(client.status());
  return Overridden(*std::move(client));
}

ClientOptions Session::Overridden(ClientOptions client) const {
  if (!options.engine.empty()) client.address = options.engine;
  if (options.deadline_ms != 0) client.deadline_ms = options.deadline_ms;
  return client;
}

ExitCode Session::Fail(const absl::Status& status) const {
  const v1::ErrorDetail detail = DetailOf(status);
  const bool same = detail.message_zh() == detail.message_en();
  std::cerr << detail.message_zh() << "\n";
  if (!same) std::cerr << detail.message_en() << "\n";
  if (detail.reason() != v1::REASON_UNSPECIFIED) {
    std::cerr << "[" << v1::Reason_Name(detail.reason()) << "]\n";
  }
  if (options.json) std::cout << JsonError(status);
  return ExitCodeOf(status);
}

ExitCode Session::Show(const google::protobuf::Message& message,
                       const std::function<std::string()>& text) {
  if (options.json) {
    std::cout << MarkedJson(message, training_);
  } else {
    std::cout << TrainingLine(training_ && !marked_) << text();
    marked_ = true;
  }
  std::cout.flush();
  return kExitOk;
}

absl::StatusOr<std::string> ReadAll(const std::string& path) {
  // C streams: an ifstream throws when a folder or a failing disk is read.
  using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
  const bool is_stdin = path == "-";
  const File opened(is_stdin ? nullptr : std::fopen(path.c_str(), "rb"), &std::fclose);
  std::FILE* file = is_stdin ? stdin : opened.get();
  std::string bytes;
  std::array<char, 65536> piece{};
  while (file != nullptr) {
    const std::size_t count = std::fread(piece.data(), 1, piece.size(), file);
    bytes.append(piece.data(), count);
    if (count < piece.size()) break;
  }
  if (file == nullptr || std::ferror(file) != 0) {
    return UsageError("无法读取文件 " + path, "cannot read file " + path);
  }
  return bytes;
}

absl::Status WriteAll(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  file.close();
  if (!file.good()) return UsageError("无法写入 " + path, "cannot write " + path);
  return absl::OkStatus();
}

std::string RequestIdOr(const std::string& given) {
  if (!given.empty()) return given;
  const std::string made = "cli-" + PersonText(SystemRandom().Next());
  std::cerr << "请求号 request id: " << made << "\n";
  return made;
}

}  // namespace yizhan::cli
