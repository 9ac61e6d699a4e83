#include "adapters/pass_through/visits.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/national/json_edit.h"
#include "engine/base/date.h"
#include "yizhan/v1/pass_note.pb.h"

namespace yizhan::edge {
namespace {

constexpr char kKind[] = "pass.visit";
constexpr std::size_t kDiagnosesMax = 50;
constexpr std::array<std::string_view, 4> kTells = {"2203", "2401", "2402", "2403"};

// "2012-06-20 08:00:00" as "2012-06-20"; "" when it is no date.
std::string DayOf(const std::string& text) {
  return ParseDay(text.substr(0, 10)).has_value() ? text.substr(0, 10) : "";
}

const Json* FirstOf(const Json& input, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const Json* found = input.Find(name);
    if (found != nullptr && found->kind == Json::Kind::kObject) return found;
  }
  return nullptr;
}

// The visit's number: in the request, or, at admission, first in the answer.
std::string VisitNo(const Json& told, const Answer& answer) {
  const std::string asked = MemberText(told, "mdtrt_id");
  if (!asked.empty()) return asked;
  const Json* output = answer.root.Find("output");
  if (output == nullptr) return "";
  const Json* result = FirstOf(*output, {"result", "data"});
  return MemberText(result == nullptr ? *output : *result, "mdtrt_id");
}

struct Diagnosis {
  bool principal = false;
  int place = 0;
  std::string code;
};

// Principal first, then by their numbers: those begin anew for each kind of diagnosis.
std::vector<std::string> Diagnoses(const Json& input) {
  const Json* list = input.Find("diseinfo");
  if (list == nullptr || list->kind != Json::Kind::kArray) return {};
  std::vector<Diagnosis> found;
  for (const Json& item : list->items) {
    const std::string code = MemberText(item, "diag_code");
    if (code.empty() || MemberText(item, "vali_flag") == "0") continue;
    const std::string place = MemberText(item, "diag_srt_no");
    const bool number = !place.empty() && place.size() <= 4 &&
                        place.find_first_not_of("0123456789") == std::string::npos;
    found.push_back({.principal = MemberText(item, "maindiag_flag") == "1",
                     .place = number ? std::stoi(place) : 0,
                     .code = code});
  }
  std::stable_sort(found.begin(), found.end(), [](const Diagnosis& a, const Diagnosis& b) {
    return a.principal != b.principal ? a.principal : a.place < b.place;
  });
  std::vector<std::string> codes;
  for (const Diagnosis& diagnosis : found) {
    const bool known = std::find(codes.begin(), codes.end(), diagnosis.code) != codes.end();
    if (!known && codes.size() < kDiagnosesMax) codes.push_back(diagnosis.code);
  }
  return codes;
}

v1::PassVisit Load(const std::string& visit_no, const Notes& notes) {
  v1::PassVisit visit;
  const auto found = notes.Find(kKind, visit_no);
  if (found.ok() && found->has_value()) visit.ParseFromString(**found);
  return visit;
}

void Merge(const Json& told, const Json& input, v1::PassVisit& visit) {
  const std::string begin = DayOf(MemberText(told, "begntime"));
  const std::string end = DayOf(MemberText(told, "endtime"));
  const std::string referral = MemberText(told, "refl_no");
  if (!begin.empty()) visit.set_begin(begin);
  if (!end.empty()) visit.set_end(end);
  if (!referral.empty()) visit.set_referral_no(referral);
  const std::vector<std::string> codes = Diagnoses(input);
  if (codes.empty()) return;
  visit.clear_diagnoses();
  for (const std::string& code : codes) visit.add_diagnoses(code);
}

// Both days, or none: begin of the visit, and its end or, before one was told, the day insurance
// settled. An end behind that day is one that was planned.
std::optional<Json> VisitInfo(const v1::PassVisit& visit, const std::string& discharge,
                              const std::string& settled) {
  std::string end = discharge.empty() ? visit.end() : discharge;
  if (end.empty() || end > settled) end = settled;
  if (visit.begin().empty() || end.empty() || visit.begin() > end) return std::nullopt;
  Json info{.kind = Json::Kind::kObject};
  PutMember(info, "begntime", JsonString(visit.begin()));
  PutMember(info, "endtime", JsonString(end));
  if (!visit.referral_no().empty()) PutMember(info, "refl_no", JsonString(visit.referral_no()));
  return info;
}

Json DiagnosisList(const v1::PassVisit& visit) {
  Json list{.kind = Json::Kind::kArray};
  for (const std::string& code : visit.diagnoses()) {
    Json item{.kind = Json::Kind::kObject};
    PutMember(item, "diag_code", JsonString(code));
    PutMember(item, "diag_srt_no", JsonString(std::to_string(list.items.size() + 1)));
    list.items.push_back(std::move(item));
  }
  return list;
}

}  // namespace

bool TellsOfVisit(const std::string& infno) {
  return std::find(kTells.begin(), kTells.end(), infno) != kTells.end();
}

void RememberVisit(const Asked& asked, const Answer& answer, std::int64_t now_ms, Notes& notes) {
  const Json* input = asked.root.Find("input");
  if (input == nullptr || input->kind != Json::Kind::kObject) return;
  const Json* told = FirstOf(*input, {"mdtrtinfo", "dscginfo", "adminfo", "data"});
  if (told == nullptr) return;
  const std::string visit_no = VisitNo(*told, answer);
  if (visit_no.empty()) return;
  v1::PassVisit visit = Load(visit_no, notes);
  Merge(*told, *input, visit);
  visit.set_changed_ms(now_ms);
  (void)notes.Put(kKind, visit_no, visit.SerializeAsString());
}

Json BillInput(const Json& output, const Json& data, const Notes& notes) {
  Json input{.kind = Json::Kind::kObject};
  for (const char* name : {"setlinfo", "setldetail"}) {
    const Json* found = output.Find(name);
    if (found != nullptr) PutMember(input, name, *found);
  }
  const Json* setlinfo = input.Find("setlinfo");
  if (setlinfo == nullptr) return input;
  const std::string asked_no = MemberText(data, "mdtrt_id");
  const v1::PassVisit visit =
      Load(asked_no.empty() ? MemberText(*setlinfo, "mdtrt_id") : asked_no, notes);
  std::optional<Json> info = VisitInfo(visit, DayOf(MemberText(data, "dscgTime")),
                                       DayOf(MemberText(*setlinfo, "setl_time")));
  if (info.has_value()) PutMember(input, "mdtrtinfo", *std::move(info));
  if (visit.diagnoses_size() > 0) PutMember(input, "diseinfo", DiagnosisList(visit));
  return input;
}

}  // namespace yizhan::edge
