// yizhan-edge as a program: exit codes, and a person's commands while it runs and while it does
// not.

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "adapters/inbox/inbox.h"
#include "engine/base/check.h"
#include "gtest/gtest.h"
#include "tests/support/scratch_folder.h"

extern char** environ;

namespace yizhan::edge {
namespace {

constexpr char kProgram[] = YIZHAN_BINARY_DIR "/bin/yizhan-edge";

void WriteText(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
  YIZHAN_CHECK(chmod(path.c_str(), 0600) == 0);
}

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest() {
    WriteText(folder_ / "token", "secret\n");
    Configure("");
  }
  ~ProgramTest() override {
    if (running_ > 0) Stop();
  }

  void Configure(const std::string& more) {
    WriteText(folder_ / "edge.textproto",
              "data_dir: \"" + folder_ / "inbox" + "\"\ninbox_key_path: \"" + folder_ / "key" +
                  "\"\ninstitution_id: \"H1\"\n" +
                  "client { engine: \"127.0.0.1:1\" training: true token_path: \"" +
                  folder_ / "token" + "\" }\nlog_path: \"" + folder_ / "log" +
                  "\"\nmetrics_listen: \"127.0.0.1:0\"\n" + more);
  }

  pid_t Spawn(std::vector<std::string> words) {
    words.insert(words.begin(), kProgram);
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const auto& [file, name] : {std::pair{STDOUT_FILENO, "out"}, {STDERR_FILENO, "err"}}) {
      posix_spawn_file_actions_addopen(&actions, file, (folder_ / name).c_str(),
                                       O_WRONLY | O_CREAT | O_TRUNC, 0600);
    }
    pid_t pid = -1;
    YIZHAN_CHECK(posix_spawn(&pid, kProgram, &actions, nullptr, argv.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
  }

  static int Wait(pid_t pid) {
    int status = 0;
    YIZHAN_CHECK(waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  int Run(const std::vector<std::string>& words) { return Wait(Spawn(words)); }
  std::string config() const { return folder_ / "edge.textproto"; }
  std::string out() const { return ReadText(folder_ / "out"); }
  std::string err() const { return ReadText(folder_ / "err"); }

  void Start() {
    running_ = Spawn({"--config", config()});
    while (out().find("ready\n") == std::string::npos) {
      ASSERT_EQ(waitpid(running_, nullptr, WNOHANG), 0) << ReadText(folder_ / "log");
    }
  }

  int Stop() {
    kill(running_, SIGTERM);
    return Wait(std::exchange(running_, -1));
  }

  void AddLetter() {
    SystemClock clock;
    SystemRandom random;
    const auto inbox = Inbox::Open(
        {.data_dir = folder_ / "inbox", .key_path = folder_ / "key", .institution_id = "H1"}, clock,
        random);
    ASSERT_TRUE(inbox.ok()) << inbox.status();
    v1::InboxRecord record;
    record.set_protocol(4);
    record.set_raw("MSH|CARD0001");
    record.set_state(v1::DEAD_LETTER);
    ASSERT_TRUE((*inbox)->Add(record).ok());
  }

  ScratchFolder folder_;
  pid_t running_ = -1;
};

TEST_F(ProgramTest, ChecksItsConfiguration) {
  EXPECT_EQ(Run({"--config", config(), "--check-config"}), 0) << err();
  Configure("answer_within_ms: 1\n");
  EXPECT_EQ(Run({"--config", config(), "--check-config"}), 1);
  EXPECT_NE(err().find("answer_within_ms: 200 to 30000"), std::string::npos) << err();
  EXPECT_EQ(Run({"--config", config()}), 1);
  EXPECT_EQ(Run({}), 1);
  EXPECT_EQ(Run({"--config", config(), "--no-such"}), 1);
}

TEST_F(ProgramTest, ReadsTheMappingBeforeItStarts) {
  const std::string mllp =
      "mllp { listen: \"127.0.0.1:0\" mapping_path: \"" + folder_ / "map" + "\" }\n";
  Configure(mllp);
  for (const char* mapping : {"x", "name: \"sample\" in_scope: \"ZPR\""}) {
    WriteText(folder_ / "map", mapping);
    EXPECT_EQ(Run({"--config", config(), "--check-config"}), 1);
    EXPECT_NE(err().find("mllp.mapping_path: "), std::string::npos) << err();
    EXPECT_EQ(Run({"--config", config()}), 1);
    EXPECT_NE(err().find("mllp.mapping_path: "), std::string::npos) << err();
  }
  WriteText(folder_ / "map", "name: \"sample\" in_scope: \"ZPR-2\"");
  EXPECT_EQ(Run({"--config", config(), "--check-config"}), 0) << err();
}

TEST_F(ProgramTest, TakesCommandsWhileItRunsAndWhileItDoesNot) {
  AddLetter();
  EXPECT_EQ(Run({"inbox", "list", "--config", config()}), 0) << err();
  EXPECT_NE(out().find("1\tDEAD_LETTER"), std::string::npos) << out();
  const std::string totals =
      "\n合计：等待冲正 0 笔，等待事后补录 0 笔\n"
      "total: 0 waiting for reversal, 0 waiting for recording\n";
  EXPECT_TRUE(out().ends_with(totals)) << out();
  Start();
  EXPECT_NE(out().find("metrics 127.0.0.1:"), std::string::npos) << out();
  const std::string started = out();
  EXPECT_EQ(Run({"inbox", "list", "--config", config()}), 0) << err();
  EXPECT_TRUE(out().ends_with(totals)) << out();
  EXPECT_EQ(Run({"inbox", "show", "1", "--config", config()}), 0) << err();
  EXPECT_NE(out().find("MSH|CARD0001"), std::string::npos) << out();
  EXPECT_EQ(Run({"inbox", "discard", "1", "--config", config()}), 1) << "without a note";
  EXPECT_EQ(Run({"inbox", "discard", "1", "--note", "noise", "--config", config()}), 0) << err();
  EXPECT_EQ(Run({"inbox", "discard", "1", "--note", "again", "--config", config()}), 1);
  EXPECT_EQ(Run({"--config", config()}), 3) << "a second edge on the same inbox";
  EXPECT_EQ(Stop(), 0);
  EXPECT_EQ(Run({"inbox", "list", "--all", "--config", config()}), 0) << err();
  EXPECT_NE(out().find("1\tDISCARDED"), std::string::npos) << out();
  EXPECT_EQ(ReadText(folder_ / "log").find("CARD0001"), std::string::npos);
}

TEST_F(ProgramTest, ListsAndClosesIntents) {
  EXPECT_EQ(Run({"intents", "list", "--config", config()}), 1) << "without a pass-through";
  EXPECT_NE(err().find("pass_through"), std::string::npos) << err();
  Configure(
      "http { listen: \"127.0.0.1:0\" }\npass_through { upstream: \"http://127.0.0.1:1\" }\n");
  EXPECT_EQ(Run({"intents", "list", "--config", config()}), 0) << err();
  EXPECT_NE(out().find("报文号/msgid"), std::string::npos) << out();
  Start();
  EXPECT_EQ(Run({"intents", "list", "--config", config()}), 0) << err();
  EXPECT_NE(out().find("报文号/msgid"), std::string::npos) << out();
  EXPECT_EQ(Run({"intents", "show", "H1", "--config", config()}), 1);
  EXPECT_NE(err().find("没有这个报文号"), std::string::npos) << err();
  const std::vector<std::string> close = {"intents", "close", "H1", "--config", config()};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), close.begin(), close.end());
    return Run(more);
  };
  EXPECT_EQ(with({"--note", "x"}), 1) << "what did the insurer say?";
  EXPECT_EQ(with({"--insurer-has-it", "--insurer-has-not", "--note", "x"}), 1);
  EXPECT_EQ(with({"--insurer-has-it"}), 1) << "who said so?";
  EXPECT_EQ(with({"--insurer-has-it", "--note", "x"}), 1);
  EXPECT_NE(err().find("没有这个报文号"), std::string::npos) << err();
  EXPECT_EQ(Run({"inbox", "list", "--config", config()}), 0) << err();
  EXPECT_EQ(Stop(), 0);
}

TEST_F(ProgramTest, AWrongKeyNeedsAPerson) {
  AddLetter();
  WriteText(folder_ / "key", std::string(32, 'x'));
  EXPECT_EQ(Run({"--config", config()}), 3);
  EXPECT_NE(ReadText(folder_ / "log").find("inbox_key_path"), std::string::npos);
}

}  // namespace
}  // namespace yizhan::edge
