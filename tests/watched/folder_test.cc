// Whole files through the watched folder, on a real engine in memory.

#include <sys/stat.h>

#include "adapters/files/charset.h"
#include "engine/base/digest.h"
#include "tests/watched/folder_scene.h"

namespace yizhan::watched {
namespace {

const std::string kList = std::string(kHead) + kFirst + kSecond;

class FolderTest : public FolderScene {};

struct FileRow {
  const char* name;
  const char* file;
  std::string bytes;
  const char* outcomes;
};

std::string Gb18030(const std::string& text) { return files::ToGb18030(text).value(); }

// clang-format off
const FileRow kFiles[] = {
    {"Utf8", "a.csv", kList, "2结算 3结算"},
    {"WithAByteOrderMark", "a.csv", "\xef\xbb\xbf" + kList, "2结算 3结算"},
    {"Gb18030", "a.csv", Gb18030(kList), "2结算 3结算"},
    {"CapitalsInTheName", "A.CSV", kList, "2结算 3结算"},
    {"WithoutALastLineEnd", "a.csv", kList.substr(0, kList.size() - 2), "2结算 3结算"},
    {"OneBillTwice", "a.csv", kList + kFirst, "2结算 3结算 4重复"},
    {"OneNumberForTwoBills", "a.csv", kList + Changed(kFirst, {{"130.00,100.00", "140.00,110.00"}}), "2结算 3结算 4拒绝"},
    {"OneBadLineAmongGoodOnes", "a.csv", std::string(kHead) + kFirst + "x\"y\r\n" + kSecond, "2结算 3拒绝 4结算"},
    {"PersonOfNoRegister", "a.csv", std::string(kHead) + Changed(kFirst, {{"CANARYNO1", "NOBODY"}}) + kSecond, "2拒绝 3结算"},
    {"PartsDoNotSum", "a.csv", std::string(kHead) + Changed(kFirst, {{"130.00", "131.00"}}), "2拒绝"},
    {"HeaderOnly", "a.csv", kHead, ""},
    {"Empty", "a.csv", "", "拒绝"},
    {"NoHeader", "a.csv", kFirst, "拒绝"},
    {"NeitherCharset", "a.csv", std::string(kHead) + "\xff\xff\xff", "拒绝"},
    {"Json", "a.jsonl", kJsonSettle, "1结算"},
    {"JsonInGb18030", "a.jsonl", Gb18030(Changed(kJsonSettle, {{"\"insutype\"", "\"psn_name\":\"金丝雀\",\"insutype\""}})), "1结算"},
    {"JsonTakenBack", "a.jsonl", std::string(kJsonSettle) + kJsonReverse + kJsonSettle, "1结算 2冲正 3重复"},
    {"TakenBackBeforeItCame", "a.jsonl", std::string(kJsonReverse) + kJsonSettle, "1冲正 2拒绝"},
    {"TakenBackByANumberThatIsNone", "a.jsonl", Changed(kJsonReverse, {{"2601", "2208"}, {"\"psn_no\":\"x\"", "\"setl_id\":\"9999\""}}), "1拒绝"},
    {"JsonOfAnotherHospital", "a.jsonl", Changed(kJsonSettle, {{"\"H1\"", "\"H2\""}}), "1拒绝"},
    {"LinesThatAreNoJson", "a.jsonl", "x\n{}\n{\n", "1拒绝 2拒绝 3拒绝"},
    {"JsonFileWithoutLines", "a.jsonl", "", ""},
};
// clang-format on

class WholeFileTest : public FolderScene, public ::testing::WithParamInterface<FileRow> {};

TEST_P(WholeFileTest, EachLineHasItsOutcome) {
  Lay(GetParam().file, GetParam().bytes);
  Watch();
  const std::string result = std::string(GetParam().file) + ".result.csv";
  EXPECT_EQ(Outcomes(result), GetParam().outcomes) << Read(result);
  EXPECT_FALSE(Has(result + ".part"));
  EXPECT_EQ(Read(result).find("CANARY"), std::string::npos);
  EXPECT_EQ(Read(result).find("金丝雀"), std::string::npos);
  EXPECT_EQ(folder_->lists_done(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Folder, WholeFileTest, ::testing::ValuesIn(kFiles),
                         [](const auto& row) { return row.param.name; });

TEST_F(FolderTest, ALineIsKeptSoThatItCanBeReadAlone) {
  Lay("a.csv", kList);
  Watch();
  ASSERT_EQ(intake_.arrivals.size(), 2U);
  EXPECT_EQ(intake_.arrivals[0].protocol, edge::Protocol::kFiles);
  EXPECT_EQ(intake_.arrivals[0].peer, "file:a.csv:2");
  EXPECT_TRUE(RereadLine(intake_.arrivals[1].raw, "H1").ok());
  EXPECT_EQ(intake_.delivered.size(), 2U);
}

TEST_F(FolderTest, AResultSaysNumberAndAmounts) {
  Lay("a.csv", kList);
  Watch();
  const std::string id = RereadLine(intake_.arrivals.at(0).raw, "H1")->bill().message_id();
  const std::string number = std::to_string(desk_->Get(id).result().number());
  EXPECT_TRUE(Rows("a.csv.result.csv")
                  .starts_with("2," + id + ",结算," + number + ",20.00,50.00,10.00,40.00,\r\n"))
      << Rows("a.csv.result.csv");
}

TEST_F(FolderTest, FedTwiceItIsSettledOnce) {
  Lay("a.csv", kList);
  Watch();
  const std::uint64_t size = Size();
  const std::string first = Rows("a.csv.result.csv");
  Lay("b.csv", kList);
  Watch();
  EXPECT_EQ(Outcomes("b.csv.result.csv"), "2重复 3重复");
  EXPECT_EQ(Size(), size);
  const std::string amounts = first.substr(first.find("结算,") + 7, 12);
  EXPECT_NE(Rows("b.csv.result.csv").find("重复," + amounts), std::string::npos);
}

TEST_F(FolderTest, WhatIsDoneIsNotReadAgain) {
  Lay("a.csv", kList);
  Watch();
  const std::size_t arrivals = intake_.arrivals.size();
  folder_ = Fresh();
  Watch();
  EXPECT_EQ(intake_.arrivals.size(), arrivals);
}

TEST_F(FolderTest, TouchedOnlyItIsNotReadAgain) {
  Lay("a.csv", kList);
  Watch();
  const std::size_t arrivals = intake_.arrivals.size();
  std::filesystem::last_write_time(
      lists_ / "a.csv", std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
  Watch();
  EXPECT_EQ(intake_.arrivals.size(), arrivals);
}

TEST_F(FolderTest, ChangedUnderItsNameItIsReadAgain) {
  Lay("a.csv", kList);
  Watch();
  Lay("a.csv", kList + Changed(kFirst, {{"S1", "S3"}}));
  Watch();
  EXPECT_EQ(Outcomes("a.csv.result.csv"), "2重复 3重复 4结算");
}

TEST_F(FolderTest, TakenAwayAndLaidAgainItIsReadAgain) {
  Lay("a.csv", kList);
  Watch();
  std::filesystem::remove(lists_ / "a.csv");
  std::filesystem::remove(lists_ / "a.csv.result.csv");
  Watch();
  Lay("a.csv", kList);
  Watch();
  EXPECT_EQ(Outcomes("a.csv.result.csv"), "2重复 3重复");
}

TEST_F(FolderTest, AHalfWrittenListWaits) {
  Lay("a.csv", kList.substr(0, kList.size() / 2));
  EXPECT_TRUE(folder_->Poll().ok());
  desk_->clock().Advance(1999);
  EXPECT_TRUE(folder_->Poll().ok());
  Lay("a.csv", kList);
  EXPECT_TRUE(folder_->Poll().ok());
  desk_->clock().Advance(1999);
  EXPECT_TRUE(folder_->Poll().ok());
  EXPECT_FALSE(Has("a.csv.result.csv"));
  EXPECT_TRUE(intake_.arrivals.empty());
  desk_->clock().Advance(1);
  EXPECT_TRUE(folder_->Poll().ok());
  EXPECT_EQ(Outcomes("a.csv.result.csv"), "2结算 3结算");
}

TEST_F(FolderTest, LateIsTheOutcomeOfALine) {
  Lay("a.csv", kList);
  intake_.centre_away = true;
  Watch();
  EXPECT_EQ(Outcomes("a.csv.result.csv"), "2事后 3事后");
  EXPECT_EQ(Rows("a.csv.result.csv").find("20.00"), std::string::npos);
}

TEST_F(FolderTest, ABillOfAnotherChannelIsShown) {
  v1::Bill bill = test::MakeBill("window-1");
  bill.set_bill_no("S1");
  v1::LookupRequest lookup;
  lookup.mutable_person()->mutable_card()->set_cert_type("01");
  lookup.mutable_person()->mutable_card()->set_cert_no("CANARYNO1");
  const auto person = desk_->queries().Lookup(test::ReliefCaller(), lookup);
  ASSERT_TRUE(person.ok());
  const std::string number = std::to_string(desk_->Post(bill, person->person_no()).number());
  Lay("a.csv", kList);
  Watch();
  EXPECT_EQ(Outcomes("a.csv.result.csv"), "2拒绝 3结算");
  EXPECT_NE(Rows("a.csv.result.csv").find(",拒绝," + number + ","), std::string::npos);
}

// Reversals are never late: they wait, and go on with the next look.
TEST_F(FolderTest, WhatCannotGoOnNowIsToldAndGoesOnLater) {
  Lay("a.jsonl", kJsonSettle);
  Watch();
  Lay("b.jsonl", std::string("x\n") + kJsonReverse + kJsonSettle);
  intake_.centre_away = true;
  Watch();
  EXPECT_EQ(Outcomes("b.jsonl.result.csv"), "1拒绝 2待续");
  EXPECT_TRUE(Has("b.jsonl.result.csv.part"));
  intake_.centre_away = false;
  EXPECT_TRUE(folder_->Poll().ok());
  EXPECT_EQ(Outcomes("b.jsonl.result.csv"), "1拒绝 2冲正 3重复");
  EXPECT_FALSE(Has("b.jsonl.result.csv.part"));
}

TEST_F(FolderTest, WithoutADiskNothingIsSettled) {
  Lay("a.csv", kList);
  intake_.disk_full = true;
  const std::uint64_t size = Size();
  Watch();
  EXPECT_EQ(Outcomes("a.csv.result.csv"), "2待续");
  EXPECT_EQ(Size(), size);
  intake_.disk_full = false;
  EXPECT_TRUE(folder_->Poll().ok());
  EXPECT_EQ(Outcomes("a.csv.result.csv"), "2结算 3结算");
}

TEST_F(FolderTest, WithoutNotesNothingBegins) {
  Lay("a.csv", kList);
  intake_.notes().disk_full = true;
  EXPECT_TRUE(folder_->Poll().ok());
  desk_->clock().Advance(2000);
  EXPECT_FALSE(folder_->Poll().ok());
  EXPECT_TRUE(intake_.arrivals.empty());
}

// The first line was settled, its row written, the second line settled and its row lost.
TEST_F(FolderTest, BrokenOffItGoesOnBehindTheLastRow) {
  Lay("a.csv", kList);
  Watch();
  const std::uint64_t size = Size();
  const std::string whole = Read("a.csv.result.csv");
  const std::size_t second = whole.find("\r\n3,") + 2;
  std::filesystem::remove(lists_ / "a.csv.result.csv");
  Lay("a.csv.result.csv.part", whole.substr(0, second + 4));
  ASSERT_TRUE(intake_.notes().Erase(kDoneNotes, "a.csv").ok());
  ASSERT_TRUE(intake_.notes().Put(kUnderWayNotes, "a.csv", HexText(Sha256(kList))).ok());
  folder_ = Fresh();
  Watch();
  EXPECT_EQ(Outcomes("a.csv.result.csv"), "2结算 3重复");
  EXPECT_EQ(Size(), size);
}

TEST_F(FolderTest, APartOfAnotherListIsNotGoneOnWith) {
  Lay("a.csv", kList);
  Lay("a.csv.result.csv.part", ResultHead() + "2,x,结算,1,,,,,\r\n3,x,结算,1,,,,,\r\n");
  ASSERT_TRUE(intake_.notes().Put(kUnderWayNotes, "a.csv", HexText(Sha256(kHead))).ok());
  Watch();
  EXPECT_EQ(Outcomes("a.csv.result.csv"), "2结算 3结算");
}

const char* const kIgnored[] = {".a.csv",     "~a.csv",       "a.csv.tmp",
                                "a.csv.part", "a.result.csv", "a.csv.result.csv",
                                "a.xlsx",     "a.txt",        "csv"};

TEST_F(FolderTest, OtherNamesAreNotLookedAt) {
  for (const char* name : kIgnored) Lay(name, kList);
  Watch();
  EXPECT_TRUE(intake_.arrivals.empty());
  EXPECT_EQ(folder_->lists_done(), 0U);
  for (const char* name : kIgnored) EXPECT_EQ(Read(name), kList) << name;
}

TEST_F(FolderTest, WhatIsNoFileIsRefused) {
  ScratchFolder elsewhere;
  std::ofstream(elsewhere / "secret.csv") << kList;
  std::filesystem::create_symlink(elsewhere / "secret.csv", lists_ / "link.csv");
  std::filesystem::create_directory(lists_ / "folder.csv");
  ASSERT_EQ(::mkfifo((lists_ / "pipe.csv").c_str(), 0600), 0);
  Watch();
  for (const char* name : {"link.csv", "folder.csv", "pipe.csv"}) {
    EXPECT_EQ(Outcomes(std::string(name) + ".result.csv"), "拒绝") << name;
  }
  EXPECT_TRUE(intake_.arrivals.empty());
  EXPECT_EQ(folder_->lists_done(), 3U);
  Watch();
  EXPECT_EQ(folder_->lists_done(), 3U);
}

TEST_F(FolderTest, ATooLargeListIsRefused) {
  Lay("a.csv", kList);
  std::filesystem::resize_file(lists_ / "a.csv", kListBytesMax + 1);
  Watch();
  EXPECT_EQ(Outcomes("a.csv.result.csv"), "拒绝");
  EXPECT_NE(Rows("a.csv.result.csv").find("文件过大"), std::string::npos);
}

// A part that leads elsewhere is not written through.
TEST_F(FolderTest, ALinkInThePlaceOfTheResultIsNotFollowed) {
  ScratchFolder elsewhere;
  std::ofstream(elsewhere / "victim") << "untouched";
  std::filesystem::create_symlink(elsewhere / "victim", lists_ / "a.csv.result.csv.part");
  std::filesystem::create_symlink(elsewhere / "victim", lists_ / "a.csv.result.csv");
  Lay("a.csv", kList);
  Watch();
  EXPECT_EQ(Outcomes("a.csv.result.csv"), "2结算 3结算");
  std::ifstream victim(elsewhere / "victim");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(victim), {}), "untouched");
}

TEST_F(FolderTest, HostileNamesAreShownHarmlessly) {
  const std::string names[] = {"=cmd|' '!A1.csv", "a\nb.csv", "\xff\xfe.csv", "清单.csv",
                               "a b;$(x).csv"};
  int bill = 0;
  for (const std::string& name : names) {
    Lay(name, std::string(kHead) + Changed(kFirst, {{"S1", "N" + std::to_string(++bill)}}));
  }
  Watch();
  EXPECT_EQ(folder_->lists_done(), std::size(names));
  for (const std::string& name : names) EXPECT_EQ(Outcomes(name + ".result.csv"), "2结算");
  for (const edge::Arrival& arrival : intake_.arrivals) {
    EXPECT_TRUE(files::ToUtf8(arrival.peer).ok());
    EXPECT_EQ(arrival.peer.find('\n'), std::string::npos);
  }
}

TEST_F(FolderTest, ANameWithoutRoomForItsResultHasADigestInItsPlace) {
  const std::string name = std::string(251, 'a') + ".csv";
  Lay(name, kList);
  Watch();
  EXPECT_EQ(Outcomes(ResultNameOf(name)), "2结算 3结算");
}

TEST(ShownNameTest, IsShortAndUtf8) {
  EXPECT_EQ(ShownName("a.csv"), "a.csv");
  EXPECT_EQ(ShownName("a\n\x7f.csv"), "a??.csv");
  EXPECT_EQ(ShownName("\xff.csv"), "?.csv");
  std::string wide;
  for (int i = 0; i < 60; ++i) wide += "字";
  EXPECT_EQ(ShownName(wide).size(), 99U);
}

TEST_F(FolderTest, WithoutItsFolderItSaysSo) {
  std::filesystem::remove_all(lists_.path());
  EXPECT_FALSE(folder_->Poll().ok());
}

}  // namespace
}  // namespace yizhan::watched
