// Words: the few names a made-up world uses, so that people, bills and rules meet.
//
// Threads:  constant.
#pragma once

#include <string>
#include <vector>

#include "engine/base/date.h"

namespace yizhan::property {

inline const std::vector<std::string> kIdentities = {"dibao", "tekun", "low-income", "disabled"};
inline const std::vector<std::string> kTowns = {"Anting", "Nanxiang", "Waigang"};
inline const std::vector<std::string> kInsurances = {"310", "390"};
inline const std::vector<std::string> kHospitals = {"H1", "H2", "H3"};
inline const std::vector<std::string> kHouseholds = {"hh-1", "hh-2"};
// Of aid paid upstream; rules map most of them (R9).
inline const std::vector<std::string> kUpstreamCodes = {"610101", "610102", "610103", "610104"};
// As hospitals write them, and as rules do (R25).
inline const std::vector<std::string> kDiagnoses = {"N18.500",  "n18.5",     "C50.9+",
                                                    "C 50.911", "J18.9",     "I10.x00",
                                                    "F20.0*",   "N1\u20205", "C50.9\u2020"};
inline const std::vector<std::string> kPrefixes = {"N18", "n18.5", "C50",  "C",
                                                   "F2",  "I10",   "J18.9"};

// Before every day of a made-up world.
inline constexpr Day kEver{.days = 0};  // 1970-01-01
// Bills are served in these years; rules change in them.
inline constexpr Day kFirstDay{.days = 15'340};  // 2012-01-01
inline constexpr Day kLastDay{.days = 16'435};   // 2014-12-31

}  // namespace yizhan::property
