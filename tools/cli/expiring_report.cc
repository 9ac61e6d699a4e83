#include "tools/cli/expiring_report.h"

#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "tools/cli/names.h"

namespace yizhan::cli {
namespace {

std::string TownText(const std::string& town) { return town.empty() ? "（无街镇 no town）" : town; }

struct Count {
  std::set<std::uint64_t> persons;
  std::int64_t ending = 0;
  std::int64_t going_on = 0;
};

Row CountRow(const std::string& name, const Count& count) {
  return {name, static_cast<std::int64_t>(count.persons.size()), count.ending, count.going_on};
}

ReportTable TownsTable(const v1::ListExpiringReply& reply) {
  ReportTable table{.name = "towns",
                    .title = {"各街镇", "By town"},
                    .columns = {{"街镇", "Town"},
                                {"人数", "Persons"},
                                {"到期", "End"},
                                {"次日延续", "Go on the day after"}}};
  std::map<std::string, Count> towns;
  Count all;
  for (const v1::ExpiringItem& item : reply.items()) {
    for (Count* const count : {&towns[item.town()], &all}) {
      count->persons.insert(item.person_no());
      ++(item.goes_on() ? count->going_on : count->ending);
    }
  }
  for (const auto& [town, count] : towns) table.rows.push_back(CountRow(TownText(town), count));
  table.whole = CountRow(Joined({"合计", "All"}), all);
  return table;
}

ReportTable PersonsTable(const v1::ListExpiringReply& reply) {
  ReportTable table{
      .name = "expiring",
      .title = {"到期清单", "Ending"},
      .note = {"复审结果按登记导入格式填写后导入：yizhan register import FILE。",
               "The results of the review are imported: yizhan register import FILE."},
      .columns = {{"街镇", "Town"},
                  {"最后一天", "Last day"},
                  {"人员编号", "Person"},
                  {"类别", "Kind"},
                  {"代码", "Value"},
                  {"起始日期", "From"},
                  {"次日是否延续", "Goes on"}}};
  for (const v1::ExpiringItem& item : reply.items()) {
    table.rows.push_back(
        {TownText(item.town()), item.identity().until(), PersonText(item.person_no()),
         item.approval() ? "审批 approval" : "身份 identity", item.identity().value(),
         item.identity().from(), item.goes_on() ? "是 yes" : "否 no"});
  }
  return table;
}

}  // namespace

Report ExpiringReport(const v1::ListExpiringRequest& request, const v1::ListExpiringReply& reply) {
  const std::string town = request.town().empty() ? "" : " " + request.town();
  Report report{.title = {"到期待复审 " + request.from() + " ~ " + request.until() + town,
                          "Identities and approvals that end"}};
  report.remarks.push_back({"身份和审批的最后一天在此期间的人员，按街镇、最后一天、人员编号排列。",
                            "Whose identity or approval has its last day in this span; by town, "
                            "last day, person."});
  report.tables = {TownsTable(reply), PersonsTable(reply)};
  return report;
}

}  // namespace yizhan::cli
