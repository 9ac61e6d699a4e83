// Codes: the code tables of Shanghai's interface as this door reads and writes them.
//
// Threads:  pure.
// Source:   domain.md section 2.6; return codes other than P001 are ours (GUIDE.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "yizhan/v1/bill.pb.h"
#include "yizhan/v1/error.pb.h"
#include "yizhan/v1/policy.pb.h"

namespace yizhan::shanghai {

inline constexpr std::size_t kTrialCharactersMax = 40;  // jssqxh

// yllb
inline constexpr char kCareKindsText[] = "S11, S12, S13, S21, S24, S31, S41";
std::optional<v1::CareKind> CareKindOf(const std::string& yllb);

// Who paid: fund codes of the bill. The national ones where there is one.
inline constexpr char kPoolFund[] = "310100";          // tczfs, of employees
inline constexpr char kResidentPoolFund[] = "390100";  // tczfs, of residents
inline constexpr char kAdditionalFund[] = "330100";    // fjzfs
inline constexpr char kRelievedFund[] = "SH-JF";       // jfje

// Position 12 of accountattr: by what scheme the insurer reckoned.
enum class Scheme : std::uint8_t {
  kUnknown,   // Too short, or a sign nobody here knows.
  kEmployee,  // 0, 1
  kResident,  // B to F, H
  kAided,     // A 民政帮困, G 社区医疗互助帮困
};
Scheme SchemeOf(const std::string& accountattr);

// xxfhm of what was refused.
inline constexpr char kUnreadable[] = "E001";
inline constexpr char kUnknownType[] = "E002";
inline constexpr char kOtherInstitution[] = "E003";
inline constexpr char kNoSuchTrial[] = "E020";
inline constexpr char kTrialExpired[] = "E021";
inline constexpr char kTrialDiffers[] = "E022";
inline constexpr char kRefundDiffers[] = "E041";
inline constexpr char kProceedWithoutAid[] = "E090";
inline constexpr char kAgain[] = "E091";
std::string CodeOf(const v1::ErrorDetail& detail);

// What the person at the window reads; the field and both figures are in it.
std::string TextOf(const v1::ErrorDetail& detail);

std::string LayerText(v1::Layer layer);

}  // namespace yizhan::shanghai
