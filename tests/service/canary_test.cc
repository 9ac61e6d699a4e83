// Canaries: planted names and card numbers must be nowhere but in the private table: not in a
// leaf, not in another table, not on the metrics page, not in a log, not in an export.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <map>
#include <string>

#include "engine/base/check.h"
#include "engine/ledger/rocks_store.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/service/world.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan::testing {
namespace {

constexpr const char* kCanaries[] = {
    "金丝雀", "CANARYNAME", "CANARYCARD0001", "CANARYCARD0002", "canarycard", "CANARYHOUSE",
};

bool HasCanary(const std::string& text) {
  for (const char* canary : kCanaries) {
    if (text.find(canary) != std::string::npos) return true;
  }
  return false;
}

std::string Page(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
  inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  YIZHAN_CHECK(connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0);
  const std::string request = "GET /metrics HTTP/1.0\r\n\r\n";
  YIZHAN_CHECK(write(fd, request.data(), request.size()) == static_cast<ssize_t>(request.size()));
  std::string page;
  std::array<char, 4096> part{};
  for (ssize_t read_bytes = 0; (read_bytes = read(fd, part.data(), part.size())) > 0;) {
    page.append(part.data(), static_cast<std::size_t>(read_bytes));
  }
  close(fd);
  return page;
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

TEST(CanaryTest, PersonalDataIsInThePrivateTableOnly) {
  World world;
  Plant(world);
  Use(world);
  for (const v1::Leaf& leaf : world.Leaves()) {
    EXPECT_FALSE(HasCanary(leaf.stored())) << "leaf " << leaf.number();
  }
  EXPECT_FALSE(HasCanary(Export(world)));
  const std::string page = Page(world.process().metrics_address());
  EXPECT_NE(page.find("yizhan_ledger_entries"), std::string::npos) << page;
  EXPECT_NE(page.find("method=\"Settlement.Settle\""), std::string::npos);
  EXPECT_FALSE(HasCanary(page));

  EXPECT_EQ(world.process().Stop(), 0);
  const std::string log = ReadWholeFile(world.process().log_path());
  EXPECT_NE(log.find("\"event\":\"started\""), std::string::npos);
  EXPECT_FALSE(HasCanary(log));
  EXPECT_FALSE(HasCanary(ReadWholeFile(world.process().stderr_path())));

  const auto store = RocksStore::OpenReadOnly(world.process().data_dir());
  ASSERT_TRUE(store.ok()) << store.status();
  const auto view = (*store)->OpenView();
  std::map<Table, int> rows;
  bool found_in_private = false;
  for (int table = static_cast<int>(Table::kHolder); table <= static_cast<int>(Table::kPrivate);
       ++table) {
    const auto scanned = view->Scan(
        static_cast<Table>(table), "", [&](std::string_view key, std::string_view value) {
          ++rows[static_cast<Table>(table)];
          const bool has = HasCanary(std::string(key)) || HasCanary(std::string(value));
          if (static_cast<Table>(table) == Table::kPrivate) {
            found_in_private = found_in_private || has;
          } else {
            EXPECT_FALSE(has) << "table " << table;
          }
          return true;
        });
    ASSERT_TRUE(scanned.ok()) << scanned;
  }
  EXPECT_TRUE(found_in_private) << "the search cannot find what is there";
  EXPECT_GT(rows[Table::kCard], 0);
  EXPECT_GT(rows[Table::kMessageKey], 0);
  EXPECT_GT(rows[Table::kHolder], 0);
}

}  // namespace
}  // namespace yizhan::testing
