// Fuzz target: any bytes as a hospital's detail file. Whatever is handed over has a line, a number
// and amounts that are amounts.

#include <string>

#include "adapters/files/hospital_books.h"
#include "engine/base/check.h"
#include "engine/base/money.h"
#include "tests/fuzz/target.h"

namespace yizhan::files {
namespace {

void CheckRow(const v1::BookedRow& row) {
  YIZHAN_CHECK(row.line() > 1);
  YIZHAN_CHECK(!row.bill_no().empty());
  for (const std::int64_t fen :
       {row.sums().total_fen(), row.sums().funds_fen(), row.sums().account_fen()}) {
    YIZHAN_CHECK(fen >= 0 && fen <= kAmountMax.fen());
  }
}

}  // namespace
}  // namespace yizhan::files

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string file(reinterpret_cast<const char*>(bytes), size);
  const auto books = yizhan::files::ReadHospitalBooks(file, yizhan::files::CheckRow);
  if (!books.ok()) return 0;
  for (const yizhan::files::RefusedRow& row : books->refused) {
    YIZHAN_CHECK(row.line > 1);
    YIZHAN_CHECK(!row.reason.message_zh().empty());
  }
  return 0;
}
