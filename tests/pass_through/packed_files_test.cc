// A 3202's file that goes up as a ZIP.

#include <string>
#include <utility>
#include <vector>

#include "adapters/files/zip_texts.h"
#include "adapters/national/carried_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/files/make_xlsx.h"
#include "tests/pass_through/scene.h"

namespace yizhan::test {
namespace {

using national::FileForm;
using testing::HasSubstr;

using Parts = std::vector<std::pair<std::string, std::string>>;

// With aid of 20.00; so is S3, which was cancelled as S4.
constexpr char kHis[] = "S1\tV1\tP1\t100.00\t80.00\t10.00\t0\n";
constexpr char kInsurers[] = "S1\tV1\tP1\t100.00\t60.00\t10.00\t0\n";
constexpr char kStranger[] = "S9\tV1\tP1\t100.00\t80.00\t10.00\t0\n";

class PackedFile : public testing::Test {
 protected:
  PackedFile() {
    for (const char* msgid : {"H1", "H2", "H3"}) scene_.Send(Scene::Settle(msgid));
    scene_.Send(Scene::Cancel("C3", "S3"));
    scene_.insurer.other_answer = R"({"infcode":0,"warn_msg":"","output":{"file_qury_no":"F"}})";
  }

  // The file as the insurer got it.
  national::CarriedFile Forwarded(const std::string& in) {
    const std::string name = R"("filename":"d.txt.zip","in":)";
    sent_ = Scene::Message("9101", "Q1", R"("fsUploadIn":{)" + name + in + "}");
    answer_ = scene_.Ask(sent_);
    const Json root = *ParseJson(scene_.insurer.asked.back().body);
    const Json* data = root.Find("input")->Find("data");
    const auto file = national::ReadCarried(*data->Find("fsUploadIn")->Find("in"));
    EXPECT_TRUE(file.has_value());
    return file.value_or(national::CarriedFile{});
  }
  bool untouched() const { return scene_.insurer.asked.back().body == sent_; }

