// terminal: one cashier's terminal as a process of its own, for two_terminals_test. It reads one
// command a line and answers one line: "settle ROUND" -> the settlement's number and what the
// municipal layer paid, "back NUMBER ROUND" -> "done"; anything else that happens -> "failed WHY".

#include <cstdint>
#include <iostream>
#include <string>

#include "tests/service/world.h"

namespace yizhan::testing {
namespace {

constexpr std::int64_t kBillFen = 4'000'000;

void Settle(Client& client, const std::string& name, const std::string& round) {
  v1::SettleRequest request = World::Request(name + "-" + round);
  v1::Bill& bill = *request.mutable_bill();
  bill.clear_insurer_payments();
  bill.set_total_fen(kBillFen);
  bill.set_in_scope_fen(kBillFen);
  const auto settled = client.Settle(request);
  if (!settled.ok()) {
    std::cout << "failed " << settled.status().message() << std::endl;
    return;
  }
  std::int64_t municipal_fen = 0;
  for (const v1::AidLine& line : settled->lines()) {
    if (line.program_id() == "sh-2012-major") municipal_fen = line.pay_fen();
  }
  std::cout << settled->number() << " " << municipal_fen << std::endl;
}

void Back(Client& client, const std::string& name, std::uint64_t number, const std::string& round) {
  v1::ReverseRequest request;
  request.set_number(number);
  request.set_request_id(name + "-back-" + round);
  const auto reversed = client.Reverse(request);
  if (reversed.ok()) {
    std::cout << "done" << std::endl;
  } else {
    std::cout << "failed " << reversed.status().message() << std::endl;
  }
}

int Run(const std::string& address, const std::string& token, const std::string& name) {
  Client client({.address = address, .token = token, .deadline_ms = 20'000});
  std::string command;
  while (std::cin >> command) {
    std::uint64_t number = 0;
    std::string round;
    if (command == "settle" && std::cin >> round) {
      Settle(client, name, round);
    } else if (command == "back" && std::cin >> number >> round) {
      Back(client, name, number, round);
    } else {
      return 1;
    }
  }
  return 0;
}

}  // namespace
}  // namespace yizhan::testing

int main(int argc, char** argv) {
  if (argc != 4) return 1;
  return yizhan::testing::Run(argv[1], argv[2], argv[3]);
}
