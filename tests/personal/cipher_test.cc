// What is sealed opens again under its key, and under nothing else.

#include "engine/personal/cipher.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "engine/base/digest.h"
#include "openssl/evp.h"

namespace yizhan {
namespace {

constexpr v1::PersonalSuite kSuites[] = {v1::AES_256_GCM, v1::SM4_CTR_HMAC_SM3};

std::string FromHex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

// OpenSSL's SM4 and SM3 are those of the standards.
TEST(Sm4Test, IsThatOfGbt32907) {
  const std::string key = FromHex("0123456789abcdeffedcba9876543210");
  std::array<unsigned char, 32> out{};
  int written = 0;
  EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
  EVP_EncryptInit_ex(context, EVP_sm4_ecb(), nullptr,
                     reinterpret_cast<const unsigned char*>(key.data()), nullptr);
  EVP_EncryptUpdate(context, out.data(), &written,
                    reinterpret_cast<const unsigned char*>(key.data()), 16);
  EVP_CIPHER_CTX_free(context);
  ASSERT_EQ(written, 16);
  EXPECT_EQ(HexText(std::string(out.begin(), out.begin() + 16)),
            "681edf34d206965e86b3e94f536e4246");
}

TEST(Sm3Test, IsThatOfGbt32905) {
  std::array<unsigned char, 32> out{};
  unsigned int length = 0;
  ASSERT_EQ(EVP_Digest("abc", 3, out.data(), &length, EVP_sm3(), nullptr), 1);
  EXPECT_EQ(HexText(std::string(out.begin(), out.end())),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

// GCM's test case 14 of the NIST submission: key, nonce and plain text of zeros.
TEST(GcmTest, IsThatOfNist) {
  const Sealed sealed{.suite = v1::AES_256_GCM,
                      .nonce = std::string(12, '\0'),
                      .bytes = FromHex("cea7403d4d606b6e074ec5d3baf39d18"
                                       "d0d1c8a799996bf0265b98b5d48ab919")};
  const auto plain = Unseal(sealed, std::string(32, '\0'), "");
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_EQ(*plain, std::string(16, '\0'));
}

// FORMAT.md, worked by the openssl command: what is on disk opens with any later release.
TEST(Sm4Test, SuiteIsThatOfTheFormat) {
  const Sealed sealed{.suite = v1::SM4_CTR_HMAC_SM3,
                      .nonce = FromHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"),
                      .bytes = FromHex("d35c88506e9ca716d88fd94f370bf730a7"
                                       "979b89577c6940905340da9ab71d51d4"
                                       "ea2ca870e276cb624c43f42b5f129574")};
  const std::string key =
      FromHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  const auto plain = Unseal(sealed, key, "who");
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_EQ(*plain, "a name and a card");
}

class CipherTest : public ::testing::TestWithParam<v1::PersonalSuite> {
 protected:
  Sealed Sample() { return Seal(GetParam(), key_, "who", "a name and a card", random_); }
  bool Opens(const Sealed& sealed, const std::string& key, const std::string& associated) {
    return Unseal(sealed, key, associated).ok();
  }
  SeededRandom random_{7};
  std::string key_ = NewDataKey(random_);
};

TEST_P(CipherTest, OpensWhatItSealed) {
  for (const std::size_t bytes : {0U, 1U, 15U, 16U, 17U, 1000U}) {
    const std::string plain(bytes, 'x');
    const auto opened = Unseal(Seal(GetParam(), key_, "who", plain, random_), key_, "who");
    ASSERT_TRUE(opened.ok()) << bytes;
    EXPECT_EQ(*opened, plain);
  }
}

TEST_P(CipherTest, HidesAndNeverRepeats) {
  const Sealed first = Sample();
  const Sealed second = Sample();
  EXPECT_EQ(first.suite, GetParam());
  EXPECT_NE(first.nonce, second.nonce);
  EXPECT_NE(first.bytes, second.bytes);
  EXPECT_EQ(first.bytes.find("name"), std::string::npos);
}

TEST_P(CipherTest, EveryChangedByteIsNoticed) {
  const Sealed good = Sample();
  ASSERT_TRUE(Opens(good, key_, "who"));
  for (std::size_t i = 0; i < good.bytes.size(); ++i) {
    Sealed bad = good;
    bad.bytes[i] = static_cast<char>(bad.bytes[i] ^ 1);
    EXPECT_FALSE(Opens(bad, key_, "who")) << "byte " << i;
  }
  for (std::size_t i = 0; i < good.nonce.size(); ++i) {
    Sealed bad = good;
    bad.nonce[i] = static_cast<char>(bad.nonce[i] ^ 1);
    EXPECT_FALSE(Opens(bad, key_, "who")) << "nonce byte " << i;
  }
}

TEST_P(CipherTest, WrongCompanyIsRefused) {
  const Sealed good = Sample();
  EXPECT_FALSE(Opens(good, NewDataKey(random_), "who")) << "another key";
  EXPECT_FALSE(Opens(good, key_, "somebody else")) << "other associated data";
  EXPECT_FALSE(Opens(good, key_.substr(1), "who")) << "a short key";
  for (const std::size_t kept : {std::size_t{0}, std::size_t{15}, good.bytes.size() - 1}) {
    Sealed cut = good;
    cut.bytes.resize(kept);
    EXPECT_FALSE(Opens(cut, key_, "who")) << kept;
  }
  Sealed without_nonce = good;
  without_nonce.nonce.clear();
  EXPECT_FALSE(Opens(without_nonce, key_, "who"));
  for (const int suite : {0, 1, 2, 9}) {
    Sealed other = good;
    other.suite = static_cast<v1::PersonalSuite>(suite);
    EXPECT_EQ(Opens(other, key_, "who"), suite == GetParam()) << suite;
  }
}

INSTANTIATE_TEST_SUITE_P(Suites, CipherTest, ::testing::ValuesIn(kSuites),
                         [](const auto& row) { return v1::PersonalSuite_Name(row.param); });

}  // namespace
}  // namespace yizhan
