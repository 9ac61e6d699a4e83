#include "engine/policy/place.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/utf8.h"

namespace yizhan {

Place Place::Field(const std::string& name) const {
  const auto* field = message_->FindFieldByName(name);
  YIZHAN_CHECK(field != nullptr && !field->is_repeated());
  return Inner(field, -1, path_.empty() ? name : absl::StrCat(path_, ".", name));
}

Place Place::Item(const std::string& name, int index, const std::string& label) const {
  const auto* field = message_->FindFieldByName(name);
  YIZHAN_CHECK(field != nullptr && field->is_repeated());
  const std::string key = label.empty() || !IsUtf8(label) ? absl::StrCat(index) : label;
  return Inner(field, index, absl::StrCat(path_, path_.empty() ? "" : ".", name, "[", key, "]"));
}

bool Place::Written(const std::string& name) const {
  const auto* field = message_->FindFieldByName(name);
  YIZHAN_CHECK(field != nullptr && !field->is_repeated());
  return tree_ != nullptr && tree_->GetLocation(field, -1).line >= 0;
}

Place Place::Inner(const google::protobuf::FieldDescriptor* field, int index,
                   std::string path) const {
  Place inner = *this;
  inner.path_ = std::move(path);
  inner.message_ = field->message_type();
  inner.tree_ = nullptr;
  if (tree_ == nullptr) return inner;
  int line = tree_->GetLocation(field, index).line;
  // A list written as [A, B] has one location, that of its first entry.
  if (line < 0 && index > 0) line = tree_->GetLocation(field, 0).line;
  if (line >= 0) inner.line_ = static_cast<std::uint32_t>(line) + 1;
  if (field->message_type() != nullptr) inner.tree_ = tree_->GetTreeForNested(field, index);
  return inner;
}

}  // namespace yizhan
