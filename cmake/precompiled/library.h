// LibraryHeaders: what most of our sources include anyway, read by the compiler once for a build
// instead of once for every file. A source still includes what it uses: the `coverage` preset
// reads it without this.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "yizhan/v1/config.pb.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/error.pb.h"
#include "yizhan/v1/institution.pb.h"
#include "yizhan/v1/ledger.pb.h"
#include "yizhan/v1/officer.pb.h"
#include "yizhan/v1/policy_service.pb.h"
#include "yizhan/v1/private.pb.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/relief.pb.h"
#include "yizhan/v1/rows.pb.h"
#include "yizhan/v1/settlement.pb.h"
