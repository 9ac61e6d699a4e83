// FaultyCentre: a centre that keeps one posting a key, as the engine does, behind a line that loses
// questions and answers by a script.
//
// Owner:    owns its server, which ends with it.
// Threads:  any.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "grpcpp/server.h"
#include "grpcpp/server_context.h"
#include "yizhan/v1/register.grpc.pb.h"
#include "yizhan/v1/relief.grpc.pb.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan::testing {

// What befalls one call.
enum class Fault {
  kNone,
  kDropBefore,    // The line is cut before the centre acts ...
  kDropAfter,     // ... or after it.
  kHang,          // No answer until the caller comes again.
  kHangAfter,     // The same, after acting.
  kHangThenAct,   // And then the first copy is carried out after all.
  kBusy,          // Nothing was done.
  kWrongTrailer,  // The detail is no ErrorDetail.
  kWrongTrailerAfter,
};

class FaultyCentre {
 public:
  // The calls of all methods but Get follow the script; behind its end nothing is wrong. So does
  // Get when it is what is tried.
  FaultyCentre(std::deque<Fault> script, bool faults_on_get);
  ~FaultyCentre();

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  // What was posted, by key, with the content that posted it.
  std::map<std::string, std::string> posted() const;
  // Every copy of what was sent, but for the questions by Get.
  std::vector<std::string> copies() const;
  int asked() const;
  std::set<std::string> connections() const;  // By the caller's port.

 private:
  class SettlementFace;
  class ReliefFace;
  class RegisterFace;

  // One call: its fault, and `posts` under `key` when it moves money (else empty).
  grpc::Status Play(const grpc::ServerContext& context, const std::string& content,
                    const std::string& key);
  grpc::Status PlayGet(const grpc::ServerContext& context, const std::string& content);
  Fault Next(const grpc::ServerContext& context);
  void Post(const std::string& key, const std::string& content);
  void WaitForTheNext(std::unique_lock<std::mutex>& lock);

  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::deque<Fault> script_;
  const bool faults_on_get_;
  std::map<std::string, std::string> posted_;
  std::vector<std::string> copies_;
  std::set<std::string> connections_;
  int asked_ = 0;
  int calls_ = 0;
  bool ending_ = false;
  int port_ = 0;
  std::unique_ptr<SettlementFace> settlement_;
  std::unique_ptr<ReliefFace> relief_;
  std::unique_ptr<RegisterFace> registry_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace yizhan::testing
