// Whoever speaks the previous release's contract is understood today: nothing of it is gone, moved
// or of another type. And what would be is noticed.

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/versions/contract_change.h"
#include "tests/versions/frozen_contract.h"
#include "yizhan/v1/alerts.pb.h"
#include "yizhan/v1/institution.pb.h"
#include "yizhan/v1/ledger.pb.h"
#include "yizhan/v1/officer.pb.h"
#include "yizhan/v1/policy_service.pb.h"
#include "yizhan/v1/private.pb.h"
#include "yizhan/v1/reconciliation.pb.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/relief.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;

// So that today's files are in the program, with all they import.
const Descriptor* const kToday[] = {
    v1::ListAlertsRequest::descriptor(), v1::ListInstitutionsReply::descriptor(),
    v1::LedgerCheckpoint::descriptor(),  v1::ListOfficersReply::descriptor(),
    v1::ListPacksReply::descriptor(),    v1::PrivatePerson::descriptor(),
    v1::ListClosesReply::descriptor(),   v1::VerifyReply::descriptor(),
    v1::ListFundsReply::descriptor(),    v1::SettleResult::descriptor(),
};

TEST(ContractTest, TodaysKeepsAllOfThePreviousRelease) {
  for (const Descriptor* type : kToday) ASSERT_NE(type, nullptr);
  DescriptorPool pool;
  int calls = 0;
  const FileDescriptorSet files = FrozenFiles();
  for (const FileDescriptorProto& file : files.file()) {
    const FileDescriptor* before = pool.BuildFile(file);
    ASSERT_NE(before, nullptr) << file.name();
    EXPECT_THAT(Broken(*before, *DescriptorPool::generated_pool()), ::testing::IsEmpty());
    for (int i = 0; i < before->service_count(); ++i) calls += before->service(i)->method_count();
  }
  EXPECT_GT(calls, 50);
}

constexpr char kBefore[] = R"(
  name: "desk.proto" package: "desk" syntax: "proto3"
  message_type {
    name: "Bill"
    field { name: "total" number: 1 type: TYPE_INT64 label: LABEL_OPTIONAL }
    field { name: "kind" number: 2 type: TYPE_ENUM type_name: ".desk.Kind" label: LABEL_OPTIONAL }
    field { name: "lines" number: 3 type: TYPE_INT64 label: LABEL_REPEATED }
    field { name: "line" number: 4 type: TYPE_MESSAGE type_name: ".desk.Bill.Line"
            label: LABEL_OPTIONAL }
    field { name: "card" number: 5 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 }
    oneof_decl { name: "person" }
    nested_type { name: "Line"
                  field { name: "fen" number: 1 type: TYPE_SINT64 label: LABEL_OPTIONAL } }
  }
  message_type { name: "Other" }
  enum_type { name: "Kind" value { name: "NONE" number: 0 } value { name: "CARE" number: 1 } }
  service { name: "Desk" method { name: "Settle" input_type: ".desk.Bill"
                                  output_type: ".desk.Bill" } }
)";

struct Row {
  const char* name;
  std::function<void(FileDescriptorProto&)> change;
  std::string finding;  // Part of the only one; empty: an addition.
};

google::protobuf::FieldDescriptorProto& Field(FileDescriptorProto& file, int index) {
  return *file.mutable_message_type(0)->mutable_field(index);
}

class ChangeTest : public ::testing::TestWithParam<Row> {};

