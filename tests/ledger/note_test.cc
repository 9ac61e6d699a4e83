// Signed notes: the published vectors of the form's first implementation, and what is refused.

#include "engine/ledger/note.h"

#include <string>

#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

// Published with golang.org/x/mod/sumdb/note.
constexpr char kText[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr char kPeter[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr char kPeterLine[] =
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
constexpr char kEnoch[] = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
constexpr char kEnochLine[] =
    "— EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/"
    "5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

std::string Published() { return std::string(kText) + "\n" + kPeterLine + kEnochLine; }

VerifierKey Key(const std::string& text) { return VerifierKey::Parse(text).value(); }

NoteSigner Signer(char seed, NoteKeyType type) {
  return {.name = "yizhan-test/" + std::string(1, seed),
          .type = type,
          .key = Ed25519Key::FromSeed(std::string(32, seed)).value()};
}

TEST(NoteTest, PublishedNoteIsReadAndWrittenAlike) {
  const Note note = Note::Parse(Published()).value();
  EXPECT_EQ(note.text, kText);
  EXPECT_EQ(note.Text(), Published());
  for (const char* key : {kPeter, kEnoch}) {
    EXPECT_EQ(Key(key).Text(), key);
    EXPECT_EQ(VerifyNote(note, Key(key)).value(), 0) << key;
  }
}

TEST(NoteTest, CosignatureSaysWhen) {
  Note note{.text = kText, .signatures = {}};
  const NoteSigner log = Signer('l', NoteKeyType::kLog);
  const NoteSigner witness = Signer('w', NoteKeyType::kCosigner);
  Sign(note, log, 0);
  Sign(note, witness, 1'700'000'000);
  note = Note::Parse(note.Text()).value();
  EXPECT_EQ(VerifyNote(note, log.verifier()).value(), 0);
  EXPECT_EQ(VerifyNote(note, witness.verifier()).value(), 1'700'000'000);
  // The form of C2SP tlog-cosignature: a line with the time before the note's text.
  const std::string& bytes = note.signatures[1].bytes;
  EXPECT_TRUE(Ed25519Verify(witness.key.public_key(),
                            std::string("cosignature/v1\ntime 1700000000\n") + kText,
                            bytes.substr(8)));
  note.signatures[1].bytes[7] ^= 1;  // Another second.
  EXPECT_EQ(VerifyNote(note, witness.verifier()).status().code(), absl::StatusCode::kDataLoss);
}

TEST(NoteTest, TypesOfKeysDoNotStandForEachOther) {
  const NoteSigner log = Signer('k', NoteKeyType::kLog);
  const NoteSigner cosigner = Signer('k', NoteKeyType::kCosigner);
  EXPECT_NE(log.verifier().Hash(), cosigner.verifier().Hash());
  Note note{.text = kText, .signatures = {}};
  Sign(note, log, 0);
  EXPECT_EQ(VerifyNote(note, cosigner.verifier()).status().code(), absl::StatusCode::kNotFound);
}

TEST(NoteTest, OtherTextOrKeyDoesNotVerify) {
  Note note = Note::Parse(Published()).value();
  EXPECT_EQ(VerifyNote(note, Signer('x', NoteKeyType::kLog).verifier()).status().code(),
            absl::StatusCode::kNotFound);
  note.text[0] = 'i';
  EXPECT_EQ(VerifyNote(note, Key(kPeter)).status().code(), absl::StatusCode::kDataLoss);
  note.signatures[0].bytes.pop_back();
  EXPECT_EQ(VerifyNote(note, Key(kPeter)).status().code(), absl::StatusCode::kDataLoss);
}

struct Bad {
  const char* name;
  std::string bytes;
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }

class BadNoteTest : public testing::TestWithParam<Bad> {};

TEST_P(BadNoteTest, IsRefused) {
  EXPECT_EQ(Note::Parse(GetParam().bytes).status().code(), absl::StatusCode::kInvalidArgument);
}

std::string Changed(const std::string& from, const std::string& to) {
  return absl::StrReplaceAll(Published(), {{from, to}});
}

INSTANTIATE_TEST_SUITE_P(
    Note, BadNoteTest,
    testing::Values(Bad{"Empty", ""}, Bad{"LineEnds", "\n\n"}, Bad{"TextOnly", kText},
                    Bad{"NoSignature", std::string(kText) + "\n"},
                    Bad{"NoEmptyLine", std::string(kText) + kPeterLine},
                    Bad{"NoLastLineEnd", Published().substr(0, Published().size() - 1)},
                    Bad{"LineAfter", Published() + "x\n"}, Bad{"Hyphen", Changed("—", "-")},
                    Bad{"TwoSpaces", Changed("— Peter", "—  Peter")},
                    Bad{"NoName", Changed("PeterNeumann ", "")},
                    Bad{"PlusInName", Changed("PeterNeumann ", "Peter+Neumann ")},
                    Bad{"WideSpaceInName", Changed("PeterNeumann ", "Peter\u3000Neumann ")},
                    Bad{"Base64Unpadded", Changed("JnAM=", "JnAM")},
                    Bad{"Base64OtherSpelling", Changed("JnAM=", "JnAN=")},
                    Bad{"HashOnly", Changed(kPeterLine, "— PeterNeumann x08gow==\n")},
                    Bad{"Tab", Changed("If you", "If\tyou")},
                    Bad{"CarriageReturn", Changed("is.", "is.\r")},
                    Bad{"NotUtf8", Changed("is.", "is\xff")},
                    Bad{"TooLong", std::string(70'000, 'a') + Published()}),
    testing::PrintToStringParamName());

class BadKeyTest : public testing::TestWithParam<Bad> {};

TEST_P(BadKeyTest, IsRefused) {
  EXPECT_EQ(VerifierKey::Parse(GetParam().bytes).status().code(),
            absl::StatusCode::kInvalidArgument);
}

INSTANTIATE_TEST_SUITE_P(
    Note, BadKeyTest,
    testing::Values(
        Bad{"Empty", ""}, Bad{"NameOnly", "PeterNeumann"}, Bad{"NoKey", "PeterNeumann+c74f20a3+"},
        Bad{"OtherName", "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"},
        Bad{"OtherHash", "PeterNeumann+c74f20a2+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"},
        Bad{"LargeHex", "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"},
        Bad{"OtherKey", "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX"},
        Bad{"OtherType", "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"},
        Bad{"ShortKey", "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy"},
        Bad{"LineEnd", std::string(kPeter) + "\n"}),
    testing::PrintToStringParamName());

}  // namespace
}  // namespace yizhan
