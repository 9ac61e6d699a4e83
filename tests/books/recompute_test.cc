// Recompute: every stored figure of a settlement is bound to the others (promise P5).

#include "engine/books/recompute.h"

#include <functional>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// A change of one figure, and where it is.
struct Change {
  std::string path;
  std::function<void(v1::Entry&)> make;
};
using Locate = std::function<Message*(v1::Entry&)>;

bool IsBookKeeping(const FieldDescriptor& field) {
  return field.name() == "newest" || field.name() == "newest_before";
}

void Bump(Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, reflection.GetInt64(message, &field) + 1);
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(&message, &field, reflection.GetUInt32(message, &field) + 1);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, !reflection.GetBool(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(&message, &field,
                                     reflection.GetEnumValue(message, &field) + 1);
    default:
      FAIL() << field.full_name() << " is no figure";
  }
}

// One change per figure of the message, set or not, and of every message inside.
void CollectChanges(const Message& message, const std::string& path, const Locate& locate,
                    std::vector<Change>& changes) {
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    const std::string at = path + "." + field->name();
    if (IsBookKeeping(*field)) continue;
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      changes.push_back({at, [locate, field](v1::Entry& entry) { Bump(*locate(entry), *field); }});
      continue;
    }
    if (!field->is_repeated()) {
      if (!reflection.HasField(message, field)) continue;
      const Locate inside = [locate, field](v1::Entry& entry) {
        Message* outer = locate(entry);
        return outer->GetReflection()->MutableMessage(outer, field);
      };
      CollectChanges(reflection.GetMessage(message, field), at, inside, changes);
      continue;
    }
    for (int j = 0; j < reflection.FieldSize(message, field); ++j) {
      const Locate inside = [locate, field, j](v1::Entry& entry) {
        Message* outer = locate(entry);
        return outer->GetReflection()->MutableRepeatedMessage(outer, field, j);
      };
      CollectChanges(reflection.GetRepeatedMessage(message, field, j),
                     at + "[" + std::to_string(j) + "]", inside, changes);
    }
  }
}

// One change per row of a list: the row is gone, or stands there twice.
template <typename List>
void CollectRowChanges(const std::string& name, int rows, List list, std::vector<Change>& changes) {
  for (int i = 0; i < rows; ++i) {
    const std::string at = name + "[" + std::to_string(i) + "]";
    changes.push_back(
        {at + " gone", [list, i](v1::Entry& entry) { list(entry)->DeleteSubrange(i, 1); }});
    changes.push_back({at + " twice", [list, i](v1::Entry& entry) {
                         auto* rows_of = list(entry);
                         const auto copy = rows_of->Get(i);
                         *rows_of->Add() = copy;
                       }});
  }
}