TEST_P(ChangeTest, IsNoticedUnlessItOnlyAdds) {
  FileDescriptorProto file;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(kBefore, &file));
  DescriptorPool before_pool;
  const FileDescriptor* before = before_pool.BuildFile(file);
  GetParam().change(file);
  DescriptorPool now;
  ASSERT_NE(now.BuildFile(file), nullptr);
  const std::vector<std::string> findings = Broken(*before, now);
  if (GetParam().finding.empty()) {
    EXPECT_THAT(findings, ::testing::IsEmpty());
  } else {
    EXPECT_THAT(findings, ::testing::ElementsAre(::testing::HasSubstr(GetParam().finding)));
  }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, ChangeTest, ::testing::Values(
    Row{"Nothing", [](auto&) {}, ""},
    Row{"FieldAdded", [](auto& file) {
          auto& field = *file.mutable_message_type(0)->add_field();
          field = file.message_type(0).field(0);
          field.set_name("new");
          field.set_number(9); }, ""},
    Row{"MessageAdded", [](auto& file) { file.add_message_type()->set_name("New"); }, ""},
    Row{"CodeAdded", [](auto& file) {
          auto& value = *file.mutable_enum_type(0)->add_value();
          value.set_name("NEW");
          value.set_number(2); }, ""},
    Row{"CallAdded", [](auto& file) {
          auto& method = *file.mutable_service(0)->add_method();
          method = file.service(0).method(0);
          method.set_name("New"); }, ""},
    Row{"FieldRemoved", [](auto& file) {
          file.mutable_message_type(0)->mutable_field()->DeleteSubrange(0, 1); },
        "desk.Bill.total = 1: total:int64, now nothing"},
    Row{"FieldRenumbered", [](auto& file) { Field(file, 0).set_number(9); }, "now nothing"},
    Row{"FieldRenamed", [](auto& file) { Field(file, 0).set_name("sum"); }, "now sum:int64"},
    Row{"FieldRetyped", [](auto& file) {
          Field(file, 0).set_type(google::protobuf::FieldDescriptorProto::TYPE_SINT64); },
        "now total:sint64"},
    Row{"FieldRepeated", [](auto& file) {
          Field(file, 0).set_label(google::protobuf::FieldDescriptorProto::LABEL_REPEATED); },
        "now total:int64 packed"},
    Row{"FieldUnpacked", [](auto& file) {
          Field(file, 2).mutable_options()->set_packed(false); }, "now lines:int64 repeated"},
    Row{"FieldOfOtherMessage", [](auto& file) { Field(file, 3).set_type_name(".desk.Other"); },
        "now line:message desk.Other"},
    Row{"FieldOutOfItsChoice", [](auto& file) {
          Field(file, 4).clear_oneof_index();
          file.mutable_message_type(0)->clear_oneof_decl(); }, "now card:string"},
    Row{"NestedFieldRetyped", [](auto& file) {
          file.mutable_message_type(0)->mutable_nested_type(0)->mutable_field(0)->set_type(
              google::protobuf::FieldDescriptorProto::TYPE_INT64); }, "now fen:int64"},
    Row{"MessageRenamed", [](auto& file) { file.mutable_message_type(1)->set_name("Another"); },
        "desk.Other: gone"},
    Row{"CodeRemoved", [](auto& file) {
          file.mutable_enum_type(0)->mutable_value()->RemoveLast(); },
        "desk.Kind.CARE: not 1 any more"},
    Row{"CodeRenumbered", [](auto& file) {
          file.mutable_enum_type(0)->mutable_value(1)->set_number(2); },
        "desk.Kind.CARE: not 1 any more"},
    Row{"CodeRenamed", [](auto& file) {
          file.mutable_enum_type(0)->mutable_value(1)->set_name("AID"); },
        "desk.Kind.CARE: not 1 any more"},
    Row{"CallRemoved", [](auto& file) {
          file.mutable_service(0)->mutable_method()->RemoveLast(); }, ", now gone"},
    Row{"ServiceRenamed", [](auto& file) { file.mutable_service(0)->set_name("Till"); },
        ", now gone"},
    Row{"CallTakesOther", [](auto& file) {
          file.mutable_service(0)->mutable_method(0)->set_input_type(".desk.Other"); },
        ", now (desk.Other) returns (desk.Bill)"},
    Row{"CallAnswersOther", [](auto& file) {
          file.mutable_service(0)->mutable_method(0)->set_output_type(".desk.Other"); },
        ", now (desk.Bill) returns (desk.Other)"},
    Row{"CallStreams", [](auto& file) {
          file.mutable_service(0)->mutable_method(0)->set_server_streaming(true); },
        ", now (desk.Bill) returns (stream desk.Bill)"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan::testing
