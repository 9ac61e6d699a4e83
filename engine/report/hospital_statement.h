// HospitalStatement: what a hospital advanced in a closed period and gets back, bill by bill and
// program by program, folded from the entries alone and held against what the close says.
//
// Units:    fen; months by the Shanghai day of posting.
// Errors:   DataLoss when the entries do not give the sums that a close states (the first figure
//           that differs, both ways), or do not hang together.
// Threads:  one. Keeps the rows of periods not closed yet, and the name of every bill of this
//           hospital that was not taken back: about 200 bytes each.
// Law:      adjudication.md section 5, Postings; ruling R44: a contra belongs to its own month.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/digest.h"
#include "engine/base/money.h"
#include "engine/base/month.h"
#include "engine/report/pack_shelf.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

struct StatedBill {
  std::string bill_no;  // The message id stands in (R7).
  std::string visit_no;
  std::string accounting_date;
  Money total;
};

// A settlement, or the contra of one.
struct StatementRow {
  std::uint64_t number = 0;
  std::int64_t posted_ms = 0;
  StatedBill bill = {};        // A contra: of the original, its total negated.
  std::uint64_t original = 0;  // Of a contra; else 0.
  std::uint64_t ended_by = 0;  // The contra of a settlement, when it came before the close.
  bool replaced = false;       // By another settlement: of a contra.
  std::map<std::string, Money> aid = {};  // By program id; none is 0.
  Money sum = {};
};

struct StatementProgram {
  std::string title;
  Layer layer = Layer::kMunicipal;
  std::string fund;           // Its title; empty without one.
  bool illustrative = false;  // A version that paid this hospital is invented.
  std::int64_t settlements = 0;
  std::int64_t contras = 0;
  Money settled = {};
  Money taken_back = {};  // By contras: not above 0.
  Money previous = {};    // What the close before left,
  Money paid_out = {};    // and what of it was paid since.
  Money Opening() const { return previous - paid_out; }
  Money Posted() const { return settled + taken_back; }
  Money Closing() const { return Opening() + Posted(); }
};

struct HospitalStatement {
  std::string institution_id;
  std::string institution_name;
  Month month = 0;
  std::optional<v1::Entry> close = {};                    // Absent: a draft.
  Hash32 close_leaf{};                                    // Its leaf hash.
  std::uint64_t last_number = 0;                          // The newest entry that was read.
  std::vector<StatementRow> rows = {};                    // By number.
  std::map<std::string, StatementProgram> programs = {};  // By id; with anything to show.
  std::set<std::string> pack_hashes = {};                 // That the rows rest on.
  bool training = false;     // Of a training ledger: nobody gets anything back.
  std::int64_t unaided = 0;  // Settled in real time without aid: in no row, nothing is owed.
};

class StatementFold {
 public:
  StatementFold(std::string institution_id, Month month);

  // Entries in order. False: nothing that follows matters.
  absl::StatusOr<bool> Read(const v1::Entry& entry);

  const std::optional<HospitalStatement>& closed() const { return closed_; }
  // What a close of the month would state now.
  absl::StatusOr<HospitalStatement> Draft() const { return StatementOf(month_); }
  // The close of a later month, which took the entries of this one; 0 = none.
  std::uint64_t taken_by() const { return taken_by_; }
  bool institution_known() const { return !institution_name_.empty(); }

 private:
  absl::Status AddSettled(const v1::Entry& entry);
  absl::Status AddContra(const v1::Entry& entry);
  absl::Status AddPaidOut(const v1::Entry& entry);
  absl::StatusOr<bool> AddClose(const v1::Entry& entry);
  void AddRow(StatementRow row, const std::vector<AidPart>& parts, const std::string& pack_hash);
  // Of what is not closed yet, up to the month.
  absl::StatusOr<HospitalStatement> StatementOf(Month month) const;

  struct Pending {
    StatementRow row;
    std::string pack_hash;
  };

  const std::string institution_id_;
  const Month month_;
  PackShelf packs_;
  std::string institution_name_;
  bool training_ = false;
  std::uint64_t last_number_ = 0;
  std::uint64_t last_close_ = 0;
  std::uint64_t taken_by_ = 0;
  std::vector<Pending> pending_;
  std::map<Month, std::int64_t> unaided_;
  std::map<std::uint64_t, StatedBill> bills_;         // Live ones, by number.
  std::map<std::string, StatementProgram> programs_;  // Titles, and what is open of them.
  std::optional<HospitalStatement> closed_;
};

}  // namespace yizhan
