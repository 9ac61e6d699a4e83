#include "tests/settlement/warning_scene.h"

#include "absl/strings/escaping.h"
#include "google/protobuf/text_format.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan::test {
namespace {

using google::protobuf::TextFormat;

std::string HolderText(const v1::Crossing& crossing) {
  std::string text = "f";
  if (!crossing.visit_no().empty()) {
    text = "v";
  } else if (crossing.household_no() != 0) {
    text = "h";
  } else if (crossing.person_no() != 0) {
    text = "p";
  }
  return crossing.year() == 0 ? text : text + std::to_string(crossing.year());
}

}  // namespace

std::uint64_t WarningScene::Person(const std::string& card, const std::string& more) {
  v1::ImportPerson person = MakePerson(card, {});
  EXPECT_TRUE(TextFormat::MergeFromString(more, &person)) << more;
  return desk_->Import(person);
}

v1::Bill WarningScene::Bill(const std::string& id, Parts parts, const std::string& more) {
  v1::Bill bill = MakeBill(id);
  bill.set_bill_no("B-" + id);
  bill.set_visit_no("V");
  SetParts(bill, parts.in_scope, parts.pre_self_pay, parts.over_limit, parts.out_of_scope);
  EXPECT_TRUE(TextFormat::MergeFromString(more, &bill)) << more;
  return bill;
}

void WarningScene::Note(std::uint64_t number, const std::string& name) {
  const v1::Entry entry = desk_->EntryAt(number);
  const auto& crossings =
      entry.has_settled() ? entry.settled().crossings() : entry.contra().crossings();
  const auto pack = desk_->packs().Active(*desk_->store().OpenView()).value();
  for (const v1::Crossing& crossing : crossings) {
    diary_ += name + (crossing.up() ? "+" : "-") + pack->thresholds[crossing.threshold()].id + ":" +
              HolderText(crossing) + " ";
  }
}

std::string WarningScene::Open() const {
  std::string open;
  for (const std::string& row : desk_->Rows(Table::kAlert)) {
    v1::AlertRow alert;
    EXPECT_TRUE(alert.ParseFromString(absl::HexStringToBytes(row.substr(row.find('=') + 1))));
    open += alert.threshold_id() + " ";
  }
  return open;
}

}  // namespace yizhan::test
