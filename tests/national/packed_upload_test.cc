// 9101 with bytes or a ZIP, and the 3202 that names it.

#include <string>
#include <utility>
#include <vector>

#include "adapters/national/carried_file.h"
#include "adapters/national/json_edit.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/files/make_xlsx.h"
#include "tests/national/door_scene.h"

namespace yizhan::national {
namespace {

using testing::StartsWith;

using Parts = std::vector<std::pair<std::string, std::string>>;

constexpr char kPosted[] = "S1\tV1\tP1\t18523.47\t9757.13\t23.33\t0\r\n";

std::string In(FileForm form, const std::string& bytes) {
  return JsonText(CarriedJson({.form = form, .bytes = bytes}));
}

Json Upload(DoorScene& scene, const std::string& in) {
  return scene.Ask("9101", "F1", R"({"fsUploadIn":{"filename":"d.zip","in":)" + in + "}}");
}

struct Uploaded {
  const char* name;
  FileForm form;
  std::string bytes;
  const char* kept;  // What 9102 gives of it.
};

class PackedUpload : public testing::TestWithParam<Uploaded> {};

TEST_P(PackedUpload, IsComparedAndComesDownAsText) {
  DoorScene scene;
  scene.Answer(GoodForDoor());
  const Json taken = Upload(scene, In(GetParam().form, GetParam().bytes));
  const std::string number = TextAt(taken, {"output", "file_qury_no"});
  ASSERT_FALSE(number.empty()) << TextAt(taken, {"err_msg"});
  const Json compared =
      scene.Ask("3202", "D1",
                R"({"data":{"stmt_begndate":"2012-06-01","stmt_enddate":"2012-06-30",)"
                R"("file_qury_no":")" +
                    number + "\"}}");
  EXPECT_EQ(TextAt(compared, {"output", "stmtinfo", "stmt_rslt_dscr"}), "一致")
      << TextAt(compared, {"err_msg"});
  const Json given =
      scene.Ask("9102", "F2", R"({"fsDownloadIn":{"file_qury_no":")" + number + "\"}}");
  EXPECT_EQ(TextAt(given, {"output", "out"}), GetParam().kept);
}

// clang-format off
const Uploaded kUploaded[] = {
    {"Text", FileForm::kText, kPosted, kPosted},
    {"Bytes", FileForm::kBytes, kPosted, kPosted},
    {"ByteOrderMark", FileForm::kBytes, std::string("\xEF\xBB\xBF") + kPosted, kPosted},
    {"Gb18030", FileForm::kSignedBytes, "S1\t\xD5\xC5\tP1\t18523.47\t9757.13\t23.33\t0", "S1\t张\tP1\t18523.47\t9757.13\t23.33\t0"},
    {"ZipAsBytes", FileForm::kBytes, files::MakeZip({{"d.txt", kPosted}}), kPosted},
    {"ZipAsSignedBytes", FileForm::kSignedBytes, files::MakeZip({{"d.txt", kPosted}}), kPosted},
    {"ZipAsBase64", FileForm::kBase64, files::MakeZip({{"d.txt", kPosted}}), kPosted},
    {"ZipOfGb18030", FileForm::kBase64, files::MakeZip({{"d.txt", "S1\t\xD5\xC5\tP1\t18523.47\t9757.13\t23.33\t0"}}), "S1\t张\tP1\t18523.47\t9757.13\t23.33\t0"},
    {"ZipOfSeveral", FileForm::kBase64, files::MakeZip({{"a.txt", "setl_id\tmdtrt_id"}, {"b.TXT", kPosted}, {"c.png", "S2"}}), "setl_id\tmdtrt_id\nS1\tV1\tP1\t18523.47\t9757.13\t23.33\t0\r\n"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Table, PackedUpload, testing::ValuesIn(kUploaded),
                         [](const auto& row) { return row.param.name; });

Parts Many(std::size_t count) {
  Parts parts(count);
  for (std::size_t i = 0; i < count; ++i) parts[i].first = std::to_string(i) + ".txt";
  return parts;
}

struct Refused {
  const char* name;
  std::string in;
  const char* error;
};

class PackedUploadRefused : public testing::TestWithParam<Refused> {};

TEST_P(PackedUploadRefused, SaysWhatIsWrong) {
  DoorScene scene;
  const Json answer = Upload(scene, GetParam().in);
  EXPECT_EQ(TextAt(answer, {"infcode"}), "-1");
  EXPECT_THAT(TextAt(answer, {"err_msg"}), StartsWith(GetParam().error));
}

// clang-format off
const Refused kRefused[] = {
    {"CutShort", In(FileForm::kBytes, files::MakeZip({{"d.txt", kPosted}}).substr(0, 60)), "[FIELD_MALFORMED] 格式不正确（file）"},
    {"Base64CutShort", R"("UEsDBBQAAAA=AAA")", "[FIELD_MALFORMED] 格式不正确（file）"},
    {"NoText", In(FileForm::kBytes, files::MakeZip({{"d.png", kPosted}})), "[FIELD_MALFORMED] 格式不正确（input.fsUploadIn.in）"},
    {"TooLargeUnpacked", In(FileForm::kBase64, files::MakeZip({{"d.txt", std::string((4U << 20) + 1, 'x')}})), "[FIELD_TOO_LONG]"},
    {"TooManyEntries", In(FileForm::kBase64, files::MakeZip(Many(101))), "[TOO_MANY_ITEMS]"},
    {"NeitherUtf8NorGb18030", In(FileForm::kBytes, "\xFF\xFF"), "[FIELD_NOT_UTF8]"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Table, PackedUploadRefused, testing::ValuesIn(kRefused),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace yizhan::national
