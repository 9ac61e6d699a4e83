// Goal: `adjudicate` and `policy simulate` take any list for the same bills, however its lines
// repeat, take back, replace and contradict each other.
// Method: random lists over so few ids that most lines meet one another; the aid of both is equal.
#include "engine/base/random.h"
#include "tests/cli/adjudicate/run_list.h"

namespace yizhan::cli {
namespace {

constexpr int kLines = 120;

class RandomList {
 public:
  explicit RandomList(std::uint64_t seed) : random_(seed) {}

  std::string Text() {
    for (int i = 0; i < kLines; ++i) lines_.push_back(Line());
    std::string text;
    for (const std::string& line : lines_) text += line + "\n";
    return text;
  }

 private:
  std::uint64_t Below(std::uint64_t bound) { return random_.Next() % bound; }
  std::string One(const std::vector<std::string>& of) { return of[Below(of.size())]; }
  std::string Institution() { return One({"H1", "H1", "H2"}); }
  std::string MessageId() { return "M" + std::to_string(Below(40)); }

  std::string Line() {
    switch (Below(12)) {
      case 0:
        return lines_.empty() ? "no json" : One(lines_);  // The same again.
      case 1:
      case 2:
        return R"({"reverse":{)" + Named(/*replaces=*/false) + RequestId() + "}}";
      case 3:
      case 4:
      case 5:
        return R"({"replace":{)" + Named(/*replaces=*/true) + "," + Bill() + "}}";
      case 6:
        return National("2208", R"("setl_id":")" + LineNumber() + "\"");
      case 7:
        return National("2601", R"("oinfno":"2207","omsgid":")" + MessageId() + "\"");
      default:
        return "{" + Bill() + "}";
    }
  }

  std::string LineNumber() { return std::to_string(1 + Below(lines_.size() + 2)); }

  std::string Named(bool replaces) {
    std::string named =
        Below(2) == 0 ? R"("number":)" + LineNumber() : R"("message_id":")" + MessageId() + "\"";
    const bool is_by_id = named.find("message_id") != std::string::npos;
    if (replaces || (!is_by_id && Below(2) == 0)) return named;
    return named + R"(,"institution_id":")" + Institution() + "\"";
  }

  // Also ids that bills have: both stand in one table (R40).
  std::string RequestId() {
    if (Below(2) == 0) return "";
    return R"(,"request_id":")" + One({"Q1", "Q2", MessageId()}) + "\"";
  }

  std::string National(const std::string& infno, const std::string& data) {
    return R"({"infno":")" + infno + R"(","msgid":")" + One({"Q1", "Q2", MessageId()}) +
           R"(","fixmedins_code":")" + Institution() + R"(","input":{"data":{)" + data + "}}}";
  }

  std::string Bill() {
    const std::uint64_t in_scope = Below(900'000);
    const std::uint64_t own = Below(200'000);
    const std::uint64_t wrong = Below(20) == 0 ? 1 : 0;
    const std::string bill_no =
        Below(5) == 0 ? "" : R"("bill_no":"B)" + std::to_string(Below(30)) + "\",";
    return R"("bill":{"institution_id":")" + Institution() + R"(","visit_no":"V",)" + bill_no +
           R"("message_id":")" + MessageId() +
           R"(","care_kind":"INPATIENT","service_start":"2012-03-01","service_end":"2012-03-09",)"
           R"("accounting_date":")" +
           One({"2012-03-09", "2012-12-31", "2013-01-02"}) + R"(","total_fen":)" +
           std::to_string(in_scope + own + wrong) + R"(,"in_scope_fen":)" +
           std::to_string(in_scope) + R"(,"out_of_scope_fen":)" + std::to_string(own) +
           R"(},"person":{"card":{"cert_type":"01","cert_no":")" +
           One({"CARD0001", "CARD0001", "CARD0002", "CARD9999"}) + "\"}}";
  }

  SeededRandom random_;
  std::vector<std::string> lines_;
};

class RandomListTest : public ListTest, public ::testing::WithParamInterface<std::uint64_t> {};

TEST_P(RandomListTest, IsTheSameBillsForBoth) {
  const std::string people = Write("people.csv", FileText(People()) +
                                                     "CARD0002,李四,1950-01-01,low_income,"
                                                     "2012-01-01,\n");
  const Listed listed = Adjudicate(RandomList(GetParam()).Text(), {"--state"}, people);
  EXPECT_EQ(listed.ran.exit_code == 0 || listed.ran.exit_code == 1, true) << listed.ran.err;
  EXPECT_GT(listed.Paid(), 0);
  EXPECT_EQ(SimulatedAid(people), std::to_string(listed.Paid()));
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomListTest, ::testing::Range<std::uint64_t>(1, 13));

}  // namespace
}  // namespace yizhan::cli
