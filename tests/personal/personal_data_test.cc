// Each person's data open with that person's key, and never again once it is destroyed.

#include "engine/personal/personal_data.h"

#include <gtest/gtest.h>

#include <string>

namespace yizhan {
namespace {

constexpr std::uint64_t kZhang = 17;
constexpr std::uint64_t kLi = 18;

v1::PrivateRow Row(const std::string& raw) {
  v1::PrivateRow row;
  row.set_salt(std::string(32, 's'));
  row.set_raw(raw);
  return row;
}

class PersonalDataTest : public ::testing::Test {
 protected:
  v1::SealedRow Sealed(std::uint64_t person_no, const std::string& raw) {
    const auto sealed = data_.SealFor(person_no, Row(raw));
    EXPECT_TRUE(sealed.ok()) << sealed.status();
    return *sealed;
  }
  MemoryVault vault_;
  SeededRandom random_{1};
  PersonalData data_{vault_, random_};
};

TEST_F(PersonalDataTest, OpensWhatItSealed) {
  const v1::SealedRow sealed = Sealed(kZhang, "CANARYNAME");
  EXPECT_EQ(sealed.suite(), v1::AES_256_GCM);
  EXPECT_EQ(sealed.SerializeAsString().find("CANARY"), std::string::npos);
  const auto opened = data_.OpenFor(kZhang, sealed);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->raw(), "CANARYNAME");
  EXPECT_EQ(opened->salt(), std::string(32, 's'));
}

TEST_F(PersonalDataTest, APersonKeepsOneKey) {
  const v1::SealedRow before = Sealed(kZhang, "before");
  Sealed(kZhang, "after");
  EXPECT_TRUE(data_.OpenFor(kZhang, before).ok());
}

TEST_F(PersonalDataTest, ARowOfAnotherPersonDoesNotOpen) {
  const v1::SealedRow zhang = Sealed(kZhang, "zhang");
  Sealed(kLi, "li");
  EXPECT_EQ(data_.OpenFor(kLi, zhang).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(PersonalDataTest, DestroyedIsDestroyed) {
  const v1::SealedRow zhang = Sealed(kZhang, "zhang");
  const v1::SealedRow li = Sealed(kLi, "li");
  ASSERT_TRUE(data_.Destroy(kZhang).ok());
  ASSERT_TRUE(data_.Destroy(kZhang).ok()) << "twice is fine";
  EXPECT_EQ(data_.OpenFor(kZhang, zhang).status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(data_.OpenFor(kLi, li).ok());
  Sealed(kZhang, "a new row, a new key");
  EXPECT_EQ(data_.OpenFor(kZhang, zhang).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(PersonalDataTest, RowsOfBothSuitesOpenSideBySide) {
  PersonalData sm4(vault_, random_, v1::SM4_CTR_HMAC_SM3);
  const v1::SealedRow aes_row = Sealed(kZhang, "aes");
  const auto sm4_row = sm4.SealFor(kZhang, Row("sm4"));
  ASSERT_TRUE(sm4_row.ok());
  EXPECT_EQ(sm4_row->suite(), v1::SM4_CTR_HMAC_SM3);
  EXPECT_EQ(sm4.OpenFor(kZhang, aes_row)->raw(), "aes");
  EXPECT_EQ(data_.OpenFor(kZhang, *sm4_row)->raw(), "sm4");
}

// A configuration that names no suite.
TEST_F(PersonalDataTest, NoSuiteIsAesAndOpensAgain) {
  PersonalData unnamed(vault_, random_, v1::PERSONAL_SUITE_UNSPECIFIED);
  const auto sealed = unnamed.SealFor(kZhang, Row("unnamed"));
  ASSERT_TRUE(sealed.ok()) << sealed.status();
  EXPECT_EQ(sealed->suite(), v1::AES_256_GCM);
  EXPECT_EQ(unnamed.OpenFor(kZhang, *sealed)->raw(), "unnamed");
  EXPECT_EQ(data_.OpenFor(kZhang, *sealed)->raw(), "unnamed");
}

TEST_F(PersonalDataTest, AnotherSuiteWrittenOnARowDoesNotOpen) {
  v1::SealedRow sealed = Sealed(kZhang, "zhang");
  for (const v1::PersonalSuite other : {v1::PERSONAL_SUITE_UNSPECIFIED, v1::SM4_CTR_HMAC_SM3}) {
    sealed.set_suite(other);
    EXPECT_EQ(data_.OpenFor(kZhang, sealed).status().code(), absl::StatusCode::kDataLoss);
  }
}

}  // namespace
}  // namespace yizhan
