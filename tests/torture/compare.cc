#include "tests/torture/compare.h"

#include <cstdlib>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "engine/base/digest.h"
#include "engine/books/verify.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/rocks_store.h"
#include "tests/torture/insist.h"

namespace yizhan::torture {
namespace {

// "c12-345" -> the belief of client 12; nullptr for what no client sent.
Belief* BeliefOf(const std::string& id, const Books& books) {
  const std::size_t dash = id.find('-');
  if (id.empty() || id[0] != 'c' || dash == std::string::npos) return nullptr;
  const std::size_t client = std::strtoull(id.c_str() + 1, nullptr, 10);
  if (client >= books.size()) return nullptr;
  const auto found = books[client]->beliefs.find(id);
  return found == books[client]->beliefs.end() ? nullptr : &found->second;
}

// Reads the log once, entry by entry.
class LogReader {
 public:
  LogReader(const Books& books, Tally& tally) : books_(books), tally_(tally) {}

  void Take(std::string_view stored) {
    const absl::StatusOr<v1::Entry> entry = DecodeLeaf(stored);
    if (!entry.ok()) return tally_.Fail("an entry does not decode");
    if (entry->has_settled()) return TakeSettled(*entry, stored);
    if (entry->has_contra()) return TakeContra(*entry);
    if (entry->has_tombstone()) TakeEnd(entry->tombstone().message_id(), entry->number());
  }

  // What was acknowledged and not met.
  void ExpectAllMet() const {
    for (const auto& book : books_) {
      for (const auto& [id, belief] : book->beliefs) {
        if (belief.settled == Is::kYes && !settled_.contains(id)) {
          tally_.Fail(id + ": acknowledged as " + std::to_string(belief.number) + " and lost");
        }
        if (belief.ended == Is::kYes && !ended_.contains(id)) {
          tally_.Fail(id + ": acknowledged as taken back, and its contra is lost");
        }
      }
    }
  }

 private:
  Belief* Known(const std::string& id) {
    Belief* belief = BeliefOf(id, books_);
    if (belief == nullptr) tally_.Fail(id + ": in the ledger, and nobody sent it");
    return belief;
  }

  void TakeSettled(const v1::Entry& entry, std::string_view stored) {
    const v1::Settled& settled = entry.settled();
    const std::string& id = settled.bill().message_id();
    const Belief* belief = Known(id);
    if (belief == nullptr) return;
    if (!settled_.emplace(id, entry.number()).second) tally_.Fail(id + ": settled twice");
    if (belief->settled == Is::kNo) tally_.Fail(id + ": in the ledger, and it was said not to be");
    if (entry.number() <= belief->after) tally_.Fail(id + ": settled before it was sent");
    const bool acknowledged = belief->settled == Is::kYes;
    if (acknowledged && entry.number() != belief->number) tally_.Fail(id + ": has another number");
    if (acknowledged && Bytes(LeafHash(stored)) != belief->leaf_hash) {
      tally_.Fail(id + ": is another entry than was acknowledged");
    }
    Follow(settled.facts().person_no(), settled.previous_of_person(), entry.number());
    if (belief->replaces.empty() != (settled.replaces() == 0)) {
      tally_.Fail(id + ": replaces, or replaces not");
    }
    if (settled.replaces() != 0 && replaced_by_[belief->replaces] != entry.number()) {
      tally_.Fail(id + ": its contra is missing");
    }
  }

  void TakeContra(const v1::Entry& entry) {
    const v1::Contra& contra = entry.contra();
    const std::string& id = contra.original_message_id();
    if (contra.replaced_by() != 0) replaced_by_[id] = contra.replaced_by();
    Follow(contra.person_no(), contra.previous_of_person(), entry.number());
    TakeEnd(id, entry.number());
  }

  void TakeEnd(const std::string& id, std::uint64_t number) {
    const Belief* belief = Known(id);
    if (belief == nullptr) return;
    if (!ended_.emplace(id).second) tally_.Fail(id + ": taken back twice");
    if (belief->ended == Is::kNo) tally_.Fail(id + ": taken back, and nobody was told so");
    if (belief->ended == Is::kYes && number != belief->ended_by) {
      tally_.Fail(id + ": taken back by another entry");
    }
  }

