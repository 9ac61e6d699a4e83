#include "adapters/edge/edge_log.h"

#include <exception>
#include <memory>

#include "adapters/national/json_writer.h"
#include "spdlog/logger.h"
#include "spdlog/sinks/basic_file_sink.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace yizhan::edge {
namespace {

constexpr char kPattern[] = R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})";

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
  auto logger = std::make_shared<spdlog::logger>("yizhan-edge", std::move(sink));
  logger->set_pattern(kPattern);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
  return absl::OkStatus();
}

void LogEvent(LogLevel level, const std::string& event,
              std::initializer_list<std::pair<std::string, std::string>> fields) {
  JsonWriter json;
  json.BeginObject().Text("event", event);
  for (const auto& [name, value] : fields) json.Text(name, value);
  json.EndObject();
  const std::string text = json.Take();
  // Without its braces: the pattern has them, and time and level before.
  const std::string inner = text.substr(1, text.size() - 2);
  spdlog::default_logger_raw()->log(LevelOf(level), spdlog::string_view_t(inner));
}

}  // namespace yizhan::edge
