// Personal data is nowhere in clear: not in an entry, a row, a reply or a refusal. Only Reveal,
// which is asked for it, answers with it.

#include <string>
#include <vector>

#include "engine/base/digest.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

constexpr char kName[] = "金丝雀某某";
constexpr char kCard[] = "00000019500101999X";
constexpr char kHouse[] = "canary-household-7";

class CanaryTest : public testing::Test {
 protected:
  CanaryTest() {
    v1::ImportPerson person = MakePerson(kCard, {"dibao", "family"});
    person.set_name(kName);
    v1::DatedValue& household = *person.add_households();
    household.set_value(kHouse);
    household.set_from("2010-01-01");
    person_no_ = desk_->Import(person);
    reference_.mutable_card()->set_cert_type("01");
    reference_.mutable_card()->set_cert_no("00000019500101999x");
  }

  // As bytes, in hex, and as protobuf prints text that is not ASCII.
  void Search(const std::string& where, const std::string& text) {
    for (const char* canary : {kName, kCard, kHouse, "00000019500101999x"}) {
      EXPECT_EQ(text.find(canary), std::string::npos) << where;
      EXPECT_EQ(text.find(HexText(std::string_view(canary))), std::string::npos) << where;
    }
    EXPECT_EQ(text.find("\\351\\207\\221\\344\\270\\235"), std::string::npos) << where;
    ++searched_;
  }
  template <typename Reply>
  void SearchReply(const std::string& where, const absl::StatusOr<Reply>& reply) {
    if (!reply.ok()) return SearchStatus(where, reply.status());
    Search(where, reply->DebugString());
    Search(where, reply->SerializeAsString());
  }
  void SearchStatus(const std::string& where, const absl::Status& status) {
    EXPECT_FALSE(status.ok());
    Search(where, status.ToString());
    status.ForEachPayload([this, &where](auto url, const absl::Cord& payload) {
      Search(where, std::string(url) + std::string(payload));
    });
  }
  v1::SettleRequest Ask(const v1::Bill& bill) {
    v1::SettleRequest request = desk_->Ask(bill, 0);
    *request.mutable_person() = reference_;
    return request;
  }

  std::unique_ptr<Desk> desk_ = Desk::Ready();
  std::uint64_t person_no_ = 0;
  v1::PersonRef reference_;
  int searched_ = 0;
};

TEST_F(CanaryTest, RepliesAndRefusals) {
  const Desk::Settled settled = desk_->Settle(Ask(MakeBill("m")));
  ASSERT_TRUE(settled.ok());
  SearchReply("settle", settled);
  SearchReply("replay", desk_->Settle(Ask(MakeBill("m"))));
  v1::Bill other = MakeBill("m");
  SetParts(other, 1, 0, 0, 0);
  SearchReply("other content", desk_->Settle(Ask(other)));
  v1::SettleRequest stale = Ask(MakeBill("n"));
  stale.set_quote_digest(std::string(32, 'x'));
  SearchReply("stale", desk_->Settle(stale));
  v1::SettleRequest bad_card = Ask(MakeBill("n"));
  bad_card.mutable_person()->mutable_card()->set_cert_no(std::string(kCard) + kCard + kCard);
  SearchReply("card too long", desk_->Settle(bad_card));
  bad_card.mutable_person()->mutable_card()->set_cert_no(std::string(kCard) + "\n");
  SearchReply("card malformed", desk_->Settle(bad_card));
  bad_card.mutable_person()->mutable_card()->set_cert_no(std::string(kCard) + "1");
  SearchReply("card unknown", desk_->Settle(bad_card));
  bad_card.mutable_person()->mutable_card()->set_cert_no(kCard);
  bad_card.mutable_person()->mutable_card()->set_cert_type(kCard);
  SearchReply("card in the wrong column", desk_->Settle(bad_card));
  SearchReply("reverse", desk_->Reverse(settled->number(), "r"));

  v1::QuoteRequest quote;
  *quote.mutable_bill() = MakeBill("q");
  *quote.mutable_person() = reference_;
  SearchReply("quote", desk_->queries().Quote(HospitalCaller("H1"), quote));
  v1::GetRequest get;
  get.set_message_id("m");
  SearchReply("get", desk_->queries().Get(HospitalCaller("H1"), get));
  v1::ExplainRequest explain;
  explain.set_number(settled->number());
  SearchReply("explain", desk_->queries().Explain(ReliefCaller(), explain));
  SearchReply("list", desk_->queries().List(ReliefCaller(), {}));
  v1::LookupRequest lookup;
  *lookup.mutable_person() = reference_;
  SearchReply("lookup", desk_->queries().Lookup(ReliefCaller(), lookup));
  SearchReply("lookup refused", desk_->queries().Lookup(HospitalCaller("H1"), lookup));
  v1::HistoryRequest history;
  *history.mutable_person() = reference_;
  SearchReply("history", desk_->queries().History(ReliefCaller(), history));
  SearchReply("institutions", desk_->queries().ListInstitutions(ReliefCaller()));
  EXPECT_GT(searched_, 20);
}

