#include "engine/policy/compose.h"

namespace yizhan {
namespace {

// An id for the path: most messages call it `id`, a deposit row is known by its identity, an
// upstream fund by its code.
template <typename Message>
const std::string& LabelOf(const Message& message) {
  return message.id();
}
const std::string& LabelOf(const v1::DepositRule& rule) { return rule.identity(); }
const std::string& LabelOf(const v1::UpstreamFund& fund) { return fund.fund_code(); }

template <typename Message, typename Items>
void AddAll(const Items& items, const Place& root, const std::string& field,
            std::vector<Placed<Message>>& to) {
  for (int i = 0; i < items.size(); ++i) {
    to.push_back({.message = &items.Get(i), .place = root.Item(field, i, LabelOf(items.Get(i)))});
  }
}

}  // namespace

ComposedPack Compose(const std::vector<ParsedFile>& files) {
  ComposedPack composed;
  for (const ParsedFile& file : files) {
    const Place root = file.Root();
    composed.files.push_back({.message = &file.pack, .place = root});
    AddAll(file.pack.accounts(), root, "accounts", composed.accounts);
    AddAll(file.pack.funds(), root, "funds", composed.funds);
    AddAll(file.pack.programs(), root, "programs", composed.programs);
    AddAll(file.pack.thresholds(), root, "thresholds", composed.thresholds);
    AddAll(file.pack.deposits(), root, "deposits", composed.deposits);
    AddAll(file.pack.upstream_funds(), root, "upstream_funds", composed.upstream_funds);
  }
  return composed;
}

const std::string& GroupOf(const v1::Program& program) {
  return program.alternative_group().empty() ? program.id() : program.alternative_group();
}

std::optional<Span> ReadSpan(const v1::DateRange& range) {
  const std::optional<Day> from = ParseDay(range.from());
  const std::optional<Day> until =
      range.until().empty() ? std::optional<Day>(kOpenEnd) : ParseDay(range.until());
  if (!from || !until || *until < *from) return std::nullopt;
  return Span{.from = *from, .until = *until};
}

}  // namespace yizhan
