// Goal: OfflineDesk gives exactly what the engine gives for the same requests in the same order:
// every reply, every account and fund; and its time is that of the bills.
// Method: each row is played on both; a quote of the engine says beforehand what both will settle.
#include "engine/settlement/offline.h"

#include <map>
#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/books/verify.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

enum class Kind : std::uint8_t { kSettle, kReverse, kReplace };

struct Doing {
  Kind kind = Kind::kSettle;
  std::string message_id{};  // Of the bill; of a reversal: its request id.
  std::string original{};    // Message id of what is taken back.
  std::int64_t in_scope_fen = 10'000;
  std::int64_t out_of_scope_fen = 0;
  std::string card = "310";
  std::string institution_id = "H1";
  std::string bill_no{};  // Empty: from the message id.
  std::string accounting_date = "2012-06-29";
};

v1::SettleRequest RequestOf(const Doing& doing) {
  v1::SettleRequest request;
  v1::Bill& bill = *request.mutable_bill();
  bill = MakeBill(doing.message_id);
  bill.set_institution_id(doing.institution_id);
  bill.set_accounting_date(doing.accounting_date);
  if (doing.accounting_date < bill.service_end()) {
    bill.set_service_start(doing.accounting_date);
    bill.set_service_end(doing.accounting_date);
  }
  if (!doing.bill_no.empty()) bill.set_bill_no(doing.bill_no);
  SetParts(bill, doing.in_scope_fen, 2'000, 3'000, doing.out_of_scope_fen);
  *request.mutable_person()->mutable_card() = MakePerson(doing.card, {}).card();
  request.set_not_after_ms(kMorningMs + 60'000);
  return request;
}

v1::ReverseRequest ReverseOf(const Doing& doing) {
  v1::ReverseRequest request;
  request.set_message_id(doing.original);
  request.set_request_id(doing.message_id);
  return request;
}

v1::ReplaceRequest ReplaceOf(const Doing& doing) {
  v1::ReplaceRequest request;
  request.set_message_id(doing.original);
  *request.mutable_replacement() = RequestOf(doing);
  return request;
}

// What a reply says, without what only one ledger can know: entry numbers and hours.
std::string Said(const absl::StatusOr<v1::SettleResult>& result) {
  if (!result.ok()) return v1::Reason_Name(ReasonOf(result.status()));
  std::string more;
  for (const v1::Warning& warning : result->warnings()) more += warning.ShortDebugString();
  for (const v1::AidLine& line : result->lines()) more += line.ShortDebugString();
  return result->outcome().ShortDebugString() + v1::PresentState_Name(result->state()) + more +
         result->pack_hash() + (result->replayed() ? " replayed" : "") +
         (result->illustrative() ? " illustrative" : "");
}

std::string Said(const absl::StatusOr<v1::ReverseReply>& reply) {
  if (!reply.ok()) return v1::Reason_Name(ReasonOf(reply.status()));
  v1::ReverseReply said = *reply;
  said.clear_number();
  said.clear_original();
  return said.ShortDebugString() + (reply->has_original() ? Said(reply->original()) : "");
}

std::string Said(const absl::StatusOr<v1::ReplaceReply>& reply) {
  if (!reply.ok()) return v1::Reason_Name(ReasonOf(reply.status()));
  v1::ReplaceReply said = *reply;
  said.clear_contra();
  said.clear_result();
  return said.ShortDebugString() + Said(reply->result());
}

// Holders are told apart by kind and visit; who a number stands for is drawn by each.
std::map<std::string, std::int64_t> ValuesOf(const View& view) {
  std::map<std::string, std::int64_t> values;
  EXPECT_TRUE(view.Scan(Table::kHolder, "",
                        [&values](std::string_view key, std::string_view row) {
                          v1::HolderRow holder;
                          EXPECT_TRUE(holder.ParseFromString(std::string(row)));
                          const HolderName name = HolderOfKey(key).value();
                          for (const v1::AccountValue& value : holder.values()) {
                            values[name.kind + name.institution_id + name.visit_no +
                                   value.account_id() + std::to_string(value.year())] +=
                                value.value_fen();
                          }
                          return true;
                        })
                  .ok());
  EXPECT_TRUE(view.Scan(Table::kFund, "",
                        [&values](std::string_view key, std::string_view row) {
                          v1::FundRow fund;
                          EXPECT_TRUE(fund.ParseFromString(std::string(row)));
                          values["fund " + std::string(key)] = fund.balance_fen();
                          return true;
                        })
                  .ok());
  return values;
}

std::vector<v1::ImportPerson> People() {
  v1::ImportPerson household = MakePerson("311", {"dibao", "family"});
  v1::DatedValue& home = *household.add_households();
  home.set_value("house-1");
  home.set_from("2010-01-01");
  return {MakePerson("310", {"dibao", "family", "visitor", "once"}), household,
          MakePerson("312", {})};
}

class OfflineTest : public testing::Test {
 protected:
  OfflineTest() {
    engine_->OpenFund("fund");
    engine_->Grant("fund", kFundFen);
    for (const v1::ImportPerson& person : People()) engine_->Import(person);
    offline_ = Ready(UnknownInstitutions::kRefused);
    for (const char* id : {"H1", "H2"}) {
      v1::Institution institution;
      institution.set_id(id);
      institution.set_name(std::string("Hospital ") + id);
      institution.set_level(v1::LEVEL_2);
      institution.set_live_from("2012-01-01");
      EXPECT_TRUE(offline_->AddInstitution(institution).ok());
    }
  }

  std::unique_ptr<OfflineDesk> Ready(UnknownInstitutions unknown) {
    return Ready(unknown, random_);
  }
  static std::unique_ptr<OfflineDesk> Ready(UnknownInstitutions unknown, Random& random) {
    std::unique_ptr<OfflineDesk> desk = *OfflineDesk::Open({SmallPack()}, random, unknown);
    EXPECT_TRUE(desk->OpenFund("fund", Money::FromFen(kFundFen)).ok());
    for (const v1::ImportPerson& person : People()) EXPECT_TRUE(desk->Import(person).ok());
    return desk;
  }

  std::string InEngine(const Doing& doing) {
    const Caller caller = HospitalCaller(doing.institution_id);
    if (doing.kind == Kind::kReverse) return Said(engine_->Reverse(caller, ReverseOf(doing)));
    if (doing.kind == Kind::kReplace) return Said(engine_->Replace(caller, ReplaceOf(doing)));
    return Said(engine_->Settle(caller, RequestOf(doing)));
  }
  std::string Offline(const Doing& doing) {
    if (doing.kind == Kind::kReverse) {
      return Said(offline_->Reverse(doing.institution_id, ReverseOf(doing)));
    }
    if (doing.kind == Kind::kReplace) return Said(offline_->Replace(ReplaceOf(doing)));
    return Said(offline_->Settle(RequestOf(doing)));
  }
  std::string Quoted(const Doing& doing) {
    v1::QuoteRequest request;
    *request.mutable_bill() = RequestOf(doing).bill();
    *request.mutable_person() = RequestOf(doing).person();
    const auto quote = engine_->queries().Quote(HospitalCaller(doing.institution_id), request);
    return quote.ok() ? quote->outcome().ShortDebugString()
                      : v1::Reason_Name(ReasonOf(quote.status()));
  }

  static constexpr std::int64_t kFundFen = 50'000;
  SeededRandom random_{7};
  std::unique_ptr<Desk> engine_ = Desk::Ready();
  std::unique_ptr<OfflineDesk> offline_;
};

struct Row {
  const char* name;
  std::vector<Doing> doings;
};

class OfflineRowTest : public OfflineTest, public testing::WithParamInterface<Row> {};

TEST_P(OfflineRowTest, GivesWhatTheEngineGives) {
  for (const Doing& doing : GetParam().doings) {
    const std::string quoted = Quoted(doing);
    const std::string offline = Offline(doing);
    EXPECT_EQ(InEngine(doing), offline) << doing.message_id;
    v1::Reason reason = v1::REASON_UNSPECIFIED;
    const bool is_new =
        !v1::Reason_Parse(offline, &reason) && offline.find(" replayed") == std::string::npos;
    if (doing.kind == Kind::kSettle && is_new) {
      EXPECT_EQ(offline.substr(0, quoted.size()), quoted) << "quote equals settle";
    }
  }
  EXPECT_EQ(ValuesOf(*engine_->store().OpenView()), ValuesOf(*offline_->view()));
  const auto verified = VerifyLedger(offline_->store(), [](std::uint64_t, std::uint64_t) {});
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_TRUE(verified->differences.empty()) << verified->differences.front();
}

Doing Bill(const std::string& id, std::int64_t in_scope_fen = 10'000,
           std::int64_t out_of_scope_fen = 0) {
  return {.message_id = id, .in_scope_fen = in_scope_fen, .out_of_scope_fen = out_of_scope_fen};
}
Doing Of(Doing doing, const std::string& card) {
  doing.card = card;
  return doing;
}
Doing At(Doing doing, const std::string& institution_id) {
  doing.institution_id = institution_id;
  return doing;
}
Doing WithBillNo(Doing doing, const std::string& bill_no) {
  doing.bill_no = bill_no;
  return doing;
}
Doing Accounted(Doing doing, const std::string& date) {
  doing.accounting_date = date;
  return doing;
}
Doing Back(const std::string& original, const std::string& request_id) {
  return {.kind = Kind::kReverse, .message_id = request_id, .original = original};
}
Doing Instead(const std::string& original, Doing bill) {
  bill.kind = Kind::kReplace;
  bill.original = original;
  return bill;
}

INSTANTIATE_TEST_SUITE_P(
    Table, OfflineRowTest,
    testing::Values(
        Row{"OneBill", {Bill("a")}},
        Row{"CapUsedUp", {Bill("a", 150'000), Bill("b", 150'000), Bill("c")}},
        Row{"HouseholdsApart", {Bill("a"), Of(Bill("b"), "311"), Bill("c")}},
        Row{"TwoHospitals", {Bill("a"), At(Bill("b"), "H2"), Bill("c")}},
        Row{"PersonWithoutIdentity", {Of(Bill("a"), "312"), Bill("b")}},
        Row{"ZeroBill", {Bill("a", 0)}}, Row{"UnknownPerson", {Of(Bill("a"), "399"), Bill("a")}},
        Row{"UnknownInstitution", {At(Bill("a"), "H9"), Bill("b")}},
        Row{"FundRunsOut", {Bill("a", 1'000, 40'000), Bill("b", 1'000, 40'000), Bill("c", 0, 1)}},
        Row{"FundRefilledByAContra",
            {Bill("a", 0, 50'000), Bill("b", 0, 100), Back("a", "r"), Bill("c", 0, 100)}},
        Row{"SameMessageAgain", {Bill("a"), Bill("a"), Bill("a", 11'000)}},
        Row{"SameBillAgain", {Bill("a"), WithBillNo(Bill("b"), "B-a")}},
        Row{"FormIsWrong", {Bill("a", -1), Accounted(Bill("b"), "2012-06-31")}},
        Row{"BeforeTheInstitutionIsLive", {Accounted(Bill("a"), "2011-12-31")}},
        Row{"Reversed", {Bill("a"), Bill("b", 30'000), Back("a", "r"), Bill("c")}},
        Row{"ReversedAgain", {Bill("a"), Back("a", "r"), Back("a", "r"), Back("a", "s")}},
        Row{"ReversedThenSentAgain", {Bill("a"), Back("a", "r"), Bill("a"), Bill("b")}},
        Row{"TombstoneBeforeArrival", {Back("a", "r"), Bill("a"), Bill("b")}},
        Row{"Replaced",
            {Bill("a", 150'000), Bill("b"), Instead("a", WithBillNo(Bill("c"), "B-a"))}},
        Row{"ReplacedForAnotherPerson", {Bill("a"), Instead("a", Of(Bill("b"), "311"))}},
        Row{"ReplacedAgain",
            {Bill("a"), Instead("a", Bill("b")), Instead("a", Bill("b")), Instead("a", Bill("c"))}},
        Row{"ReplacedByAnUnknownPerson", {Bill("a"), Instead("a", Of(Bill("b"), "399"))}},
        Row{"ReplacedBeforeArrival", {Instead("a", Bill("b")), Bill("a")}},
        Row{"ReplacedByABillOfWrongForm", {Bill("a"), Instead("a", Bill("b", -1)), Bill("c")}}),
    [](const auto& row) { return std::string(row.param.name); });

std::int64_t NoonMs(const char* day) { return ParseDay(day)->days * 86'400'000LL + 14'400'000; }

// Each bill after the one before; 0: refused.
TEST_F(OfflineTest, ItsTimeIsTheNewestAccountingDateItPosted) {
  struct Dated {
    const char* date;
    const char* card;
    std::int64_t posted_ms;
  };
  const std::vector<Dated> rows = {
      {"2012-07-01", "310", NoonMs("2012-07-01")},
      {"2012-06-30", "310", NoonMs("2012-07-01")},  // R48: ledger order, not date order.
      {"2013-01-01", "399", 0},                     // Posts nothing and moves nothing.
      {"2012-07-02", "310", NoonMs("2012-07-02")},
      {"2013-01-01", "310", NoonMs("2013-01-01")},
  };
  int number = 0;
  for (const Dated& row : rows) {
    const auto result = offline_->Settle(
        RequestOf(Of(Accounted(Bill("m" + std::to_string(++number)), row.date), row.card)));
    EXPECT_EQ(result.ok() ? result->posted_ms() : 0, row.posted_ms) << row.date;
  }
  const auto values = ValuesOf(*offline_->view());
  EXPECT_EQ(values.at("Phalf-base2012"), 30'000) << "R20: the year of the accounting date";
  EXPECT_EQ(values.at("Phalf-base2013"), 10'000);
}

TEST_F(OfflineTest, AnInstitutionMetIsLiveSinceEver) {
  offline_ = Ready(UnknownInstitutions::kLive);
  EXPECT_TRUE(offline_->Settle(RequestOf(At(Bill("a"), "H9"))).ok());
  EXPECT_TRUE(offline_->Settle(RequestOf(At(Bill("b"), "H9"))).ok());
  EXPECT_EQ(ReasonOf(offline_->Settle(RequestOf(At(Bill("c"), ""))).status()), v1::FIELD_MISSING);
}

TEST_F(OfflineTest, TheSameSeedGivesTheSameLedger) {
  std::vector<TreeHead> heads;
  for (int i = 0; i < 2; ++i) {
    SeededRandom random(11);
    const std::unique_ptr<OfflineDesk> desk = Ready(UnknownInstitutions::kLive, random);
    EXPECT_TRUE(desk->Settle(RequestOf(Bill("a"))).ok());
    heads.push_back(desk->store().Durable());
  }
  EXPECT_EQ(heads[0], heads[1]);
}

TEST_F(OfflineTest, TheStoredExplanationIsThere) {
  const auto result = offline_->Settle(RequestOf(Bill("a")));
  ASSERT_TRUE(result.ok());
  const auto explained = offline_->Explain(result->number());
  ASSERT_TRUE(explained.ok()) << explained.status();
  EXPECT_EQ(explained->steps_size(), result->outcome().steps_size());
}

TEST(OfflineOpenTest, APackWithErrorsIsRefused) {
  SeededRandom random(1);
  v1::PackFile file = SmallPack();
  file.set_content(file.content() + "\nno_such_field: 1\n");
  EXPECT_EQ(ReasonOf(OfflineDesk::Open({file}, random).status()), v1::PACK_INVALID);
}

}  // namespace
}  // namespace yizhan::test
