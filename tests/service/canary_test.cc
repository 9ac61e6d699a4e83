// Canaries: planted names and card numbers must be readable nowhere: not in a leaf, a table, the
// metrics page, a log, an export, nor in any file of the ledger, of its keys, or of a copy of them.
// The private table holds them sealed, and the rightful officer still sees them, until erasure.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/books/officer_statement.h"
#include "engine/books/verify.h"
#include "engine/ledger/rocks_store.h"
#include "gmock/gmock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/service/world.h"
#include "yizhan/v1/rows.pb.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCanaries[] = {
    "金丝雀", "CANARYNAME", "CANARYCARD0001", "CANARYCARD0002", "canarycard", "CANARYHOUSE",
};

bool HasCanary(const std::string& text) {
  for (const char* canary : kCanaries) {
    if (text.find(canary) != std::string::npos) return true;
  }
  return false;
}

// Every file below `folder` that holds `bytes`.
std::vector<std::string> FilesWith(const std::string& folder, const std::string& bytes) {
  std::vector<std::string> with;
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    if (ReadWholeFile(file.path()).find(bytes) != std::string::npos) with.push_back(file.path());
  }
  return with;
}

void ExpectNoCanaryIn(const std::string& folder) {
  for (const char* canary : kCanaries) {
    EXPECT_THAT(FilesWith(folder, canary), ::testing::IsEmpty()) << canary;
  }
}

// A person with canaries everywhere personal data may stand, and one the engine must refuse.
void Plant(const World& world) {
  v1::ImportPerson person = World::Person("CANARYCARD0001", "金丝雀 CANARYNAME");
  v1::DatedValue& household = *person.add_households();
  household.set_value("CANARYHOUSE-17");
  household.set_from("2010-01-01");
  v1::ImportPerson refused = World::Person("CANARYCARD0002", "CANARYNAME");
  refused.set_birth_date("CANARYNAME");
  const auto imported = world.Import({person, refused});
  ASSERT_TRUE(imported.ok()) << imported.status();
  ASSERT_EQ(imported->created(), 1U);
  ASSERT_EQ(imported->refused_size(), 1);
  EXPECT_FALSE(HasCanary(imported->SerializeAsString())) << "a refusal repeats what it was given";
}

// Settles, is refused, reverses: every path that sees a card.
void Use(const World& world) {
  const std::map<std::string, std::string> cards = {
      {"m1", "CANARYCARD0001"}, {"m2", "CANARYCARD0002"}, {"m3", "canarycard 0001"}};
  for (const auto& [message_id, card] : cards) {
    v1::SettleRequest request = World::Request(message_id);
    request.mutable_person()->mutable_card()->set_cert_no(card);
    const auto settled = world.Settle(request);
    if (settled.ok()) {
      EXPECT_FALSE(HasCanary(settled->SerializeAsString()));
    } else {
      EXPECT_FALSE(HasCanary(std::string(settled.status().message()))) << settled.status();
    }
  }
  v1::SettleRequest overlong = World::Request("overlong");
  overlong.mutable_person()->mutable_card()->set_cert_no("CANARYCARD0001" + std::string(60, '0'));
  const auto settled = world.Settle(overlong);
  EXPECT_FALSE(settled.ok());
  EXPECT_FALSE(HasCanary(std::string(settled.status().message()))) << settled.status();
  v1::ReverseRequest back;
  back.set_message_id("m1");
  back.set_request_id("back");
  EXPECT_TRUE(world.Reverse(back).ok());
}

std::string Export(const World& world) {
  const Client client = world.process().NewClient("relief");
  grpc::ClientContext context;
  client.Prepare(context);
  v1::ListReply reply;
  const auto stub = v1::Settlement::NewStub(client.channel());
  EXPECT_TRUE(stub->List(&context, v1::ListRequest(), &reply).ok());
  EXPECT_GT(reply.results_size(), 0);
  return reply.SerializeAsString();
}

// Table -> key -> value, of a stopped engine.
using Rows = std::map<Table, std::map<std::string, std::string>>;

Rows AllRows(const World& world) {
  Rows rows;
  const auto store = RocksStore::OpenReadOnly(world.process().data_dir());
  EXPECT_TRUE(store.ok()) << store.status();
  if (!store.ok()) return rows;
  const auto view = (*store)->OpenView();
  for (int table = static_cast<int>(Table::kHolder); table <= static_cast<int>(Table::kAlert);
       ++table) {
    const auto scanned = view->Scan(static_cast<Table>(table), "",
                                    [&](std::string_view key, std::string_view value) {
                                      rows[static_cast<Table>(table)][std::string(key)] = value;
                                      return true;
                                    });
    EXPECT_TRUE(scanned.ok()) << scanned;
  }
  return rows;
}

