// Office: the ledger of the second evaluator: everything it has heard and every number it keeps.
//
// Units:   fen.
// Threads: one at a time.
// Law:     adjudication.md section 8, R31, R33, R40 to R54; D4 to D10.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/property/second/evaluate.h"
#include "tests/property/second/form.h"

namespace yizhan::second {

enum class Kind { kSettlement, kOutside, kApplication, kContra, kAdjustment };

struct Entry {
  Kind kind = Kind::kSettlement;
  bool live = true;
  Handle place = 0;      // Where a refold replays it: a replacement where its original stood.
  Case which = {};       // Settlement: as last decided. Others: person, dates and year.
  Outcome outcome = {};  // Without steps; as last decided.
  Fen cash_fen = 0;      // As told when it was posted.
  Fen account_fen = 0;
  std::map<std::string, Fen> paid = {};  // Of each chosen program, with all adjustments (R51).
  Numbers deltas = {};                   // With all adjustments (R44).
  Numbers funds_seen = {};               // R51
  std::string natural_key = {};
  std::string program = {};          // Application.
  std::vector<Handle> counted = {};  // Settlements an application summed up (D7).
  Handle adjusted_by = 0;            // The newest adjustment.
};

// Somebody should look at a year again (R44, D7).
struct OpenLead {
  std::set<std::uint64_t> people = {};
  int year = 0;
  bool open = true;
};

// A message id that is bound for ever: to an entry, or as a tombstone to none.
using MessageKey = std::pair<std::string, std::string>;

struct Office {
  Rulebook book = {};
  bool has_pack = false;
  std::string pack_text = {};  // Tells one pack from another.
  std::map<std::uint64_t, Person> people = {};
  std::vector<Entry> entries = {};  // Handle - 1.
  Numbers numbers = {};
  std::map<std::string, Handle> natural_keys = {};  // Of live settlements.
  std::map<MessageKey, Handle> messages = {};       // 0: tombstone.
  std::map<Key, std::set<Handle>> live_on = {};     // Live entries of each account.
  std::set<Handle> live_applications = {};
  std::vector<OpenLead> leads = {};
  std::map<std::string, std::set<std::uint64_t>> members = {};  // Of a household, ever.

  Entry& At(Handle handle) { return entries[handle - 1]; }
  const Entry& At(Handle handle) const { return entries[handle - 1]; }
  bool Has(Handle handle) const { return handle >= 1 && handle <= entries.size(); }
  const Person* Find(std::uint64_t person_no) const;
};

// Whose entry is part of a step, and what it moves. He says what a household he moves a number of
// lives on (D8).
struct Teller {
  std::uint64_t person_no = 0;
  Numbers moves = {};
};

// One step being made: nothing of it is in the office before Commit.
struct Draft {
  explicit Draft(const Office& office) : view(&office.numbers) {}
  View view;
  Handle dies = 0;                  // Reversed or replaced.
  std::vector<Entry> born = {};     // At most one.
  std::string message_sender = {};  // Bound to what is born.
  std::string message_id = {};
  OpenLead lead = {};  // Opened when the reply has leads.
  Reply reply = {};
};

// office.cc
// Every fund the numbers know, with its balance in the view (R51).
Numbers FundsIn(const Numbers& numbers, const View& view);
Reply Refused(Refusal refusal, const std::string& words);

// settle.cc
// Checks of R31 after the message key, then evaluation. The dying entry's key counts as free.
bool DraftSettlement(const Office& office, const BillInput& input, Draft* draft);
// What each chosen program pays.
std::map<std::string, Fen> PaidOf(const Outcome& outcome);
// reverse.cc
bool DraftReversal(const Office& office, Handle original, Draft* draft);
// Fills crossings and handle, and makes it so.
Reply Commit(const std::string& posting_date, const std::vector<Teller>& tellers, Draft* draft,
             Office* office);
Fault MessageFault(const Office& office, const BillInput& input);

// application.cc, outside.cc
Reply PostOutside(const OutsideAid& aid, Office* office);
Reply PostApplication(const Application& application, Office* office);

// refold.cc, adjust.cc
// The bill with the person and household the register has now.
Case AsOfNow(const Office& office, const Entry& entry);
Proposal MakeProposal(const Office& office, std::uint64_t person_no, int year);
// Closes the proposal's leads, too. `person_no`, `year`: what was asked for.
Reply PostAdjustment(const Proposal& proposal, std::uint64_t person_no, int year,
                     const std::string& posting_date, Office* office);

// crossings.cc
// Thresholds that the whole step passes (R52 to R54, D8 to D10).
std::vector<Crossing> CrossingsOf(const Office& office, const View& view,
                                  const std::string& posting_date,
                                  const std::vector<Teller>& tellers);

// reverse.cc
// R44 and D7 for an entry that is reversed or replaced; D7 only for one that is adjusted.
std::vector<Lead> LeadsOf(const Office& office, Handle changed, bool adjusted);

}  // namespace yizhan::second
