// posted, accounts: what an institution posted in a period, and what a person was paid and bore in
// a year.
#include <memory>
#include <string>

#include "engine/base/date.h"
#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/names.h"
#include "tools/cli/table.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::Settlement::Stub;

struct PostedOptions {
  std::string institution_id, from_day, until_day;
  WhichPerson who;
  std::uint32_t year = 0;
};

// All pages as one.
absl::StatusOr<v1::ListPostedReply> AllPosted(const Client& client, const PostedOptions& options) {
  Stub stub(client.channel());
  v1::ListPostedRequest request;
  request.set_institution_id(options.institution_id);
  request.set_from_day(options.from_day);
  request.set_until_day(options.until_day);
  v1::ListPostedReply all;
  all.set_more(true);
  while (all.more()) {
    const absl::StatusOr<v1::ListPostedReply> page = Call(client, stub, &Stub::ListPosted, request);
    if (!page.ok()) return page.status();
    all.MergeFrom(*page);
    all.set_more(page->more());
    if (page->more()) request.set_after(page->lines().rbegin()->number());
  }
  return all;
}

std::string KindText(const v1::PostedLine& line) {
  if (line.of() != 0) return "红冲 contra of " + std::to_string(line.of());
  return line.after_the_fact() ? "事后 after the fact" : "结算 settlement";
}

std::string PostedText(const v1::ListPostedReply& reply) {
  Table table({{"编号 No.", Align::kRight},
               {"时间 Time"},
               {"票据号 Bill"},
               {"类别 Kind"},
               {"总额 Total", Align::kRight},
               {"医保 Insurers", Align::kRight},
               {"救助 Aid", Align::kRight},
               {"账户 Account", Align::kRight},
               {"现金 Cash", Align::kRight}});
  v1::PostedLine sum;
  for (const v1::PostedLine& line : reply.lines()) {
    table.AddRow({std::to_string(line.number()), TimeText(line.posted_ms()), line.bill_no(),
                  KindText(line), Yuan(line.total_fen()), Yuan(line.insurers_fen()),
                  Yuan(line.aid_fen()), Yuan(line.account_fen()), Yuan(line.cash_fen())});
    sum.set_total_fen(sum.total_fen() + line.total_fen());
    sum.set_insurers_fen(sum.insurers_fen() + line.insurers_fen());
    sum.set_aid_fen(sum.aid_fen() + line.aid_fen());
    sum.set_account_fen(sum.account_fen() + line.account_fen());
    sum.set_cash_fen(sum.cash_fen() + line.cash_fen());
  }
  table.AddRule();
  table.AddRow({"", "", "", "合计 Sum", Yuan(sum.total_fen()), Yuan(sum.insurers_fen()),
                Yuan(sum.aid_fen()), Yuan(sum.account_fen()), Yuan(sum.cash_fen())});
  return table.Text() + "共 " + std::to_string(reply.lines_size()) +
         " 行 lines，截至记录数 as of " + std::to_string(reply.as_of()) + "\n";
}

ExitCode RunPosted(Session& session, const PostedOptions& options) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  const absl::StatusOr<v1::ListPostedReply> reply = AllPosted(**client, options);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return PostedText(*reply); });
}

std::string AccountsText(const v1::ListAccountsReply& reply) {
  Table table({{"账户 Account"},
               {"名称 Title"},
               {"累计 Value", Align::kRight},
               {"限额 Limit", Align::kRight}});
  for (const v1::YearAccount& account : reply.accounts()) {
    table.AddRow({account.account_id(), account.title(), Yuan(account.value_fen()),
                  account.has_limit_fen() ? Yuan(account.limit_fen()) : ""});
  }
  return "人员 Person " + PersonText(reply.person_no()) + "  年度 Year " +
         std::to_string(reply.year()) + "\n" + table.Text();
}

ExitCode RunAccounts(Session& session, const PostedOptions& options) {
  const absl::StatusOr<v1::PersonRef> person = PersonOf(options.who);
  if (!person.ok()) return session.Fail(person.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  v1::ListAccountsRequest request;
  *request.mutable_person() = *person;
  request.set_year(options.year);
  const absl::StatusOr<v1::ListAccountsReply> reply =
      Call(**client, stub, &Stub::ListAccounts, request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return AccountsText(*reply); });
}

}  // namespace

void AddPostedCommands(CLI::App& app, Session& session) {
  auto options = std::make_shared<PostedOptions>();

  CLI::App* posted = app.add_subcommand(
      "posted", "一家机构一段时间的入账明细，旧的在前 / what an institution posted, oldest first");
  posted->add_option("INSTITUTION", options->institution_id, "机构编号 / institution")->required();
  posted->add_option("--from", options->from_day, "入账日期起 / posting date from, YYYY-MM-DD")
      ->required();
  posted->add_option("--until", options->until_day, "入账日期止（含） / until, inclusive")
      ->required();
  posted->footer(
      "例 Example:\n  yizhan --config desk.textproto posted anting --from 2012-06-01 "
      "--until 2012-06-30");
  posted->callback([&session, options] { session.exit_code = RunPosted(session, *options); });

  CLI::App* accounts = app.add_subcommand(
      "accounts", "一人一年的累计和限额 / what a person was paid and bore in a year, and the caps");
  AddWhichPerson(*accounts, options->who);
  accounts->add_option("--year", options->year, "年度 / year, YYYY")->required();
  accounts->footer(
      "例 Example:\n  yizhan --config desk.textproto accounts --cert-no 310... --year 2012");
  accounts->callback([&session, options] { session.exit_code = RunAccounts(session, *options); });
}

}  // namespace yizhan::cli
