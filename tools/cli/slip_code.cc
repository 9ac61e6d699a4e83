#include "tools/cli/slip_code.h"

#include <qrencode.h>

#include <array>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace yizhan::cli {
namespace {

constexpr char kHead[] = "yizhan";
constexpr char kVersion[] = "1";
constexpr std::size_t kLedgerDigits = 16;
constexpr std::size_t kHashDigits = 64;
constexpr int kMargin = 2;

bool IsHex(const std::string& text, std::size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

absl::Status NoSlipCode() {
  return absl::InvalidArgumentError(
      "--slip 应为结算单二维码内容，或“结算编号 64位账本凭证”\n"
      "--slip takes what the QR code of a slip says, or its number and the 64 digits of its leaf");
}

}  // namespace

absl::StatusOr<SlipCode> SlipCode::Parse(const std::string& text) {
  std::vector<std::string> parts =
      absl::StrSplit(absl::AsciiStrToLower(text), absl::ByAnyChar(": \t\n"), absl::SkipEmpty());
  SlipCode code;
  if (parts.size() > 3 && parts[0] == kHead) {
    if (parts[1] != kVersion || !IsHex(parts[2], kLedgerDigits)) return NoSlipCode();
    code.ledger = parts[2];
    parts.erase(parts.begin(), parts.begin() + 3);
  }
  if (parts.empty() || !absl::SimpleAtoi(parts[0], &code.number)) return NoSlipCode();
  // The hash may stand in several lines, as on the paper.
  for (std::size_t i = 1; i < parts.size(); ++i) code.leaf_hash += parts[i];
  if (!IsHex(code.leaf_hash, kHashDigits)) return NoSlipCode();
  return code;
}

std::string SlipCode::Text() const {
  return absl::StrCat(kHead, ":", kVersion, ":", ledger, ":", number, ":", leaf_hash);
}

std::vector<std::string> QrLines(const std::string& text, std::size_t columns_max) {
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_L), &QRcode_free);
  if (code == nullptr) return {};
  const int width = code->width;
  if (static_cast<std::size_t>(width + 2 * kMargin) > columns_max) return {};
  const auto dark = [&](int row, int column) {
    if (row < 0 || row >= width || column < 0 || column >= width) return false;
    return (code->data[row * width + column] & 1U) != 0;
  };
  static constexpr std::array<const char*, 4> kHalves = {" ", "▄", "▀", "█"};
  std::vector<std::string> lines;
  for (int row = -kMargin; row < width + kMargin; row += 2) {
    std::string line;
    for (int column = -kMargin; column < width + kMargin; ++column) {
      line += kHalves.at((dark(row, column) ? 2U : 0U) + (dark(row + 1, column) ? 1U : 0U));
    }
    lines.push_back(line);
  }
  return lines;
}

}  // namespace yizhan::cli
