// Paths, queries, and who speaks JSON of R4.

#include "adapters/fhir/http_terms.h"

#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "adapters/national/json_reader.h"

namespace yizhan::fhir {
namespace {

struct Path {
  const char* name;
  std::string target;
  const char* segments;  // Joined by blanks; "-": not below /fhir.
};

class PathTest : public testing::TestWithParam<Path> {};

TEST_P(PathTest, IsTakenApart) {
  const std::optional<Target> target = ParseTarget(GetParam().target, "/fhir");
  EXPECT_EQ(target.has_value() ? absl::StrJoin(target->segments, " ") : "-", GetParam().segments);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Targets, PathTest, testing::Values(
    Path{"Operation", "/fhir/Claim/$submit", "Claim $submit"},
    Path{"EncodedDollar", "/fhir/Claim/%24submit?x=1", "Claim $submit"},
    Path{"Base", "/fhir", ""},
    Path{"BaseAndQuery", "/fhir?x", ""},
    Path{"SlashAtTheEnd", "/fhir/metadata/", "metadata"},
    Path{"Elsewhere", "/national", "-"},
    Path{"QueryBeforeTheEndOfThePath", "/fh?ir", "-"},
    Path{"LongerWord", "/fhirs/metadata", "-"},
    Path{"CutOffEscape", "/fhir/Claim/%2", "-"},
    Path{"NoHex", "/fhir/Claim/%zz", "-"},
    Path{"NoHexInTheQuery", "/fhir/Claim?a=%zz", "-"},
    Path{"TooLong", "/fhir/" + std::string(1'024, 'x'), "-"}), [](const auto& row) { return row.param.name; });
// clang-format on

TEST(TargetTest, QueryIsDecoded) {
  const auto target = ParseTarget("/fhir/ClaimResponse?request:identifier=urn:x%7CM1&b", "/fhir");
  ASSERT_TRUE(target.has_value());
  EXPECT_EQ(target->Query("request:identifier"), "urn:x|M1");
  EXPECT_EQ(target->Query("b"), "");
  EXPECT_EQ(target->Query("c"), "");
}

struct Terms {
  const char* name;
  const char* header;  // Accept or Content-Type; "": absent.
  const char* format;  // Of the query.
  int accept;          // 0: taken.
  int content;
};

class TermsTest : public testing::TestWithParam<Terms> {};

TEST_P(TermsTest, AreJsonOfR4) {
  edge::HttpRequest request{.method = "POST", .target = "", .body = "{}", .peer = ""};
  const std::string header = GetParam().header;
  if (!header.empty()) request.headers = {{"accept", header}, {"content-type", header}};
  Target target;
  if (*GetParam().format != '\0') target.query = {{"_format", GetParam().format}};
  const auto accept = CheckAccept(request, target);
  const auto content = CheckContent(request);
  EXPECT_EQ(accept.has_value() ? accept->status : 0, GetParam().accept);
  EXPECT_EQ(content.has_value() ? content->status : 0, GetParam().content);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Headers, TermsTest, testing::Values(
    Terms{"Fhir", "application/fhir+json", "", 0, 0},
    Terms{"Json", "application/json; charset=UTF-8", "", 0, 0},
    Terms{"R4", "application/fhir+json; fhirVersion=4.0", "", 0, 0},
    Terms{"R4Quoted", "application/fhir+json;fhirVersion=\"4.0\"", "", 0, 0},
    Terms{"R5", "application/fhir+json; fhirVersion=5.0", "", 406, 415},
    Terms{"Xml", "application/fhir+xml", "", 406, 415},
    Terms{"Absent", "", "", 0, 415},
    Terms{"Any", "*/*", "", 0, 415},
    Terms{"AnyApplication", "text/html, application/*;q=0.1", "", 0, 415},
    Terms{"AnyButRefused", "*/*;q=0", "", 406, 415},
    Terms{"Second", "application/fhir+xml, application/fhir+json;q=0.5", "", 0, 415},
    Terms{"Gbk", "application/fhir+json; charset=gb18030", "", 0, 415},
    Terms{"FormatXml", "application/fhir+json", "xml", 406, 0},
    Terms{"FormatJson", "application/fhir+xml", "json", 0, 415},
    Terms{"FormatPlusReadAsBlank", "", "application/fhir json", 0, 415}), [](const auto& row) { return row.param.name; });
// clang-format on

TEST(HttpTermsTest, TooMuchIsRefused) {
  edge::HttpRequest request{.method = "POST", .target = "", .body = "", .peer = ""};
  request.headers = {{"content-type", "application/fhir+json"},
                     {"accept", std::string(1'025, 'a')}};
  request.body.assign(kJsonBytesMax + 1, ' ');
  EXPECT_EQ(CheckContent(request)->status, 413);
  EXPECT_EQ(CheckAccept(request, Target{})->status, 406);
}

}  // namespace
}  // namespace yizhan::fhir
