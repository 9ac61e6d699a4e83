#include "tools/sample/incidents.h"

#include <iterator>

namespace yizhan::sample {

void PlainBill(Traffic& traffic, std::size_t slot) {
  traffic.Add(slot, SettleMessage(traffic.NewBill(slot)));
}

namespace {

Message Expecting(Message message, const char* expect) {
  message.expect = expect;
  return message;
}

// The desk got no answer in time and sent the same message again.
void DoubleSubmission(Traffic& traffic, std::size_t slot) {
  const Message message = SettleMessage(traffic.NewBill(slot));
  traffic.Add(slot, message);
  traffic.Add(slot + 1, Expecting(message, "REPLAYED"));
}

// A double click: the same message twice at the same moment.
void DoubleClick(Traffic& traffic, std::size_t slot) {
  Message message = Expecting(SettleMessage(traffic.NewBill(slot)), "OK|REPLAYED");
  message.at = traffic.NewStep();
  traffic.Add(slot, message);
  traffic.Add(slot, message);
}

// One person, two bills, two terminals at the same moment; every other pair in two hospitals.
void TwoTerminals(Traffic& traffic, std::size_t slot) {
  const Person& person = traffic.EntitledPerson();
  const std::int64_t step = traffic.NewStep();
  const Hospital& first = traffic.AnyLiveHospital();
  const Hospital& second = step % 2 == 0 ? first : traffic.AnyLiveHospital();
  for (const Hospital* hospital : {&first, &second}) {
    Message message = SettleMessage(traffic.NewBillOf(person, Inpatient(), *hospital, slot));
    message.at = step;
    traffic.Add(slot, message);
  }
}

// The same bill from two terminals at the same moment, under two message ids: one wins.
void SameBillTwice(Traffic& traffic, std::size_t slot) {
  InventedBill bill = traffic.NewBill(slot);
  const std::int64_t step = traffic.NewStep();
  for (int terminal = 0; terminal < 2; ++terminal) {
    bill.message_id = traffic.NewMessageId(*bill.hospital, slot);
    Message message = Expecting(SettleMessage(bill), "OK|BILL_ALREADY_SETTLED");
    message.at = step;
    traffic.Add(slot, message);
  }
}

// A second message for a bill that is live.
void SecondMessage(Traffic& traffic, std::size_t slot) {
  InventedBill bill = traffic.NewBill(slot);
  traffic.Add(slot, SettleMessage(bill));
  const std::size_t later = traffic.Later(slot);
  bill.message_id = traffic.NewMessageId(*bill.hospital, later);
  traffic.Add(later, Expecting(SettleMessage(bill), "BILL_ALREADY_SETTLED"));
}

// The message id of one bill on another.
void IdReused(Traffic& traffic, std::size_t slot) {
  const InventedBill bill = traffic.NewBill(slot);
  traffic.Add(slot, SettleMessage(bill));
  const std::size_t later = traffic.Later(slot);
  InventedBill other =
      traffic.NewBillOf(traffic.AnyPerson(), PickCare(traffic.dice()), *bill.hospital, later);
  other.message_id = bill.message_id;
  traffic.Add(later, Expecting(SettleMessage(other), "MESSAGE_ID_OTHER_CONTENT"));
}

// Settled, then taken back. Returns the slot and the bill for what follows.
InventedBill SettleAndReverse(Traffic& traffic, std::size_t slot, std::size_t later) {
  const InventedBill bill = traffic.NewBill(slot);
  traffic.Add(slot, SettleMessage(bill));
  const std::string id = traffic.NewMessageId(*bill.hospital, later);
  traffic.Add(later, ReverseMessage(*bill.hospital, id, bill.message_id));
  return bill;
}

void Reversal(Traffic& traffic, std::size_t slot) {
  SettleAndReverse(traffic, slot, traffic.Later(slot));
}

// Taken back, then settled again under a new message id: the bill's own number is free again.
void ReversalThenAgain(Traffic& traffic, std::size_t slot) {
  const std::size_t later = traffic.Later(slot);
  InventedBill bill = SettleAndReverse(traffic, slot, later);
  bill.message_id = traffic.NewMessageId(*bill.hospital, later + 1);
  traffic.Add(later + 1, SettleMessage(bill));
}

// The reversal itself was sent twice: once as a copy, once as a new request.
void ReversalTwice(Traffic& traffic, std::size_t slot) {
  const InventedBill bill = traffic.NewBill(slot);
  traffic.Add(slot, SettleMessage(bill));
  const std::size_t later = traffic.Later(slot);
  const Hospital& hospital = *bill.hospital;
  const std::string id = traffic.NewMessageId(hospital, later);
  const Message reversal = ReverseMessage(hospital, id, bill.message_id);
  traffic.Add(later, reversal);
  traffic.Add(later + 1, Expecting(reversal, "REPLAYED"));
  const std::string other = traffic.NewMessageId(hospital, later + 2);
  traffic.Add(later + 2,
              Expecting(ReverseMessage(hospital, other, bill.message_id), "ALREADY_REVERSED"));
}

// The reversal overtakes its bill: the bill that comes later must not settle.
void ReversalFirst(Traffic& traffic, std::size_t slot) {
  const InventedBill bill = traffic.NewBill(slot);
  const std::string id = traffic.NewMessageId(*bill.hospital, slot);
  traffic.Add(slot, Expecting(ReverseMessage(*bill.hospital, id, bill.message_id), "TOMBSTONE"));
  traffic.Add(traffic.Later(slot), Expecting(SettleMessage(bill), "MESSAGE_TOMBSTONED"));
}

// Part of the medicine comes back: the smaller bill replaces the first in one step.
void PartialRefund(Traffic& traffic, std::size_t slot) {
  const InventedBill bill = traffic.NewBill(slot);
  traffic.Add(slot, SettleMessage(bill));
  const std::size_t later = traffic.Later(slot);
  InventedBill smaller = Scaled(bill, traffic.dice().Between(40, 90));
  smaller.message_id = traffic.NewMessageId(*bill.hospital, later);
  smaller.bill_no = traffic.NewBillNo(*bill.hospital);
  Message replacement = SettleMessage(smaller);
  replacement.replace = bill.message_id;
  traffic.Add(later, replacement);
}

// Not in the register: the patient pays as usual.
void UnknownPerson(Traffic& traffic, std::size_t slot) {
  const auto serial = static_cast<std::size_t>(traffic.dice().Between(0, 999));
  const Person stranger = InventStranger(serial, traffic.dice());
  const InventedBill bill =
      traffic.NewBillOf(stranger, PickCare(traffic.dice()), traffic.AnyLiveHospital(), slot);
  traffic.Add(slot, Expecting(SettleMessage(bill), "PERSON_UNKNOWN"));
}

void BillAt(Traffic& traffic, std::size_t slot, Standpoint standpoint, const char* expect) {
  for (const Hospital& hospital : Hospitals()) {
    if (hospital.standpoint != standpoint) continue;
    const InventedBill bill =
        traffic.NewBillOf(traffic.AnyPerson(), PickCare(traffic.dice()), hospital, slot);
    traffic.Add(slot, Expecting(SettleMessage(bill), expect));
  }
}

void NotYetLive(Traffic& traffic, std::size_t slot) {
  BillAt(traffic, slot, Standpoint::kNotYetLive, "INSTITUTION_NOT_LIVE");
}
void Suspended(Traffic& traffic, std::size_t slot) {
  BillAt(traffic, slot, Standpoint::kSuspended, "INSTITUTION_SUSPENDED");
}
void UnknownHospital(Traffic& traffic, std::size_t slot) {
  BillAt(traffic, slot, Standpoint::kUnknown, "INSTITUTION_UNKNOWN");
}

}  // namespace

const Incident kIncidents[] = {
    {"double submission", 60, DoubleSubmission},
    {"double click", 20, DoubleClick},
    {"two terminals, one person", 40, TwoTerminals},
    {"two terminals, one bill", 10, SameBillTwice},
    {"second message for a live bill", 6, SecondMessage},
    {"message id reused", 6, IdReused},
    {"reversal", 50, Reversal},
    {"reversal, then settled again", 10, ReversalThenAgain},
    {"reversal twice", 6, ReversalTwice},
    {"reversal before its bill", 12, ReversalFirst},
    {"partial refund", 12, PartialRefund},
    {"unknown person", 150, UnknownPerson},
    {"hospital not yet live", 10, NotYetLive},
    {"hospital suspended", 10, Suspended},
    {"hospital unknown", 5, UnknownHospital},
};
const std::size_t kIncidentKinds = std::size(kIncidents);

}  // namespace yizhan::sample
