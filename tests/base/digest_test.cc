// Digests: published vectors, and that different lists of fields never give the same bytes.

#include "engine/base/digest.h"

#include "gtest/gtest.h"

namespace yizhan {
namespace {

struct ShaCase {
  const char* name;
  std::string bytes;
  const char* hex;
};

class Sha256Test : public testing::TestWithParam<ShaCase> {};

TEST_P(Sha256Test, IsThePublishedOne) {
  EXPECT_EQ(HexText(Sha256(GetParam().bytes)), GetParam().hex);
}

// FIPS 180-4 examples.
// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, Sha256Test, testing::Values(
    ShaCase{"Empty", "",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    ShaCase{"Abc", "abc",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    ShaCase{"TwoBlocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    ShaCase{"MillionA", std::string(1'000'000, 'a'),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct HmacCase {
  const char* name;
  std::string key;
  std::string bytes;
  const char* hex;
};

class HmacTest : public testing::TestWithParam<HmacCase> {};

TEST_P(HmacTest, IsThePublishedOne) {
  EXPECT_EQ(HexText(HmacSha256(GetParam().key, GetParam().bytes)), GetParam().hex);
}

// RFC 4231, cases 1, 2, 3 and 6.
// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, HmacTest, testing::Values(
    HmacCase{"Case1", std::string(20, '\x0b'), "Hi There",
             "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    HmacCase{"Case2", "Jefe", "what do ya want for nothing?",
             "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    HmacCase{"Case3", std::string(20, '\xaa'), std::string(50, '\xdd'),
             "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
    HmacCase{"Case6LongKey", std::string(131, '\xaa'),
             "Test Using Larger Than Block-Size Key - Hash Key First",
             "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

Hash32 OfTexts(const std::string& first, const std::string& second) {
  return Canonical("test 1").Text(first).Text(second).Sha256();
}

TEST(CanonicalTest, BoundariesOfFieldsCount) {
  EXPECT_EQ(OfTexts("ab", "c"), OfTexts("ab", "c"));
  EXPECT_NE(OfTexts("ab", "c"), OfTexts("a", "bc"));
  EXPECT_NE(OfTexts("abc", ""), OfTexts("", "abc"));
  EXPECT_NE(Canonical("test 1").Text("a").Sha256(), OfTexts("a", ""));
}

TEST(CanonicalTest, DomainAndVersionCount) {
  EXPECT_NE(Canonical("test 1").Number(7).Sha256(), Canonical("test 2").Number(7).Sha256());
}

TEST(CanonicalTest, NumbersAreEightBytesBigEndian) {
  const std::string domain = std::string(7, '\0') + '\x01' + "d";
  EXPECT_EQ(Canonical("d").Number(258).Sha256(),
            Sha256(domain + std::string(6, '\0') + "\x01\x02"));
  EXPECT_EQ(Canonical("d").Number(-1).Sha256(), Sha256(domain + std::string(8, '\xff')));
}

TEST(DigestTest, HexAndBytes) {
  EXPECT_EQ(HexText(std::string("\x00\x0f\xf0\xff", 4)), "000ff0ff");
  EXPECT_EQ(Bytes(Sha256("abc")).size(), 32U);
}

}  // namespace
}  // namespace yizhan
