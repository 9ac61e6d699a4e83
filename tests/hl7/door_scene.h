// DoorScene: an HL7 door on the memory intake, with one person of the register; its clock stands
// still.
//
// Units:    fen.
// Threads:  one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "adapters/hl7/hl7_door.h"
#include "tests/hl7/good_message.h"
#include "tests/support/memory_intake.h"

namespace yizhan::hl7 {

struct DoorScene {
  explicit DoorScene(const v1::Hl7Mapping& mapping = GoodMapping()) {
    person_no = desk->Import(kCard, {"dibao"});
    door = Hl7Door::Create("H1", mapping, intake, desk->clock()).value();
  }

  // All that is answered, in order; the network takes it.
  std::vector<std::string> Send(const std::string& raw) {
    const mllp::MllpAccepted accepted = door->Accept("peer", raw);
    std::vector<std::string> answers = accepted.at_once;
    if (!accepted.stored || !accepted.work) return answers;
    const mllp::MllpReply reply = accepted.work();
    answers.insert(answers.end(), reply.messages.begin(), reply.messages.end());
    if (reply.delivered) reply.delivered();
    return answers;
  }
  // The one answer.
  std::string Ask(const std::string& raw) {
    const std::vector<std::string> answers = Send(raw);
    YIZHAN_CHECK(answers.size() == 1);
    return answers[0];
  }
  // "AA", "AE 101 FIELD_MISSING", ...
  std::string Said(const std::string& raw) { return Short(Ask(raw)); }

  // An answer in a set that is not ours is in ASCII, and echoes the set's name.
  static std::string Readable(const std::string& answer) {
    const auto header = ReadHeader(answer, Charset::kUtf8);
    return header.ok() && !header->charset_known ? Edited(answer, {{"MSH-18", ""}}) : answer;
  }
  static std::string At(const std::string& answer, const std::string& place) {
    const auto message = ReadMessage(Readable(answer), Charset::kUtf8);
    return message.ok() ? message->Text(ParsePlace(place).value()) : "unreadable";
  }
  static std::string Short(const std::string& answer) {
    std::string said = At(answer, "MSA-1");
    if (!At(answer, "ERR-3").empty()) said += " " + At(answer, "ERR-3") + " " + At(answer, "ERR-5");
    return said;
  }

  std::uint64_t person_no = 0;
  std::unique_ptr<test::Desk> desk = test::Desk::Ready();
  test::MemoryIntake intake{*desk};
  std::unique_ptr<Hl7Door> door;
};

}  // namespace yizhan::hl7
