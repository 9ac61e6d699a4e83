#include "tools/sample/numbering.h"

namespace yizhan::sample {
namespace {

constexpr std::size_t kOpenSecond = 7 * 3600 + 1800;
constexpr std::size_t kOpenSeconds = 10 * 3600;
constexpr std::size_t kSerials = 10'000;

std::string Digits(std::size_t number, std::size_t width) {
  const std::string text = std::to_string(number);
  return text.size() >= width ? text : std::string(width - text.size(), '0') + text;
}

}  // namespace

std::string Numbering::MessageId(const Hospital& hospital, std::size_t slot) {
  const std::size_t second = kOpenSecond + kOpenSeconds * slot / slots_;
  const std::size_t serial = ++next_[std::string(hospital.id) + "M"] % kSerials;
  return hospital.id + Compact() + Digits(second / 3600, 2) + Digits(second / 60 % 60, 2) +
         Digits(second % 60, 2) + Digits(serial, 4);
}

std::string Numbering::Next(const Hospital& hospital, const std::string& letter) {
  return letter + Compact() + Digits(++next_[hospital.id + letter], 6);
}

}  // namespace yizhan::sample
