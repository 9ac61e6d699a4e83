#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/policy/check.h"

namespace yizhan {
namespace {

void CheckDate(const std::string& text, const Place& place, Findings& findings) {
  if (ParseDay(text)) return;
  findings.Error(place, {.zh = absl::StrCat("“", text, "”不是日期,应写作 2012-06-29"),
                         .en = absl::StrCat("'", text, "' is not a date such as 2012-06-29")});
}

void CheckInForce(const Placed<v1::Program>& program, Findings& findings) {
  const v1::DateRange& range = program->in_force();
  const Place place = program.place.Field("in_force");
  if (range.from().empty()) {
    findings.Error(place.Field("from"),
                   {.zh = "缺少施行日期", .en = "the first day in force is missing"});
    return;
  }
  CheckDate(range.from(), place.Field("from"), findings);
  if (range.until().empty()) return;
  CheckDate(range.until(), place.Field("until"), findings);
  if (!ParseDay(range.from()) || !ParseDay(range.until()) || ReadSpan(range)) return;
  findings.Error(place.Field("until"),
                 {.zh = absl::StrCat("截止日 ", range.until(), " 早于施行日 ", range.from()),
                  .en = absl::StrCat("the last day ", range.until(), " is before the first day ",
                                     range.from())});
}

void CheckBase(const Placed<v1::Program>& program, Findings& findings) {
  if (program->base().empty()) {
    findings.Error(program.place, {.zh = "没有写明救助基数(base)包括哪几部分费用",
                                   .en = "base names no part of the patient's cost"});
  }
  std::set<int> seen;
  for (int i = 0; i < program->base_size(); ++i) {
    if (seen.insert(program->base(i)).second) continue;
    findings.Error(
        program.place.Item("base", i),
        {.zh = absl::StrCat("基数中“", v1::BucketName_Name(program->base(i)), "”重复"),
         .en = absl::StrCat("base names ", v1::BucketName_Name(program->base(i)), " twice")});
  }
}

}  // namespace

void CheckProgram(const Placed<v1::Program>& program, Findings& findings) {
  if (program->title().empty()) {
    findings.Error(program.place.Field("title"),
                   {.zh = "缺少中文名称", .en = "the title is missing"});
  }
  CheckSource(program->has_source(), program->source(), program.place, findings);
  CheckInForce(program, findings);
  CheckWho(program->who(), program.place.Field("who"), findings);
  CheckWhat(program->what(), program.place.Field("what"), findings);
  CheckBase(program, findings);
  CheckTiers(program, findings);
  if (program->mode() == v1::YEAR_ON_APPLICATION && !program->who().by_application()) {
    findings.Warning(program.place.Field("mode"),
                     {.zh = "按年申请的项目总要凭审批办理,请写明 by_application",
                      .en = "a yearly program on application always needs an approval; state "
                            "by_application"});
  }
}

}  // namespace yizhan