  Scene scene_;
  std::string sent_;
  Json answer_;
};

std::string In(FileForm form, const std::string& bytes) {
  return JsonText(national::CarriedJson({.form = form, .bytes = bytes}));
}

struct Packed {
  const char* name;
  FileForm form;
  Parts his;
  std::vector<std::string> insurers;
};

class PackedTranslated : public PackedFile, public testing::WithParamInterface<Packed> {};

TEST_P(PackedTranslated, ToTheInsurersBooks) {
  const Packed& row = GetParam();
  const auto file = Forwarded(In(row.form, files::MakeZip(row.his)));
  EXPECT_EQ(file.form, row.form);
  const auto texts = files::ReadZipTexts(file.bytes, 1U << 20);
  ASSERT_TRUE(texts.ok()) << texts.status();
  std::vector<std::string> found;
  for (const files::ZipText& text : *texts) found.push_back(text.bytes);
  EXPECT_EQ(found, row.insurers);
  for (const auto& [name, bytes] : row.his) EXPECT_THAT(file.bytes, HasSubstr(name));
  EXPECT_EQ(MemberText(answer_, "warn_msg"), "");
}

// clang-format off
const Packed kPacked[] = {
    {"SignedBytes", FileForm::kSignedBytes, {{"d.txt", kHis}}, {kInsurers}},
    {"Bytes", FileForm::kBytes, {{"d.txt", kHis}}, {kInsurers}},
    {"Base64", FileForm::kBase64, {{"d.txt", kHis}}, {kInsurers}},
    {"InAFolder", FileForm::kBase64, {{"d/", ""}, {"d/d.txt", kHis}}, {kInsurers}},
    {"SeveralFiles", FileForm::kBytes, {{"a.txt", kStranger}, {"b.TXT", kHis}, {"c.csv", kHis}, {"d.txt", kHis}}, {kStranger, kInsurers, kInsurers}},
    {"Names", FileForm::kBytes, {{"d.txt", "setl_id\tmdtrt_id\tpsn_no\tmedfee_sumamt\tfund_pay_sumamt\tacct_pay\trefd_setl_flag\nS1\tV\tP\t100\t80\t10\t0"}}, {"setl_id\tmdtrt_id\tpsn_no\tmedfee_sumamt\tfund_pay_sumamt\tacct_pay\trefd_setl_flag\nS1\tV\tP\t100\t60.00\t10\t0"}},
    {"LineEndsOfWindows", FileForm::kBytes, {{"d.txt", "S1\tV\tP\t100\t80\t10\t0\r\nS9\tV\tP\t100\t80\t10\t0\r\n\r\n"}}, {"S1\tV\tP\t100\t60.00\t10\t0\r\nS9\tV\tP\t100\t80\t10\t0\r\n\r\n"}},
    {"ByteOrderMark", FileForm::kBytes, {{"d.txt", "\xEF\xBB\xBFS1\tV\tP\t100\t80\t10\t0"}}, {"\xEF\xBB\xBFS1\tV\tP\t100\t60.00\t10\t0"}},
    {"Gb18030", FileForm::kBytes, {{"d.txt", "S1\t\xD5\xC5\x81\x30\x81\x30\tP\t100\t80\t10\t0\n"}}, {"S1\t\xD5\xC5\x81\x30\x81\x30\tP\t100\t60.00\t10\t0\n"}},
    {"Refunds", FileForm::kBytes, {{"d.txt", "S3\tV\tP\t100\t80\t10\t0\nS4\tV\tP\t-100\t-80\t-10\t1\nS3\tV\tP\t100\t80\t10\t1\n"}}, {"S3\tV\tP\t100\t60.00\t10\t0\nS4\tV\tP\t-100\t-60.00\t-10\t1\nS3\tV\tP\t100\t60.00\t10\t1\n"}},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(All, PackedTranslated, testing::ValuesIn(kPacked),
                         [](const auto& row) { return row.param.name; });

std::string Damaged(std::string zip) {
  zip[zip.find("d.txt") + 7] ^= 0x55;
  return zip;
}

// The mark of a password, in the entry and in the directory.
std::string Locked(std::string zip) {
  zip[6] |= 1;
  zip[zip.find("PK\x01\x02") + 8] |= 1;
  return zip;
}

Parts Many(std::size_t count) {
  Parts parts(count, {"", kHis});
  for (std::size_t i = 0; i < count; ++i) parts[i].first = std::to_string(i) + ".txt";
  return parts;
}

struct AsItIs {
  const char* name;
  std::string in;
  bool warned;
};

class PackedAsItIs : public PackedFile, public testing::WithParamInterface<AsItIs> {};

TEST_P(PackedAsItIs, GoesOnByteForByte) {
  Forwarded(GetParam().in);
  EXPECT_TRUE(untouched());
  EXPECT_EQ(Infcode(answer_), "0");
  const std::string warning = MemberText(answer_, "warn_msg");
  EXPECT_EQ(warning.find("ZIP无法解开") != std::string::npos, GetParam().warned) << warning;
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    All, PackedAsItIs,
    testing::Values(
        AsItIs{"Strangers", In(FileForm::kBytes, files::MakeZip({{"d.txt", kStranger}})), false},
        AsItIs{"NoText", In(FileForm::kBytes, files::MakeZip({{"d.png", kHis}})), false},
        AsItIs{"Damaged", In(FileForm::kBytes, Damaged(files::MakeZip({{"d.txt", kHis}}))), true},
        AsItIs{"CutShort", In(FileForm::kBytes, files::MakeZip({{"d.txt", kHis}}).substr(0, 60)), true},
        AsItIs{"Locked", In(FileForm::kBytes, Locked(files::MakeZip({{"d.txt", kHis}}))), true},
        AsItIs{"TooLargeUnpacked", In(FileForm::kBase64, files::MakeZip({{"a.txt", kHis}, {"b.txt", std::string(16U << 20, 'x')}})), true},
        AsItIs{"TooManyEntries", In(FileForm::kBase64, files::MakeZip(Many(101))), true},
        AsItIs{"Base64CutShort", R"("UEsDBBQAAAA=AAA")", true},
        AsItIs{"AsText", R"("PK\u0003\u0004d.txt")", true},
        AsItIs{"TextThatOnlyBeginsSo", R"("UEsDB\tV1\tP1\t100\t80\t10\t0")", false}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST_F(PackedFile, NamesKeepTheirBytes) {
  constexpr char kGbk[] = "\xB6\xD4\xD5\xCB";
  std::string zip = files::MakeZip({{"AAAA.txt", kHis}});
  for (std::size_t at = 0; (at = zip.find("AAAA")) != std::string::npos;) zip.replace(at, 4, kGbk);
  const std::string sent = Forwarded(In(FileForm::kBytes, zip)).bytes;
  EXPECT_FALSE(untouched());
  const std::size_t entry = sent.find(kGbk);
  ASSERT_NE(entry, std::string::npos);
  EXPECT_NE(sent.find(kGbk, entry + 1), std::string::npos);
}

TEST_F(PackedFile, TheSameFileIsPackedTheSame) {
  const std::string in = In(FileForm::kBase64, files::MakeZip({{"d.txt", kHis}}));
  EXPECT_EQ(Forwarded(in).bytes, Forwarded(in).bytes);
}

}  // namespace
}  // namespace yizhan::test
