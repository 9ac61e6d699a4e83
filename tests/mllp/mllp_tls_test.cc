// MLLP in TLS: who is let in, and that a conversation is the same there.

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <atomic>
#include <csignal>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "adapters/mllp/mllp_server.h"
#include "engine/base/whole_file.h"
#include "tests/identity/pilot_authority.h"
#include "tests/mllp/raw_peer.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::mllp {
namespace {

template <auto kFree>
struct Freed {
  template <typename T>
  void operator()(T* pointer) const {
    kFree(pointer);
  }
};
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

// OpenSSL looks at the clock on the wall.
class TodaysAuthority {
 public:
  TodaysAuthority() : authority_(Authority::Create(folder_ / "ca", "pilot", now_s_).value()) {}
  std::string ca_path() const { return folder_ / "ca/ca.crt"; }
  // Certificate and key of that name, as files.
  std::string Issue(const PeerName& name, const std::string& file) {
    IssueRequest request{.name = name};
    if (name.role == Role::kEngine) request.hosts = {"127.0.0.1"};
    const IssuedPair pair = authority_.Issue(request, now_s_).value();
    const std::string path = folder_ / file;
    YIZHAN_CHECK(WriteWhole(path + ".crt", pair.certificate_pem, Privacy::kPublic).ok());
    YIZHAN_CHECK(WriteWhole(path + ".key", pair.key_pem, Privacy::kSecret).ok());
    return path;
  }

 private:
  const std::int64_t now_s_ = std::time(nullptr);
  ScratchFolder folder_;
  Authority authority_;
};

// What comes back for two messages; shorter when the other side hangs up.
std::string Talk(SSL_CTX* context, std::uint16_t port, const std::string& bytes,
                 std::size_t expected) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to a stream that the other side has ended.
  const Bio bio(BIO_new_ssl_connect(context));
  BIO_set_conn_hostname(bio.get(), "127.0.0.1");
  BIO_set_conn_port(bio.get(), std::to_string(port).c_str());
  if (BIO_do_connect(bio.get()) <= 0) return "";
  for (const char byte : bytes) {
    if (BIO_write(bio.get(), &byte, 1) <= 0) return "";
  }
  std::string all;
  char some[256];
  while (all.size() < expected) {
    const int got = BIO_read(bio.get(), some, sizeof(some));
    if (got <= 0) break;
    all.append(some, static_cast<std::size_t>(got));
  }
  return all;
}

struct TlsRow {
  const char* name;
  bool asks;
  bool caller_has_one;
  bool of_another_authority;
  bool answered;
};
class MllpTlsTest : public ::testing::TestWithParam<TlsRow> {};

TEST_P(MllpTlsTest, AnswersWhomItShould) {
  const TlsRow& row = GetParam();
  TodaysAuthority authority;
  TodaysAuthority other;
  const std::string own = authority.Issue(test::kEngineName, "own");
  std::atomic<int> handled{0};
  const auto server =
      MllpServer::Start({.listen = "127.0.0.1:0",
                         .certificate_path = own + ".crt",
                         .key_path = own + ".key",
                         .ca_path = row.asks ? authority.ca_path() : ""},
                        [&handled](const std::string&, const std::string& message) {
                          ++handled;
                          MllpAccepted accepted{.stored = true};
                          accepted.work = [message] { return MllpReply{.messages = {message}}; };
                          return accepted;
                        });
  ASSERT_TRUE(server.ok()) << server.status();
  const Context context(SSL_CTX_new(TLS_client_method()));
  if (row.caller_has_one) {
    const std::string path =
        (row.of_another_authority ? other : authority).Issue(test::kDesk, "caller");
    ASSERT_EQ(SSL_CTX_use_certificate_chain_file(context.get(), (path + ".crt").c_str()), 1);
    ASSERT_EQ(SSL_CTX_use_PrivateKey_file(context.get(), (path + ".key").c_str(), SSL_FILETYPE_PEM),
              1);
  }
  const std::string two = FrameOf("A") + FrameOf(std::string(10'000, 'x'));
  const std::string bytes = Talk(context.get(), (*server)->port(), two, two.size());
  EXPECT_EQ(bytes, row.answered ? two : "");
  EXPECT_EQ(handled, row.answered ? 2 : 0);
}

INSTANTIATE_TEST_SUITE_P(Rows, MllpTlsTest,
                         ::testing::ValuesIn(std::vector<TlsRow>{
                             {"none_asked_for", false, false, false, true},
                             {"asked_for_and_shown", true, true, false, true},
                             {"asked_for_and_missing", true, false, false, false},
                             {"of_another_authority", true, true, true, false},
                         }),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(MllpTlsTest, PlainTextIsNotAnswered) {
  TodaysAuthority authority;
  const std::string own = authority.Issue(test::kEngineName, "own");
  const auto server = MllpServer::Start(
      {.listen = "127.0.0.1:0", .certificate_path = own + ".crt", .key_path = own + ".key"},
      [](const std::string&, const std::string&) { return MllpAccepted{.stored = true}; });
  ASSERT_TRUE(server.ok()) << server.status();
  RawPeer peer((*server)->port());
  peer.Write(FrameOf("A"));
  peer.ReadAll();
  EXPECT_EQ((*server)->counts().messages, 0U);
}

TEST(MllpTlsTest, AKeyOfAnotherCertificateIsRefused) {
  TodaysAuthority authority;
  const std::string own = authority.Issue(test::kEngineName, "own");
  const std::string caller = authority.Issue(test::kDesk, "caller");
  const auto server = MllpServer::Start(
      {.listen = "127.0.0.1:0", .certificate_path = own + ".crt", .key_path = caller + ".key"},
      [](const std::string&, const std::string&) { return MllpAccepted{.stored = true}; });
  EXPECT_FALSE(server.ok());
}

}  // namespace
}  // namespace yizhan::mllp
