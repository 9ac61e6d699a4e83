// Hl7Charges: the lines that a message bills: FT1 of DFT, PSL of EHC.
//
// Units:    amounts are signed: a credit is negative. PY and CO are payments and no charges.
// Errors:   kept by the Fields they are read with.
// Owner:    the caller keeps fields, mapping and message alive.
// Threads:  one.
// Source:   FT1-6, table 0017. In version 2.1 FT1-10 is the amount and FT1-11 the quantity; since
//           2.2 it is the other way round.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/hl7/hl7_event.h"
#include "adapters/hl7/hl7_fields.h"
#include "adapters/hl7/hl7_mapping.h"
#include "engine/base/digest.h"

namespace yizhan::hl7 {

inline constexpr std::size_t kLinesMax = 2'000;
inline constexpr std::size_t kLineNoCharactersMax = 30;

struct Line {
  std::string number;  // FT1-2, else FT1-1; PSL-1, else PSL-3.
  Money amount;
};

class Charges {
 public:
  Charges(Fields& fields, const Event& event, const Mapping& mapping);

  const std::vector<Line>& lines() const { return lines_; }
  Money Sum() const;
  // Everything that is charged is taken back.
  bool OnlyCredits() const;

  // The amount at a place; in FT1 and PSL the sum over all charges. Empty: nothing stands there.
  std::optional<Money> Amount(const Place& place);

  // FT1-4, or PSL-10 and 11.
  std::optional<Day> first_service() const { return first_service_; }
  std::optional<Day> last_service() const { return last_service_; }
  std::optional<Day> last_posting() const { return last_posting_; }  // FT1-5

 private:
  struct Charge {
    const Segment* segment;
    std::size_t occurrence;
    Transaction transaction;
  };

  void ReadCharge(const Segment& segment, std::size_t occurrence);
  Transaction ReadTransaction(const Segment& segment, std::size_t occurrence);
  void ReadDays(const Segment& segment, std::size_t occurrence);
  std::string ReadNumber(const Charge& charge);
  std::optional<Money> ReadAmount(const Charge& charge);
  std::optional<Money> Signed(const Charge& charge, const Place& place);
  Place At(std::size_t occurrence, std::size_t field) const;

  Fields& fields_;
  const Mapping& mapping_;
  const bool invoice_;
  const Version version_;
  const std::string segment_name_;
  std::vector<Charge> charges_;
  std::vector<Line> lines_;
  std::optional<Day> first_service_;
  std::optional<Day> last_service_;
  std::optional<Day> last_posting_;
};

// Over number and amount of each line, whatever their order; `sign` -1: of the lines that these
// would take back.
Hash32 LinesHash(const std::vector<Line>& lines, int sign);

}  // namespace yizhan::hl7
