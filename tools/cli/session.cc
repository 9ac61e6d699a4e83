#include "tools/cli/session.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>

#include "engine/base/random.h"
#include "engine/base/refusal.h"
#include "tools/cli/json_out.h"
#include "tools/cli/names.h"
#include "tools/cli/width.h"

namespace yizhan::cli {

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
  ClientOptions client;
  client.address = options.engine;
  client.deadline_ms = options.deadline_ms;
  if (!options.token_path.empty()) {
    absl::StatusOr<std::string> token = ReadToken(options.token_path);
    if (!token.ok()) return token.status();
    client.token = *token;
  }
  client_ = std::make_unique<Client>(client);
  return client_.get();
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
                       const std::function<std::string()>& text) const {
  std::cout << (options.json ? JsonText(message) : text());
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

absl::StatusOr<std::string> ReadToken(const std::string& path) {
  std::ifstream file(path);
  std::string token;
  if (!file || !(file >> token)) {
    return UsageError("无法读取令牌文件 " + path, "cannot read the token file " + path);
  }
  return token;
}

std::string RequestIdOr(const std::string& given) {
  if (!given.empty()) return given;
  const std::string made = "cli-" + PersonText(SystemRandom().Next());
  std::cerr << "请求号 request id: " << made << "\n";
  return made;
}

}  // namespace yizhan::cli
