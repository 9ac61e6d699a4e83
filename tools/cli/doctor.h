// Doctor: what is wrong with an installation, and what to do about it. It changes nothing.
//
// Errors:   none of its own: whatever cannot be read is a line of the report.
// Threads:  one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/client/client.h"
#include "yizhan/v1/config.pb.h"
#include "yizhan/v1/officer.pb.h"

namespace yizhan::cli {

enum class Verdict { kOk, kWarning, kWrong };

struct CheckLine {
  std::string check;
  Verdict verdict = Verdict::kOk;
  std::string zh;
  std::string en;
};

class DoctorReport {
 public:
  void Ok(const std::string& check, const std::string& zh, const std::string& en) {
    lines_.push_back({check, Verdict::kOk, zh, en});
  }
  void Warn(const std::string& check, const std::string& zh, const std::string& en) {
    lines_.push_back({check, Verdict::kWarning, zh, en});
  }
  void Wrong(const std::string& check, const std::string& zh, const std::string& en) {
    lines_.push_back({check, Verdict::kWrong, zh, en});
  }
  const std::vector<CheckLine>& lines() const { return lines_; }
  std::size_t Count(Verdict verdict) const;

 private:
  std::vector<CheckLine> lines_;
};

struct Installation {
  v1::EngineConfig config;              // As written, defaults filled in.
  std::optional<ClientOptions> client;  // Asks the running engine; empty: nobody may.
  std::int64_t now_ms = 0;
  bool in_use = false;  // A running engine holds the data folder; set by CheckData.
};

// In this order.
void CheckSwitches(const Installation& at, DoctorReport& report);
void CheckCertificate(const Installation& at, DoctorReport& report);
void CheckRevocations(const Installation& at, DoctorReport& report);
void CheckKeys(const Installation& at, DoctorReport& report);
void CheckData(Installation& at, DoctorReport& report);  // And what the ledger says, when closed.
void CheckEngine(const Installation& at, DoctorReport& report);  // The same, asked, when it runs.

// Shared by the last two: what a ledger must hold before it can serve.
void CheckOfficers(const Installation& at, const std::vector<v1::Officer>& officers,
                   DoctorReport& report);
void CheckPack(bool active, DoctorReport& report);

// For paths and dates in lines.
std::string DateOf(std::int64_t unix_s);
bool OthersMay(const std::string& path);  // Read, write or enter; false when it is not there.
inline constexpr std::int64_t kDayS = 24 * 3600;

}  // namespace yizhan::cli