TEST_F(CanaryTest, ImportRefusals) {
  v1::ImportPerson person = MakePerson(kCard, {"dibao"});
  person.set_name(std::string(kName) + std::string(200, 'x'));
  std::future<absl::StatusOr<v1::ImportReply>> reply;
  desk_->engine().ImportPerson(ReliefCaller(), person, AnswerTo(reply));
  SearchReply("name too long", reply.get());
  person = MakePerson(kCard, {"dibao"});
  person.mutable_identities(0)->set_until("2009-01-01");
  desk_->engine().ImportPerson(ReliefCaller(), person, AnswerTo(reply));
  SearchReply("span reversed", reply.get());
  person = MakePerson(kCard, {"dibao"});
  person.set_birth_date(kCard);
  desk_->engine().ImportPerson(ReliefCaller(), person, AnswerTo(reply));
  SearchReply("card as birth date", reply.get());
}

TEST_F(CanaryTest, LedgerAndTables) {
  const std::uint64_t number = desk_->Settle(Ask(MakeBill("m"))).value().number();
  ASSERT_TRUE(desk_->Reverse(number, "r").ok());
  ASSERT_TRUE(desk_->Reveal(ReliefCaller(), desk_->RevealRequest(person_no_)).ok());
  const std::shared_ptr<const View> view = desk_->store().OpenView();
  for (std::uint64_t i = 0; i < view->size(); ++i) {
    Search("leaf " + std::to_string(i), view->Leaf(i).value());
    Search("entry " + std::to_string(i), desk_->EntryAt(i).DebugString());
  }
  const auto rows_of = [&view](Table table) {
    std::vector<std::string> rows;
    EXPECT_TRUE(view->Scan(table, "",
                           [&rows](std::string_view key, std::string_view value) {
                             rows.push_back(std::string(key) + "=" + std::string(value));
                             return true;
                           })
                    .ok());
    return rows;
  };
  std::size_t rows = 0;
  std::string dump;
  for (std::uint64_t i = 0; i < view->size(); ++i) dump += view->Leaf(i).value();
  for (int table = 1; table <= static_cast<int>(Table::kAlert); ++table) {
    for (const std::string& row : rows_of(static_cast<Table>(table))) {
      Search("table " + std::to_string(table), row);
      dump += row;
      ++rows;
    }
  }
  EXPECT_GT(rows, 8U);
  ASSERT_EQ(rows_of(Table::kPrivate).size(), 1U);
  Search("the whole dump", dump);
}

// The canary is real: whoever may see it does.
TEST_F(CanaryTest, RevealFindsIt) {
  const auto shown = desk_->Reveal(ReliefCaller(), desk_->RevealRequest(person_no_));
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->name(), kName);
  EXPECT_EQ(shown->card().cert_no(), kCard);
}

}  // namespace
}  // namespace yizhan::test
