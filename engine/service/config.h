// Config: the one text-form file of yizhand, read and checked whole before anything starts.
//
// Errors:   InvalidArgument: unknown keys and broken syntax with file and line, every wrong value
//           with its key. Unusable files name their path; what is secret is never shown.
// Threads:  pure but for the files they read. Nothing is changed or started.
// Format:   yizhan.v1.EngineConfig, text form.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/service/peers.h"
#include "yizhan/v1/config.pb.h"

namespace yizhan {

inline constexpr std::uint32_t kDeskQueueDefault = 1024;
inline constexpr std::uint32_t kBulkQueueDefault = 4096;
inline constexpr std::uint32_t kQueueMax = 1'000'000;
inline constexpr std::int32_t kAgeingDaysMax = 365;
inline constexpr std::uint64_t kDiskReserveDefaultBytes = std::uint64_t{1} << 30;  // 1 GiB

inline constexpr std::uint32_t kMirrorWaitDefaultMs = 5000;
inline constexpr std::uint32_t kMirrorWaitMinMs = 100;
inline constexpr std::uint32_t kMirrorWaitMaxMs = 60'000;

struct Config {
  v1::EngineConfig engine;       // With every default filled in.
  std::vector<KnownPeer> peers;  // Training only. Tokens already hashed.
};

// The values and how they fit together. No file but `path` is opened: for tools that must run when
// a certificate is out of date.
absl::StatusOr<v1::EngineConfig> ReadConfig(const std::string& path);

// The same, and every file the engine starts from: tokens, certificates, their keys. Without the
// ledger and its key folder.
absl::StatusOr<Config> LoadConfig(const std::string& path);

// host:port with a number for port (0 = any free one) and a host that is this machine's loopback.
bool IsLoopbackAddress(const std::string& address);

}  // namespace yizhan
