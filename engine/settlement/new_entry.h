// NewEntry: the head every entry of a caller has: when, whose keys, and who exactly.
//
// Threads:  pure.
#pragma once

#include "engine/settlement/caller.h"
#include "engine/settlement/situation.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

inline v1::Entry NewEntry(const Caller& caller, const Situation& situation) {
  v1::Entry entry;
  entry.set_posted_ms(situation.posted_ms);
  entry.set_sender(caller.sender);
  entry.set_actor(caller.actor);
  return entry;
}

}  // namespace yizhan
