#include "tools/sample/plant.h"

#include <array>
#include <map>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace yizhan::sample {
namespace {

using Row = std::vector<std::string>;  // setl_id, mdtrt_id, total, funds, account, refund.

constexpr std::size_t kCells = 6;
constexpr std::size_t kTotal = 2;
constexpr std::size_t kFunds = 3;
constexpr std::size_t kAccount = 4;
constexpr std::size_t kRefund = 5;

// Every kind is one thing that happens at a desk; each leaves the others alone.
class Planter {
 public:
  explicit Planter(Dice& dice) : dice_(dice) {}

  absl::Status Read(const std::string& csv) {
    std::vector<std::string> lines = absl::StrSplit(csv, '\n', absl::SkipEmpty());
    if (lines.empty()) return absl::InvalidArgumentError("the books are empty");
    head_ = lines.front();
    for (std::size_t i = 1; i < lines.size(); ++i) {
      Row row = absl::StrSplit(lines[i], ',');
      if (row.size() != kCells) return absl::InvalidArgumentError("not books: " + lines[i]);
      rows_.push_back(std::move(row));
    }
    for (std::size_t i = 0; i < rows_.size(); ++i) places_[rows_[i][0]].push_back(i);
    for (const auto& [bill, places] : places_) {
      if (places.size() == 1 && rows_[places[0]][kRefund] == "0") live_.push_back(places[0]);
      const bool refunded = places.size() == 2 && rows_[places[1]][kRefund] == "1";
      if (refunded) refunded_.push_back(places[1]);
    }
    return absl::OkStatus();
  }

  // The HIS settled with an insurer's number that never reached the engine.
  absl::Status MissingHere() {
    Row row = rows_[static_cast<std::size_t>(
        dice_.Between(0, static_cast<std::int64_t>(rows_.size()) - 1))];
    row[0] = "HIS-" + std::to_string(dice_.Between(100'000, 999'999));
    for (const std::size_t cell : {kTotal, kFunds}) row[cell] = "100.00";
    row[kAccount] = "0.00";
    row[kRefund] = "0";
    Name(row[0], "MISSING_HERE");
    added_.push_back(std::move(row));
    return absl::OkStatus();
  }
  // The answer came, the HIS crashed before it booked.
  absl::Status MissingThere() {
    return OnLive("MISSING_THERE", [](Row& row) { row.clear(); });
  }
  // Somebody corrected the sum by hand.
  absl::Status AmountDiffers() {
    return OnLive("AMOUNT_DIFFERS", [](Row& row) {
      char& last = row[kFunds].back();  // One fen more, or one less.
      last = last == '9' ? '8' : static_cast<char>(last + 1);
    });
  }
  // An export made twice.
  absl::Status Duplicate() {
    return OnLive("DUPLICATE", [this](const Row& row) { added_.push_back(row); });
  }
  // The refund was booked and the engine never asked.
  absl::Status ReversedThere() {
    return OnLive("REVERSED_THERE", [this](const Row& row) {
      added_.push_back(row);
      added_.back()[kRefund] = "1";
    });
  }
  // The engine's answer was lost: neither sum is known.
  absl::Status UnknownOutcome() {
    return OnLive("UNKNOWN_OUTCOME", [](Row& row) {
      for (const std::size_t cell : {kTotal, kFunds, kAccount}) row[cell].clear();
    });
  }
  // Reversed at the engine, and the HIS forgot its refund.
  absl::Status ReversedHere() {
    const absl::StatusOr<std::size_t> place = Take(refunded_);
    if (!place.ok()) return place.status();
    Name(rows_[*place][0], "REVERSED_HERE");
    rows_[*place].clear();
    return absl::OkStatus();
  }

  PlantedBooks Finish() {
    PlantedBooks books;
    books.csv = head_ + "\n";
    for (const std::vector<Row>* part : {&rows_, &added_}) {
      for (const Row& row : *part) {
        if (!row.empty()) books.csv += absl::StrJoin(row, ",") + "\n";
      }
    }
    books.planted = std::move(planted_);
    return books;
  }

 private:
  absl::StatusOr<std::size_t> Take(std::vector<std::size_t>& places) {
    if (places.empty()) return absl::InvalidArgumentError("too few rows to plant in");
    const auto at = dice_.Between(0, static_cast<std::int64_t>(places.size()) - 1);
    const std::size_t place = places[static_cast<std::size_t>(at)];
    places.erase(places.begin() + at);
    return place;
  }

  template <typename Change>
  absl::Status OnLive(const std::string& kind, const Change& change) {
    const absl::StatusOr<std::size_t> place = Take(live_);
    if (!place.ok()) return place.status();
    Name(rows_[*place][0], kind);
    change(rows_[*place]);
    return absl::OkStatus();
  }

  void Name(const std::string& bill_no, const std::string& kind) {
    planted_.push_back({bill_no, kind});
  }

  Dice& dice_;
  std::string head_;
  std::vector<Row> rows_;
  std::vector<Row> added_;
  std::map<std::string, std::vector<std::size_t>> places_;  // Of a bill's rows.
  std::vector<std::size_t> live_;                           // Booked once and never taken back.
  std::vector<std::size_t> refunded_;                       // Refund rows of bills booked once.
  std::vector<PlantedDifference> planted_;
};

using Kind = absl::Status (Planter::*)();
constexpr std::array<Kind, 7> kKinds = {
    &Planter::MissingHere,  &Planter::MissingThere,  &Planter::AmountDiffers, &Planter::Duplicate,
    &Planter::ReversedHere, &Planter::ReversedThere, &Planter::UnknownOutcome};

}  // namespace

absl::StatusOr<PlantedBooks> PlantDifferences(const std::string& csv, std::size_t of_each,
                                              Dice& dice) {
  Planter planter(dice);
  if (absl::Status read = planter.Read(csv); !read.ok()) return read;
  for (std::size_t i = 0; i < of_each; ++i) {
    for (const Kind kind : kKinds) {
      if (absl::Status planted = (planter.*kind)(); !planted.ok()) return planted;
    }
  }
  return planter.Finish();
}

}  // namespace yizhan::sample
