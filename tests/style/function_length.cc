#include "tests/style/function_length.h"

#include "tests/style/code_text.h"

namespace yizhan::style {
namespace {

enum class Block { kScope, kFunction, kOther };

struct Open {
  Block block;
  std::size_t line;
  std::string head;  // What stood before the brace.
};

// `template <class T>` must not look like a class.
std::string WithoutTemplate(const std::string& head) {
  const std::size_t at = FindWord(head, "template");
  if (at == std::string::npos) return head;
  std::size_t depth = 0;
  for (std::size_t i = head.find('<', at); i < head.size(); ++i) {
    if (head[i] == '<') ++depth;
    if (head[i] == '>' && --depth == 0) return head.substr(i + 1);
  }
  return head;
}

Block KindOf(const std::string& head) {
  const std::string plain = WithoutTemplate(head);
  const std::size_t open = plain.find('(');
  const std::string before = plain.substr(0, open);
  for (const char* word : {"namespace", "class", "struct", "union", "extern"}) {
    if (FindWord(before, word) != std::string::npos) return Block::kScope;
  }
  if (open == std::string::npos || FindWord(before, "enum") != std::string::npos) {
    return Block::kOther;
  }
  const bool is_value =
      before.find('=') != std::string::npos && before.find("operator") == std::string::npos;
  return is_value ? Block::kOther : Block::kFunction;
}

class Scanner {
 public:
  explicit Scanner(const std::string& code) : code_(code) {}

  std::vector<FunctionSpan> Run() {
    for (at_ = 0; at_ < code_.size(); ++at_) Step(code_[at_]);
    return functions_;
  }

 private:
  void Step(char c) {
    if (c == '\n') ++line_;
    if (c == '{') return OpenBlock();
    if (c == '}') return CloseBlock();
    if (c == ';') return head_.clear();
    head_ += c;
  }

  void OpenBlock() {
    const bool at_scope = open_.empty() || open_.back().block == Block::kScope;
    open_.push_back({at_scope ? KindOf(head_) : Block::kOther, line_, head_});
    head_.clear();
  }

  void CloseBlock() {
    if (open_.empty()) return;
    const Open closed = open_.back();
    open_.pop_back();
    head_.clear();
    // `: size_{1}, name_(name) {` is one head with a braced value in it.
    const std::size_t next = code_.find_first_not_of(" \n", at_ + 1);
    const bool goes_on = next != std::string::npos && (code_[next] == ',' || code_[next] == '{');
    if (goes_on) {
      head_ = closed.head;
    } else if (closed.block == Block::kFunction) {
      functions_.push_back({closed.line, line_ - closed.line + 1});
    }
  }

  const std::string& code_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::string head_;
  std::vector<Open> open_;
  std::vector<FunctionSpan> functions_;
};

}  // namespace

std::vector<FunctionSpan> FindFunctions(const std::string& code) { return Scanner(code).Run(); }

}  // namespace yizhan::style
