// Session: what every command shares: the global options, the connection, how results and errors
// are printed, and the exit code.
//
// Errors:   Fail prints the Chinese sentence, then the English one, on stderr, and answers with
//           the exit code of the error's class.
// Threads:  one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/client/client.h"
#include "google/protobuf/message.h"

namespace yizhan::cli {

// What the shell sees. Documented in `yizhan --help`.
enum ExitCode : int {
  kExitOk = 0,
  kExitRefused = 1,   // The engine or a check said no; nothing was posted.
  kExitUsage = 2,     // Wrong arguments or file; or a part of an import was refused.
  kExitUnknown = 3,   // Unknown outcome, or the ledger does not verify: a person must look.
  kExitTryAgain = 4,  // Nothing was done; the same command may be given again.
};

struct GlobalOptions {
  std::string config_path;  // A yizhan.v1.ClientConfig: address, certificate, key, authority.
  std::string engine;       // Before the configuration's; empty: that, or kEngineDefault.
  std::string token_path;   // Training only.
  bool training = false;    // Plain text; a token or nothing.
  bool json = false;
  std::int64_t deadline_ms = 0;  // 0: the configuration's.
};

inline constexpr char kEngineDefault[] = "127.0.0.1:7443";

// For what is wrong on this side: both sentences, no ErrorDetail.
absl::Status UsageError(const std::string& zh, const std::string& en);

ExitCode ExitCodeOf(const absl::Status& status);

class Session {
 public:
  GlobalOptions options;
  int exit_code = kExitOk;

  // The client of this command. A usage error says what is missing when neither a configuration
  // nor training says who is calling.
  absl::StatusOr<Client*> Connect();
  // Whether that client asks a training engine: those alone speak plain text, and no other.
  bool training() const { return training_; }
  // What that client is made of.
  absl::StatusOr<ClientOptions> CallerOptions() const;
  // The same by another configuration file; --engine and --deadline-ms still come first.
  absl::StatusOr<ClientOptions> CallerOptionsOf(const std::string& config_path) const;

  // Prints the error (also as JSON on stdout with --json) and returns its exit code.
  ExitCode Fail(const absl::Status& status) const;

  // Prints `message` as JSON with --json, else `text`; marked when a training engine said it.
  // Returns kExitOk.
  ExitCode Show(const google::protobuf::Message& message, const std::function<std::string()>& text);

 private:
  ClientOptions Overridden(ClientOptions client) const;

  std::unique_ptr<Client> client_;
  bool training_ = false;
  bool marked_ = false;  // Text is marked once, above all of it.
};

// A file's bytes; "-" is stdin.
absl::StatusOr<std::string> ReadAll(const std::string& path);
// Writes a file whole; an existing one is replaced.
absl::Status WriteAll(const std::string& path, const std::string& bytes);

// "cli-" and 16 random hex digits: the key of a request whose author gave none. It is printed
// before anything is sent, so that the same request can be repeated.
std::string RequestIdOr(const std::string& given);

}  // namespace yizhan::cli