class RecomputeTest : public testing::Test {
 protected:
  RecomputeTest() {
    desk_->OpenFund("fund");
    desk_->Grant("fund", 7'000);
    const std::uint64_t person_no = desk_->Import("310", {"dibao", "family", "visitor", "once"});
    v1::Bill bill = MakeBill("before");
    SetParts(bill, 90'000, 20'000, 5'000, 1'000);
    desk_->Post(bill, person_no);
    bill = MakeBill("m");
    SetParts(bill, 190'000, 44'444, 55'555, 6'666);  // Cut by a cap and by the fund.
    bill.set_account_pay_fen(1'000);
    entry_ = desk_->EntryAt(desk_->Post(bill, person_no).number());
  }
  absl::Status Check(const v1::Entry& entry) {
    return Recompute(entry, *desk_->store().OpenView(), desk_->packs());
  }

  // No amount rests on what a metric held before, or on all grants of a fund: Fold compares them
  // with the tables (verify_test).
  bool SaysOnlyWhatStoodThere(const std::string& path) {
    if (path.find("granted_fen") != std::string::npos) return true;
    const auto pack = desk_->packs().Active(*desk_->store().OpenView()).value();
    for (int i = 0; i < entry_.settled().accounts_size(); ++i) {
      const std::string before = "accounts[" + std::to_string(i) + "].before_fen";
      if (path == before && entry_.settled().accounts(i).account() >= *pack->first_metric) {
        return true;
      }
    }
    return false;
  }

  std::unique_ptr<Desk> desk_ = Desk::Ready();
  v1::Entry entry_;
};

TEST_F(RecomputeTest, TheStoredEntryIsRight) { EXPECT_EQ(Check(entry_), absl::OkStatus()); }

TEST_F(RecomputeTest, EveryChangedFigureIsDataLoss) {
  std::vector<Change> changes;
  const v1::Settled& settled = entry_.settled();
  CollectChanges(
      settled.outcome(), "outcome",
      [](v1::Entry& e) { return e.mutable_settled()->mutable_outcome(); }, changes);
  for (int i = 0; i < settled.accounts_size(); ++i) {
    CollectChanges(
        settled.accounts(i), "accounts[" + std::to_string(i) + "]",
        [i](v1::Entry& e) { return e.mutable_settled()->mutable_accounts(i); }, changes);
  }
  for (int i = 0; i < settled.funds_size(); ++i) {
    CollectChanges(
        settled.funds(i), "funds[" + std::to_string(i) + "]",
        [i](v1::Entry& e) { return e.mutable_settled()->mutable_funds(i); }, changes);
  }
  for (int i = 0; i < settled.postings_size(); ++i) {
    CollectChanges(
        settled.postings(i), "postings[" + std::to_string(i) + "]",
        [i](v1::Entry& e) { return e.mutable_settled()->mutable_postings(i); }, changes);
  }
  EXPECT_GT(changes.size(), 150U);
  for (const Change& change : changes) {
    if (SaysOnlyWhatStoodThere(change.path)) continue;
    v1::Entry changed = entry_;
    change.make(changed);
    EXPECT_EQ(Check(changed).code(), absl::StatusCode::kDataLoss) << change.path;
  }
}

TEST_F(RecomputeTest, EveryMissingOrDoubledRowIsDataLoss) {
  std::vector<Change> changes;
  const v1::Settled& settled = entry_.settled();
  CollectRowChanges(
      "accounts", settled.accounts_size(),
      [](v1::Entry& e) { return e.mutable_settled()->mutable_accounts(); }, changes);
  CollectRowChanges(
      "funds", settled.funds_size(),
      [](v1::Entry& e) { return e.mutable_settled()->mutable_funds(); }, changes);
  CollectRowChanges(
      "postings", settled.postings_size(),
      [](v1::Entry& e) { return e.mutable_settled()->mutable_postings(); }, changes);
  CollectRowChanges(
      "steps", settled.outcome().steps_size(),
      [](v1::Entry& e) { return e.mutable_settled()->mutable_outcome()->mutable_steps(); },
      changes);
  for (const Change& change : changes) {
    v1::Entry changed = entry_;
    change.make(changed);
    EXPECT_EQ(Check(changed).code(), absl::StatusCode::kDataLoss) << change.path;
  }
}

struct BillCase {
  const char* name;
  void (*change)(v1::Settled&);
};

class RecomputeInputTest : public RecomputeTest, public testing::WithParamInterface<BillCase> {};

TEST_P(RecomputeInputTest, ChangedInputIsDataLoss) {
  v1::Entry changed = entry_;
  GetParam().change(*changed.mutable_settled());
  EXPECT_EQ(Check(changed).code(), absl::StatusCode::kDataLoss);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, RecomputeInputTest, testing::Values(
    BillCase{"Total", [](v1::Settled& s) { s.mutable_bill()->set_total_fen(1); }},
    BillCase{"Parts", [](v1::Settled& s) { SetParts(*s.mutable_bill(), 1, 2, 3, 4); }},
    BillCase{"AccountPay", [](v1::Settled& s) { s.mutable_bill()->set_account_pay_fen(2'000); }},
    BillCase{"Year", [](v1::Settled& s) { s.mutable_bill()->set_accounting_date("1999-01-01"); }},
    BillCase{"Identities", [](v1::Settled& s) { s.mutable_facts()->clear_identities(); }},
    BillCase{"Path", [](v1::Settled& s) { s.set_path(v1::AFTER_THE_FACT); }}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST_F(RecomputeTest, AnUnknownPackIsNotFound) {
  entry_.mutable_settled()->set_pack_hash(std::string(32, 'x'));
  EXPECT_EQ(Check(entry_).code(), absl::StatusCode::kNotFound);
}

// A bill that states no level is decided by the registered one, and computed again with it.
TEST_F(RecomputeTest, LevelOfTheInstitutionTable) {
  v1::Bill bill = MakeBill("n");
  bill.clear_level();
  const std::uint64_t person_no = entry_.settled().facts().person_no();
  const v1::Entry entry = desk_->EntryAt(desk_->Post(bill, person_no).number());
  EXPECT_EQ(entry.settled().institution_level(), v1::LEVEL_2);
  EXPECT_EQ(Check(entry), absl::OkStatus());
}

}  // namespace
}  // namespace yizhan::test
