#include "engine/report/pack_shelf.h"

#include "engine/policy/load_pack.h"

namespace yizhan {
namespace {

absl::Status Unusable(std::uint64_t number, const std::string& what) {
  return absl::DataLossError("entry " + std::to_string(number) + ": " + what);
}

}  // namespace

absl::StatusOr<Money> BoundedAmount(std::uint64_t number, std::int64_t amount_fen) {
  const Money amount = Money::FromFen(amount_fen);
  if (amount <= kAmountMax && amount >= -kAmountMax) return amount;
  return Unusable(number, "an amount is beyond the bound (R1)");
}

absl::Status PackShelf::Read(const v1::Entry& entry) {
  if (!entry.has_pack_activated()) return absl::OkStatus();
  const auto& files = entry.pack_activated().files();
  const LoadedPack loaded = LoadPack(std::vector<v1::PackFile>(files.begin(), files.end()));
  if (!loaded.ok()) return Unusable(entry.number(), "its pack no longer loads");
  by_hash_.emplace(Bytes(loaded.compiled->hash), loaded.compiled);
  return absl::OkStatus();
}

absl::StatusOr<const CompiledPack*> PackShelf::Find(std::uint64_t number,
                                                    const std::string& hash) const {
  const auto found = by_hash_.find(hash);
  if (found == by_hash_.end()) return Unusable(number, "its pack was never activated");
  return found->second.get();
}

absl::StatusOr<std::vector<AidPart>> PackShelf::PartsOn(v1::PostingAccount account,
                                                        std::uint64_t number,
                                                        const std::string& pack_hash,
                                                        const Postings& postings) const {
  const absl::StatusOr<const CompiledPack*> pack = Find(number, pack_hash);
  if (!pack.ok()) return pack.status();
  std::vector<AidPart> parts;
  for (const v1::Posting& posting : postings) {
    if (posting.account() != account) continue;
    if (posting.program() >= (*pack)->programs.size()) {
      return Unusable(number, "it pays by a program that its pack does not have");
    }
    const absl::StatusOr<Money> amount = BoundedAmount(number, posting.amount_fen());
    if (!amount.ok()) return amount.status();
    parts.push_back(
        {.pack = *pack, .program = &(*pack)->programs[posting.program()], .amount = *amount});
  }
  return parts;
}

}  // namespace yizhan
