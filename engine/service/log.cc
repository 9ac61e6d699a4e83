#include "engine/service/log.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>

#include "absl/strings/str_cat.h"
#include "grpc/support/log.h"
#include "spdlog/logger.h"
#include "spdlog/sinks/basic_file_sink.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace yizhan {
namespace {

constexpr int kGrpcLinesPerSecondMax = 2;
constexpr char kPattern[] = R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})";

void AppendEscaped(const std::string& text, std::string& json) {
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      json += absl::StrCat("\\u00", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
    } else {
      json += c;
    }
  }
}

void AppendField(const std::string& name, const std::string& value, std::string& json) {
  if (!json.empty()) json += ',';
  json += '"';
  AppendEscaped(name, json);
  json += "\":\"";
  AppendEscaped(value, json);
  json += '"';
}

spdlog::level::level_enum LevelOf(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

// gRPC says a line for every handshake that fails: a scanner must not fill the disk with them.
void LogOfGrpc(gpr_log_func_args* args) {
  if (args->severity < GPR_LOG_SEVERITY_ERROR) return;
  static std::atomic<std::int64_t> second{0};
  static std::atomic<int> lines{0};
  const std::int64_t now_s = std::chrono::duration_cast<std::chrono::seconds>(
                                 std::chrono::steady_clock::now().time_since_epoch())
                                 .count();
  if (second.exchange(now_s) != now_s) lines = 0;
  if (++lines > kGrpcLinesPerSecondMax) return;
  LogEvent(LogLevel::kWarning, "grpc", {{"message", args->message}});
}

// spdlog throws when the file cannot be opened; no exception leaves this file.
spdlog::sink_ptr OpenSink(const std::string& path, std::string& error) {
  try {
    if (path.empty()) return std::make_shared<spdlog::sinks::stderr_sink_mt>();
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
  } catch (const std::exception& thrown) {
    error = thrown.what();
    return nullptr;
  }
}

}  // namespace

absl::Status OpenLog(const std::string& path) {
  std::string error;
  spdlog::sink_ptr sink = OpenSink(path, error);
  if (sink == nullptr) return absl::InvalidArgumentError("log_path: " + error);
  auto logger = std::make_shared<spdlog::logger>("yizhand", std::move(sink));
  logger->set_pattern(kPattern);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
  gpr_set_log_function(LogOfGrpc);
  return absl::OkStatus();
}

void LogEvent(LogLevel level, const std::string& event,
              std::initializer_list<std::pair<std::string, std::string>> fields) {
  std::string json;
  AppendField("event", event, json);
  for (const auto& [name, value] : fields) AppendField(name, value, json);
  spdlog::default_logger_raw()->log(LevelOf(level), spdlog::string_view_t(json));
}

}  // namespace yizhan
