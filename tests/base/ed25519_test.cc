// Ed25519: the vectors of RFC 8032, 7.1, and everything that must not verify.

#include "engine/base/ed25519.h"

#include <openssl/err.h>

#include <ostream>
#include <string>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

std::string Unhex(const std::string& hex) { return absl::HexStringToBytes(hex); }

struct VectorCase {
  const char* test;
  const char* seed;
  const char* public_key;
  const char* message;
  const char* signature;
};
void PrintTo(const VectorCase& row, std::ostream* out) { *out << row.test; }

class VectorTest : public testing::TestWithParam<VectorCase> {};

TEST_P(VectorTest, SignsAndVerifies) {
  const VectorCase& row = GetParam();
  const absl::StatusOr<Ed25519Key> key = Ed25519Key::FromSeed(Unhex(row.seed));
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(key->public_key(), Unhex(row.public_key));
  EXPECT_EQ(key->Sign(Unhex(row.message)), Unhex(row.signature));
  EXPECT_TRUE(Ed25519Verify(key->public_key(), Unhex(row.message), Unhex(row.signature)));
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rfc8032, VectorTest, testing::Values(
    VectorCase{"Test1", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    VectorCase{"Test2", "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    VectorCase{"Test3", "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"}),
  [](const auto& row) { return row.param.test; });
// clang-format on

Ed25519Key SomeKey(char fill) { return *Ed25519Key::FromSeed(std::string(32, fill)); }

TEST(Ed25519Test, OnlyTheVeryMessageKeyAndSignatureVerify) {
  const Ed25519Key key = SomeKey('a');
  const std::string signature = key.Sign("grant 100");
  EXPECT_TRUE(Ed25519Verify(key.public_key(), "grant 100", signature));
  EXPECT_FALSE(Ed25519Verify(key.public_key(), "grant 101", signature));
  EXPECT_FALSE(Ed25519Verify(SomeKey('b').public_key(), "grant 100", signature));
  for (std::size_t at = 0; at < signature.size(); ++at) {
    std::string changed = signature;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(Ed25519Verify(key.public_key(), "grant 100", changed)) << at;
  }
}

TEST(Ed25519Test, WrongLengthsNeverVerify) {
  const Ed25519Key key = SomeKey('a');
  const std::string signature = key.Sign("m");
  const std::string public_key = key.public_key();
  EXPECT_FALSE(Ed25519Verify("", "m", signature));
  EXPECT_FALSE(Ed25519Verify(public_key + "x", "m", signature));
  EXPECT_FALSE(Ed25519Verify(public_key.substr(1), "m", signature));
  EXPECT_FALSE(Ed25519Verify(public_key, "m", ""));
  EXPECT_FALSE(Ed25519Verify(public_key, "m", signature + "x"));
  EXPECT_FALSE(Ed25519Verify(public_key, "m", signature.substr(1)));
  EXPECT_FALSE(Ed25519Verify(std::string(32, '\xff'), "m", signature));
  EXPECT_EQ(ERR_peek_error(), 0U) << "a TLS connection of this thread would read it";
}

TEST(Ed25519Test, PemIsReadBack) {
  const Ed25519Key key = SomeKey('a');
  const absl::StatusOr<Ed25519Key> read = Ed25519Key::FromPem(key.ToPem());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->public_key(), key.public_key());
  EXPECT_EQ(read->Sign("m"), key.Sign("m"));
}

TEST(Ed25519Test, GeneratedKeysDiffer) {
  EXPECT_NE(Ed25519Key::Generate().public_key(), Ed25519Key::Generate().public_key());
}

class BadKeyTest : public testing::TestWithParam<std::pair<const char*, std::string>> {};

TEST_P(BadKeyTest, IsInvalid) {
  EXPECT_EQ(Ed25519Key::FromPem(GetParam().second).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Ed25519Key::FromSeed(GetParam().second).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ERR_peek_error(), 0U);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, BadKeyTest, testing::Values(
    std::pair("Empty", std::string()),
    std::pair("Words", std::string("no key")),
    std::pair("ThirtyOneBytes", std::string(31, 'a')),
    std::pair("PublicKey", std::string("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n")),
    std::pair("X25519Key", std::string("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n-----END PRIVATE KEY-----\n"))),
  [](const auto& row) { return row.param.first; });
// clang-format on

}  // namespace
}  // namespace yizhan