TEST(CanaryTest, PersonalDataCanBeReadNowhere) {
  World world;
  Plant(world);
  Use(world);
  const auto revealed = world.Reveal("CANARYCARD0001");
  ASSERT_TRUE(revealed.ok()) << revealed.status();
  EXPECT_EQ(revealed->name(), "金丝雀 CANARYNAME");
  for (const v1::Leaf& leaf : world.Leaves()) {
    EXPECT_FALSE(HasCanary(leaf.stored())) << "leaf " << leaf.number();
  }
  EXPECT_FALSE(HasCanary(Export(world)));
  const std::string page = MetricsPage(world.process());
  EXPECT_NE(page.find("yizhan_ledger_entries"), std::string::npos) << page;
  EXPECT_NE(page.find("method=\"Settlement.Settle\""), std::string::npos);
  EXPECT_FALSE(HasCanary(page));
  ExpectNoCanaryIn(world.process().folder());  // Running, its files as they are.

  EXPECT_EQ(world.process().Stop(), 0);
  const std::string log = ReadWholeFile(world.process().log_path());
  EXPECT_NE(log.find("\"event\":\"started\""), std::string::npos);
  fs::copy(world.process().data_dir(), world.process().folder() + "/backup",
           fs::copy_options::recursive);
  ExpectNoCanaryIn(world.process().folder());
  EXPECT_THAT(FilesWith(world.process().data_dir(), "anting hospital"),
              ::testing::Not(::testing::IsEmpty()))
      << "the search cannot find what is there";

  Rows rows = AllRows(world);
  for (const auto& [table, of_table] : rows) {
    for (const auto& [key, value] : of_table) {
      EXPECT_FALSE(HasCanary(key) || HasCanary(value)) << "table " << static_cast<int>(table);
    }
  }
  EXPECT_EQ(rows[Table::kPrivate].size(), 3U);
  EXPECT_GT(rows[Table::kCard].size(), 0U);
  EXPECT_GT(rows[Table::kMessageKey].size(), 0U);
  EXPECT_GT(rows[Table::kHolder].size(), 0U);
}

v1::EraseRequest Order(std::uint64_t person_no) {
  v1::EraseRequest request;
  request.set_person_no(person_no);
  request.set_order_reference("ORDER-2024-1");
  request.set_request_id("erase-1");
  return request;
}

void ExpectVerified(const World& world) {
  const auto store = RocksStore::OpenReadOnly(world.process().data_dir());
  ASSERT_TRUE(store.ok()) << store.status();
  const auto report = VerifyLedger(**store, [](std::uint64_t, std::uint64_t) {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->ok()) << report->differences.front();
}

TEST(CanaryTest, ErasedIsGoneFromEveryFileAndWhatWasSettledStays) {
  World world;
  Plant(world);
  Use(world);
  const auto revealed = world.Reveal("CANARYCARD0001");
  ASSERT_TRUE(revealed.ok()) << revealed.status();
  EXPECT_EQ(world.process().Stop(), 0);
  const std::string erased_key = NumberKey(revealed->person_no());
  std::map<std::string, std::string> sealed;  // Person -> what must go, and what must stay.
  Rows rows = AllRows(world);
  for (const auto& [key, value] : rows[Table::kPrivate]) {
    v1::SealedRow row;
    ASSERT_TRUE(row.ParseFromString(value));
    sealed[key] = row.sealed();
    EXPECT_THAT(FilesWith(world.process().data_dir(), row.sealed()),
                ::testing::Not(::testing::IsEmpty()));
  }
  ASSERT_TRUE(sealed.contains(erased_key));
  std::string index_key;  // HMAC of the card, by which the row was found.
  for (const auto& [key, value] : rows[Table::kCard]) {
    if (value == erased_key) index_key = key;
  }
  ASSERT_FALSE(index_key.empty());

  world.process().Start();
  v1::EraseRequest order = Order(revealed->person_no());
  *order.mutable_authorization() = world.Sign(
      {"li", "wang"}, v1::ERASE_PERSON,
      Bytes(ErasureDigest(order.person_no(), order.order_reference())), order.request_id());
  const auto erased = world.Erase(order);
  ASSERT_TRUE(erased.ok()) << erased.status();
  EXPECT_FALSE(erased->replayed());
  // At once, while it runs.
  EXPECT_THAT(FilesWith(world.process().data_dir(), sealed[erased_key]), ::testing::IsEmpty());
  EXPECT_THAT(FilesWith(world.process().data_dir(), index_key), ::testing::IsEmpty());
  for (const auto& [key, bytes] : sealed) {
    if (key == erased_key) continue;
    EXPECT_THAT(FilesWith(world.process().data_dir(), bytes), ::testing::Not(::testing::IsEmpty()));
  }
  const auto again = world.Erase(order);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->replayed());
  EXPECT_EQ(again->number(), erased->number());

  const auto gone = world.Reveal("CANARYCARD0001");
  EXPECT_EQ(ReasonOf(gone.status()), v1::PERSON_UNKNOWN) << gone.status();
  v1::GetRequest get;
  get.set_message_id("m1");
  get.set_on_behalf_of("anting/desk-1");
  const auto bill = world.process().NewClient("relief").Get(get);
  ASSERT_TRUE(bill.ok()) << bill.status();
  EXPECT_GT(bill->result().outcome().aid_fen(), 0);

  EXPECT_EQ(world.process().Stop(), 0);
  ExpectNoCanaryIn(world.process().folder());
  ExpectVerified(world);
}

}  // namespace
}  // namespace yizhan::testing
