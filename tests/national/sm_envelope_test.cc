#include "adapters/national/sm_envelope.h"

#include <array>
#include <string>

#include "absl/strings/escaping.h"
#include "adapters/national/sm_crypto.h"
#include "engine/base/refusal.h"
#include "engine/base/whole_file.h"
#include "gtest/gtest.h"
#include "openssl/evp.h"
#include "tests/national/sm_keys.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::national {
namespace {

constexpr char kRequest[] =
    R"({"infno":"9001","msgid":"M1","opter":"","cainfo":"","signtype":"","enc_type":"",)"
    R"("input":{"z":1.50,"a":"人"},"note":null})";
constexpr char kAnswer[] = R"({"infcode":0,"cainfo":"","enctype":"","output":{"b":[1,2]}})";

// GB/T 32905, A.1.
TEST(Sm3, KnownAnswer) {
  std::array<unsigned char, 32> digest{};
  unsigned bytes = 0;
  ASSERT_EQ(EVP_Digest("abc", 3, digest.data(), &bytes, EVP_sm3(), nullptr), 1);
  const std::string text(digest.begin(), digest.end());
  EXPECT_EQ(absl::BytesToHexString(text),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

// GB/T 32918.5, A.2: the key, the text and the signature, which is read as 64 bytes and as DER.
TEST(Sm2, KnownAnswer) {
  const std::string key =
      "3059301306072a8648ce3d020106082a811ccf5501822d03420004"
      "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
      "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
  const std::string r = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3";
  const std::string s = "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";
  const auto reader = Sm2Key::FromPublicPem("-----BEGIN PUBLIC KEY-----\n" +
                                            absl::Base64Escape(absl::HexStringToBytes(key)) +
                                            "\n-----END PUBLIC KEY-----\n");
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_TRUE(reader->Verifies("message digest", r + s));
  EXPECT_TRUE(reader->Verifies("message digest", "3046022100" + r + "022100" + s));
  EXPECT_FALSE(reader->Verifies("message digest", s + r));
}

// GB/T 32907, A.1: the first block; the second is the padding.
TEST(Sm4, KnownAnswer) {
  const std::string key = *ParseSm4Key("0123456789abcdeffedcba9876543210\n");
  const std::string hidden = Sm4Encrypt(key, key);
  EXPECT_EQ(hidden.substr(0, 32), "681EDF34D206965E86B3E94F536E4246");
  EXPECT_EQ(Sm4Decrypt(key, hidden), key);
  EXPECT_EQ(Sm4Decrypt(key, absl::Base64Escape(absl::HexStringToBytes(hidden))), key);
}

struct OddText {
  const char* name;
  std::string text;
};

class Sm4Refuses : public testing::TestWithParam<OddText> {};
TEST_P(Sm4Refuses, Text) {
  const std::string key = *ParseSm4Key("0123456789abcdeffedcba9876543210");
  EXPECT_EQ(Sm4Decrypt(key, GetParam().text), std::nullopt);
}
INSTANTIATE_TEST_SUITE_P(
    All, Sm4Refuses,
    testing::Values(OddText{"Nothing", ""}, OddText{"NoHex", "{\"a\":1}"},
                    OddText{"HalfABlock", "681EDF34D206965E"},
                    OddText{"AnotherKey", Sm4Encrypt(std::string(16, 'k'), "text")},
                    OddText{"WrongPadding", "681EDF34D206965E86B3E94F536E4246"}),
    [](const auto& row) { return row.param.name; });

class Sm4KeyRefuses : public testing::TestWithParam<OddText> {};
TEST_P(Sm4KeyRefuses, Text) { EXPECT_EQ(ParseSm4Key(GetParam().text), std::nullopt); }
INSTANTIATE_TEST_SUITE_P(All, Sm4KeyRefuses,
                         testing::Values(OddText{"Nothing", ""},
                                         OddText{"Short", "0123456789abcdef"},
                                         OddText{"NoHex", std::string(32, 'x')}),
                         [](const auto& row) { return row.param.name; });

struct Canonical {
  const char* name;
  const char* message;
  const char* signed_text;
};

class SignedTextOf : public testing::TestWithParam<Canonical> {};
TEST_P(SignedTextOf, Message) {
  EXPECT_EQ(SignedText(*ParseJson(GetParam().message)), GetParam().signed_text);
}
INSTANTIATE_TEST_SUITE_P(
    All, SignedTextOf,
    testing::Values(
        Canonical{"SortedByName", R"({"b":"2","a":"1"})", "a=1&b=2"},
        Canonical{"SkipsEmptyNullAndSignature", R"({"a":"","b":null,"cainfo":"x","c":"3"})", "c=3"},
        Canonical{"NumbersAsWritten", R"({"a":1.50,"b":true})", "a=1.50&b=true"},
        Canonical{"NestedCompactInOrder", R"({ "input" : { "z" : 1.0 , "a" : [ "x" ] } })",
                  R"(input={"z":1.0,"a":["x"]})"}),
    [](const auto& row) { return row.param.name; });

class Envelope : public testing::Test {
 protected:
  Envelope() {
    WriteKeys(Path("edge"), MakeKeys());
    WriteKeys(Path("insurer"), MakeKeys());
    EXPECT_TRUE(WriteWhole(Path("sm4"), kSm4KeyHex, Privacy::kSecret).ok());
    EXPECT_TRUE(WriteWhole(Path("other.sm4"), std::string(32, '7'), Privacy::kSecret).ok());
  }
  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }

  // Ours is `own`.pem, theirs `peer`.pub.
  v1::Sm Config(const std::string& own, const std::string& peer, const std::string& sm4) const {
    v1::Sm config;
    if (!own.empty()) config.set_key_path(Path(own + ".pem"));
    if (!peer.empty()) config.set_peer_key_path(Path(peer + ".pub"));
    if (!sm4.empty()) config.set_sm4_key_path(Path(sm4));
    return config;
  }
  std::unique_ptr<SmEnvelope> Load(const std::string& own, const std::string& peer,
                                   const std::string& sm4, bool required = false) const {
    v1::Sm config = Config(own, peer, sm4);
    config.set_required(required);
    auto envelope = SmEnvelope::Load(config);
    EXPECT_TRUE(envelope.ok()) << envelope.status();
    return *std::move(envelope);
  }

  ScratchFolder folder_;
};

TEST_F(Envelope, WhatOneSealsTheOtherOpens) {
  for (const char* sm4 : {"", "sm4"}) {
    for (const char* message : {kRequest, kAnswer}) {
      const std::string sealed = *Load("insurer", "edge", sm4)->Seal(message);
      const auto opened = Load("edge", "insurer", sm4, true)->Open(sealed);
      ASSERT_TRUE(opened.ok()) << opened.status();
      const Json before = *ParseJson(message);
      const Json after = *ParseJson(*opened);
      for (const char* body : {"input", "output"}) {
        ASSERT_EQ(before.Find(body) == nullptr, after.Find(body) == nullptr);
        if (before.Find(body) == nullptr) continue;
        EXPECT_EQ(SignedText(*before.Find(body)), SignedText(*after.Find(body)));
      }
      EXPECT_EQ(sealed.find("1.50") == std::string::npos, *sm4 != '\0' || message == kAnswer);
    }
  }
}

TEST_F(Envelope, AMessageNeitherSignedNorEncryptedStaysAsItCame) {
  EXPECT_EQ(*Load("edge", "insurer", "sm4")->Open(kRequest), kRequest);
}

TEST_F(Envelope, WithoutKeysNothingIsSigned) {
  const auto envelope = Load("", "", "");
  EXPECT_FALSE(envelope->signs());
  EXPECT_EQ(*envelope->Seal(kRequest), kRequest);
}

TEST(Sm2, HexAndBase64AreRead) {
  const KeyPair keys = MakeKeys();
  const Sm2Key key = *Sm2Key::FromPrivatePem(keys.private_pem);
  const Sm2Key reader = *Sm2Key::FromPublicPem(keys.public_pem);
  std::string raw;
  ASSERT_TRUE(absl::Base64Unescape(key.Sign("text"), &raw));
  EXPECT_EQ(raw.size(), 64U);
  EXPECT_TRUE(reader.Verifies("text", absl::BytesToHexString(raw)));
  EXPECT_FALSE(reader.Verifies("text2", absl::BytesToHexString(raw)));
  EXPECT_FALSE(reader.Verifies("text", std::string(2000, 'A')));
  EXPECT_FALSE(reader.Verifies("text", "&"));
}

struct Tampering {
  const char* name;
  const char* from;
  const char* to;
  v1::Reason reason;
  const char* field;
};

class Tampered : public Envelope, public testing::WithParamInterface<Tampering> {};
TEST_P(Tampered, IsRefused) {
  std::string sealed = *Load("insurer", "edge", "")->Seal(kRequest);
  const std::size_t at = sealed.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  sealed.replace(at, std::string(GetParam().from).size(), GetParam().to);
  const auto opened = Load("edge", "insurer", "sm4", true)->Open(sealed);
  EXPECT_EQ(ReasonOf(opened.status()), GetParam().reason) << opened.status();
  EXPECT_EQ(DetailOf(opened.status()).field(), GetParam().field);
}
INSTANTIATE_TEST_SUITE_P(
    All, Tampered,
    testing::Values(Tampering{"AnAmount", "1.50", "1.51", v1::NOT_AUTHENTICATED, "cainfo"},
                    Tampering{"AnAmountsForm", "1.50", "1.5", v1::NOT_AUTHENTICATED, "cainfo"},
                    Tampering{"TheNumber", "M1", "M2", v1::NOT_AUTHENTICATED, "cainfo"},
                    Tampering{"AnEmptyMember", "\"opter\":\"\"", "\"opter\":\"x\"",
                              v1::NOT_AUTHENTICATED, "cainfo"},
                    Tampering{"ANewMember", "{\"infno\"", "{\"x\":1,\"infno\"",
                              v1::NOT_AUTHENTICATED, "cainfo"},
                    Tampering{"NoSignature", "\"cainfo\":\"", "\"cainfo\":\"\",\"x\":\"",
                              v1::NOT_AUTHENTICATED, "cainfo"},
                    Tampering{"AnotherCipher", "\"enc_type\":\"\"", "\"enc_type\":\"AES\"",
                              v1::FIELD_UNKNOWN_VALUE, "enc_type"},
                    Tampering{"PlainSaysEncrypted", "\"enc_type\":\"\"", "\"enc_type\":\"SM4\"",
                              v1::FIELD_MALFORMED, "input"},
                    Tampering{"NoJson", "{", "[", v1::FIELD_MALFORMED, ""}),
    [](const auto& row) { return row.param.name; });

TEST_F(Envelope, AnotherSignerIsRefused) {
  const std::string sealed = *Load("edge", "", "")->Seal(kRequest);
  EXPECT_EQ(ReasonOf(Load("edge", "insurer", "")->Open(sealed).status()), v1::NOT_AUTHENTICATED);
}

TEST_F(Envelope, AnotherSm4KeyIsRefused) {
  const std::string sealed = *Load("insurer", "", "other.sm4")->Seal(kRequest);
  EXPECT_EQ(ReasonOf(Load("edge", "insurer", "sm4")->Open(sealed).status()), v1::FIELD_MALFORMED);
  EXPECT_EQ(ReasonOf(Load("edge", "insurer", "")->Open(sealed).status()), v1::FIELD_MALFORMED);
}

TEST_F(Envelope, UnsignedPassesWhenNothingIsRequired) {
  EXPECT_EQ(ReasonOf(Load("edge", "insurer", "", true)->Open(kRequest).status()),
            v1::NOT_AUTHENTICATED);
  EXPECT_TRUE(Load("edge", "insurer", "")->Open(kRequest).ok());
}

TEST_F(Envelope, AListIsNoMessage) {
  EXPECT_EQ(ReasonOf(Load("edge", "", "")->Open("[]").status()), v1::FIELD_MALFORMED);
  EXPECT_EQ(ReasonOf(Load("edge", "", "")->Seal("[]").status()), v1::FIELD_MALFORMED);
}

TEST_F(Envelope, KeysThatAreNoneAreRefused) {
  ASSERT_TRUE(WriteWhole(Path("rsa.pem"), "-----BEGIN PRIVATE KEY-----\n", Privacy::kSecret).ok());
  ASSERT_TRUE(WriteWhole(Path("p256.pub"), MakeKeys("EC").public_pem, Privacy::kPublic).ok());
  ASSERT_TRUE(WriteWhole(Path("short"), "0123", Privacy::kSecret).ok());
  v1::Sm required;
  required.set_required(true);
  for (const v1::Sm& config : {Config("rsa", "", ""), Config("", "p256", ""),
                               Config("", "", "short"), Config("absent", "", ""), required}) {
    EXPECT_FALSE(SmEnvelope::Load(config).ok()) << config.ShortDebugString();
  }
}

}  // namespace
}  // namespace yizhan::national