  void Follow(std::uint64_t person_no, std::uint64_t previous, std::uint64_t number) {
    std::uint64_t& newest = newest_of_[person_no];
    if (previous != newest) {
      tally_.Fail("entry " + std::to_string(number) + ": follows " + std::to_string(previous) +
                  ", the person's newest is " + std::to_string(newest));
    }
    newest = number;
  }

  const Books& books_;
  Tally& tally_;
  std::unordered_map<std::string, std::uint64_t> settled_;
  std::unordered_set<std::string> ended_;
  std::unordered_map<std::string, std::uint64_t> replaced_by_;
  std::unordered_map<std::uint64_t, std::uint64_t> newest_of_;  // By person.
};

// What is certainly live of a person stays within the caps.
void ExpectCapsHold(const Books& books, Tally& tally) {
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> paid_fen;
  for (const auto& book : books) {
    for (const auto& [id, belief] : book->beliefs) {
      if (belief.settled != Is::kYes || belief.ended != Is::kNo) continue;
      paid_fen[belief.card].first += belief.municipal_fen;
      paid_fen[belief.card].second += belief.district_fen;
    }
  }
  for (const auto& [card, fen] : paid_fen) {
    if (fen.first > kMunicipalCapFen || fen.second > kDistrictCapFen) {
      tally.Fail(card + ": paid " + std::to_string(fen.first) + " and " +
                 std::to_string(fen.second) + " fen, above a cap");
    }
  }
}

void Verify(const LedgerStore& store, Tally& tally) {
  const auto report = VerifyLedger(store, [](std::uint64_t, std::uint64_t) {});
  if (!report.ok()) return tally.Fail("verify: " + report.status().ToString());
  for (const std::string& difference : report->differences) tally.Fail("verify: " + difference);
}

v1::PresentState StateOf(const Belief& belief, bool replaced) {
  if (belief.settled == Is::kNo) {
    return belief.ended == Is::kYes ? v1::TOMBSTONED : v1::NOT_POSTED;
  }
  if (belief.ended == Is::kNo) return v1::SETTLED;
  return replaced ? v1::REPLACED : v1::REVERSED;
}

}  // namespace

std::string ClientName(std::size_t client) { return "c" + std::to_string(client); }

void CompareLedger(const std::string& data_dir, const Books& books, Tally& tally) {
  const auto store = RocksStore::OpenReadOnly(data_dir);
  if (!store.ok()) return tally.Fail("the ledger does not open: " + store.status().ToString());
  Verify(**store, tally);
  std::vector<std::unique_lock<std::mutex>> locks;
  for (const auto& book : books) locks.emplace_back(book->mutex);
  LogReader reader(books, tally);
  const absl::Status read =
      (*store)->Read(0, (*store)->Durable().size, [&](std::uint64_t, std::string_view stored) {
        reader.Take(stored);
        return true;
      });
  if (!read.ok()) tally.Fail("the ledger cannot be read: " + read.ToString());
  reader.ExpectAllMet();
  ExpectCapsHold(books, tally);
  tally.Add(Met::kCompared);
}

void AskForAll(const testing::World& world, const Books& books, std::size_t at_most, Tally& tally) {
  Client client = world.process().NewClient("anting/desk-1");
  for (const auto& book : books) {
    const std::lock_guard lock(book->mutex);
    std::set<std::string> replaced;
    for (const auto& [id, belief] : book->beliefs) {
      if (belief.settled == Is::kYes && !belief.replaces.empty()) replaced.insert(belief.replaces);
    }
    std::size_t left = at_most;
    for (const auto& [id, belief] : book->beliefs) {
      if (left-- == 0) break;
      if (belief.settled == Is::kMaybe || belief.ended == Is::kMaybe) {
        tally.Fail(id + ": never resolved");
        continue;
      }
      v1::GetRequest question;
      question.set_message_id(id);
      const auto reply = Insist([&] { return client.Get(question); });
      tally.Add(Met::kAsked);
      if (!reply.ok()) {
        tally.Fail(id + ": asked at the end: " + reply.status().ToString());
      } else if (reply->state() != StateOf(belief, replaced.contains(id))) {
        tally.Fail(id + ": is " + v1::PresentState_Name(reply->state()) + " at the end");
      } else if (belief.settled == Is::kYes && reply->result().leaf_hash() != belief.leaf_hash) {
        tally.Fail(id + ": has another entry at the end");
      }
    }
  }
}

}  // namespace yizhan::torture
