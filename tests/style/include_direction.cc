#include "tests/style/include_direction.h"

#include <string_view>

namespace yizhan::style {
namespace {

// `may` lists what a folder may include of ours besides itself, separated by blanks. Folders not
// listed (tools, tests, bench) may include anything.
struct Direction {
  std::string_view folder;
  std::string_view may;
};

constexpr Direction kDirections[] = {
    {"engine/base/", ""},
    {"engine/rules/", "engine/base/"},
    {"engine/policy/", "engine/base/ engine/rules/"},
    {"engine/register/", "engine/base/ engine/rules/"},
    {"engine/adjudicate/", "engine/base/ engine/rules/ engine/policy/"},
    {"engine/ledger/", "engine/base/"},
    {"engine/identity/", "engine/base/"},
    {"engine/personal/", "engine/base/ engine/rules/ engine/register/"},
    {"engine/books/",
     "engine/base/ engine/rules/ engine/policy/ engine/register/ engine/adjudicate/ "
     "engine/ledger/"},
    {"engine/audit/",
     "engine/base/ engine/policy/ engine/adjudicate/ engine/ledger/ engine/books/"},
    {"engine/simulate/",
     "engine/base/ engine/rules/ engine/policy/ engine/register/ engine/adjudicate/ "
     "engine/ledger/ engine/books/"},
    {"engine/relief/",
     "engine/base/ engine/rules/ engine/policy/ engine/register/ engine/adjudicate/ "
     "engine/ledger/ engine/books/"},
    {"engine/report/", "engine/base/ engine/policy/ engine/ledger/ engine/books/"},
    {"engine/reconcile/", "engine/base/"},
    {"engine/settlement/",
     "engine/base/ engine/rules/ engine/policy/ engine/register/ engine/adjudicate/ "
     "engine/ledger/ engine/books/ engine/relief/ engine/identity/ engine/personal/"},
    {"engine/service/", "engine/ adapters/client/"},  // A promoted engine calls the one before it.
    // What an edge keeps is sealed as the engine seals.
    {"adapters/", "engine/base/ engine/personal/cipher"},
    {"tests/property/second/", ""},  // Its worth is that it shares nothing with the engine.
};

// Libraries that only the ends may touch.
struct Fence {
  std::string_view included;
  std::string_view only_in;  // Path prefixes, separated by blanks.
};

constexpr Fence kFences[] = {
    {"grpcpp/", "engine/service/ adapters/client/ tools/ tests/ bench/ cmake/precompiled/grpc"},
    {"grpc/", "engine/service/ adapters/client/ tools/ tests/ bench/"},
    {"rocksdb/", "engine/ledger/rocks_ adapters/inbox/ tests/ bench/"},
    {"boost/", "engine/service/gate adapters/http/ adapters/mllp/ tests/ bench/"},
};

// Rules and adjudication are pure: no clock, disk, thread or chance.
constexpr std::string_view kPureFolders[] = {"engine/rules/", "engine/adjudicate/"};
constexpr std::string_view kImpure[] = {"engine/base/clock.h",
                                        "engine/base/random.h",
                                        "thread",
                                        "mutex",
                                        "fstream",
                                        "filesystem",
                                        "chrono",
                                        "random"};

bool StartsWithAny(std::string_view text, std::string_view prefixes) {
  while (!prefixes.empty()) {
    const std::size_t end = prefixes.find(' ');
    if (text.starts_with(prefixes.substr(0, end))) return true;
    prefixes = end == std::string_view::npos ? "" : prefixes.substr(end + 1);
  }
  return false;
}

bool IsOurs(std::string_view included) {
  return StartsWithAny(included, "engine/ adapters/ tools/ tests/ bench/");
}

std::string WhyImpure(std::string_view path, std::string_view included) {
  for (const std::string_view folder : kPureFolders) {
    if (!path.starts_with(folder)) continue;
    for (const std::string_view impure : kImpure) {
      if (included == impure) return std::string(folder) + " is pure: no clock, disk or thread";
    }
  }
  return "";
}

}  // namespace

std::string WhyNotInclude(const std::string& path, const std::string& included) {
  for (const Fence& fence : kFences) {
    if (included.starts_with(fence.included) && !StartsWithAny(path, fence.only_in)) {
      return "only these may include it: " + std::string(fence.only_in);
    }
  }
  for (const Direction& direction : kDirections) {
    if (!path.starts_with(direction.folder)) continue;
    const bool allowed = !IsOurs(included) || included.starts_with(direction.folder) ||
                         StartsWithAny(included, direction.may);
    if (!allowed) return std::string(direction.folder) + " must not know it";
  }
  return WhyImpure(path, included);
}

}  // namespace yizhan::style
