// Names: what people call the codes of the messages, Chinese first.
//
// Threads:  pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/money.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/institution.pb.h"
#include "yizhan/v1/officer.pb.h"
#include "yizhan/v1/policy.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::cli {

std::string LayerZh(v1::Layer layer);
std::string LayerEn(v1::Layer layer);
std::string LevelZh(v1::HospitalLevel level);
std::string StateZh(v1::InstitutionState state);
std::string StateEn(v1::InstitutionState state);
// "有效 live", "已冲正，见 12 / reversed by 12".
std::string PresentText(v1::PresentState state, std::uint64_t ended_by);
std::string StepZh(v1::StepStatus status);
// "入户核查 home visit".
std::string PurposeText(v1::ReadPurpose purpose);
// "home-visit", as --purpose takes it; empty when it is none.
std::optional<v1::ReadPurpose> PurposeNamed(const std::string& name);
// "登记变更 person changed": what an entry is.
std::string KindText(const v1::Entry& entry);
// The insurance fund behind a code (fund_pay_type or setlinfo field); the code when unknown.
std::string FundZh(const std::string& fund_code);

// 16 lower-case hex digits, as register and slips write a person number; and back (1 .. 16 digits,
// optional 0x). False when it is not that.
std::string PersonText(std::uint64_t person_no);
bool ParsePerson(const std::string& text, std::uint64_t& person_no);

inline std::string Yuan(std::int64_t amount_fen) { return YuanText(Money::FromFen(amount_fen)); }

}  // namespace yizhan::cli
