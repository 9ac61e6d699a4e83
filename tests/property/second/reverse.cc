#include "tests/property/second/office.h"

namespace yizhan::second {
namespace {

// R44: is there a later live entry on one of its accounts?
bool HasLater(const Office& office, Handle handle) {
  for (const auto& [key, delta] : office.At(handle).deltas) {
    const auto live = office.live_on.find(key);
    if (live != office.live_on.end() && *live->second.rbegin() > handle) return true;
  }
  return false;
}

}  // namespace

std::vector<Lead> LeadsOf(const Office& office, Handle changed, bool adjusted) {
  std::vector<Lead> leads;
  if (!adjusted && HasLater(office, changed)) leads.push_back({LeadKind::kLaterBills, changed, 0});
  for (const Handle application : office.live_applications) {
    for (const Handle counted : office.At(application).counted) {
      if (counted == changed) leads.push_back({LeadKind::kApplication, changed, application});
    }
  }
  return leads;
}

bool DraftReversal(const Office& office, Handle original, Draft* draft) {
  if (!office.Has(original)) {
    draft->reply = Refused(Refusal::kUnknownEntry, "no such entry");
    return false;
  }
  const Entry& entry = office.At(original);
  if (entry.kind == Kind::kContra || entry.kind == Kind::kAdjustment) {
    draft->reply = Refused(Refusal::kNotReversible, "a contra or an adjustment");
    return false;
  }
  if (!entry.live) {
    draft->reply = Refused(Refusal::kAlreadyReversed, "already reversed");
    return false;
  }
  draft->view.SubtractAll(entry.deltas);
  draft->dies = original;
  draft->reply.cash_fen -= entry.cash_fen;
  draft->reply.account_fen -= entry.account_fen;
  draft->reply.leads = LeadsOf(office, original, false);
  draft->lead = {{entry.which.person.number}, entry.which.year};
  return true;
}

}  // namespace yizhan::second
