#include "tests/property/shrink.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "google/protobuf/message.h"

namespace yizhan::property {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

class Shrinker {
 public:
  Shrinker(World world, const std::function<bool(const World&)>& differs, int tries_max)
      : world_(std::move(world)), differs_(differs), tries_left_(tries_max) {}

  World Run() {
    Operations();
    // What one cut makes needless the next round finds.
    while (CutInside(world_) && tries_left_ > 0) Operations();
    return std::move(world_);
  }

 private:
  bool StillDiffers() { return tries_left_-- > 0 && differs_(world_); }

  // Halves, quarters, ... of the operations, as long as what is left still shows it.
  void Operations() {
    for (int piece = world_.operations_size() / 2; piece >= 1; piece /= 2) {
      for (int from = 0; from < world_.operations_size() && tries_left_ > 0;) {
        const World before = world_;
        const int count = std::min(piece, world_.operations_size() - from);
        world_.mutable_operations()->DeleteSubrange(from, count);
        if (StillDiffers()) continue;
        world_ = before;
        from += piece;
      }
    }
  }

  // Every part of every message, from the end: gone, if the difference stays.
  bool CutInside(Message& message) {
    bool cut = false;
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (tries_left_ <= 0) break;
      cut = (field->is_repeated() ? CutItems(message, field) : CutField(message, field)) || cut;
    }
    return cut;
  }

  bool CutField(Message& message, const FieldDescriptor* field) {
    if (field->name() == "seed" || field->name() == "shows") return false;
    const std::unique_ptr<Message> before(message.New());
    before->CopyFrom(message);
    message.GetReflection()->ClearField(&message, field);
    if (StillDiffers()) return true;
    message.CopyFrom(*before);
    if (field->message_type() == nullptr) return false;
    return CutInside(*message.GetReflection()->MutableMessage(&message, field));
  }

  bool CutItems(Message& message, const FieldDescriptor* field) {
    const Reflection& reflection = *message.GetReflection();
    bool cut = false;
    for (int i = reflection.FieldSize(message, field) - 1; i >= 0 && tries_left_ > 0; --i) {
      const std::unique_ptr<Message> before(message.New());
      before->CopyFrom(message);
      for (int at = i; at + 1 < reflection.FieldSize(message, field); ++at) {
        reflection.SwapElements(&message, field, at, at + 1);
      }
      reflection.RemoveLast(&message, field);
      if (StillDiffers()) {
        cut = true;
        continue;
      }
      message.CopyFrom(*before);
      if (field->message_type() == nullptr) continue;
      cut = CutInside(*reflection.MutableRepeatedMessage(&message, field, i)) || cut;
    }
    return cut;
  }

  World world_;
  const std::function<bool(const World&)>& differs_;
  int tries_left_;
};

}  // namespace

World Shrunk(World world, const std::function<bool(const World&)>& differs, int tries_max) {
  return Shrinker(std::move(world), differs, tries_max).Run();
}

}  // namespace yizhan::property
