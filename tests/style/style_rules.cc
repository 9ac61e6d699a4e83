#include "tests/style/style_rules.h"

#include <cctype>
#include <string_view>

#include "tests/style/code_text.h"
#include "tests/style/function_length.h"
#include "tests/style/include_direction.h"

namespace yizhan::style {
namespace {

enum class Kind { kNone, kCpp, kProto, kScript, kText };

Kind KindOf(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  if (name.ends_with(".h") || name.ends_with(".cc")) return Kind::kCpp;
  if (name.ends_with(".proto")) return Kind::kProto;
  if (name.ends_with(".cmake") || name == "CMakeLists.txt") return Kind::kScript;
  if (name.ends_with(".textproto") || name.ends_with(".md")) return Kind::kText;
  const bool is_script = path.starts_with("tools/") || path.starts_with(".ci/");
  return is_script && name.find('.') == std::string::npos ? Kind::kScript : Kind::kNone;
}

// "// Name: what it is"; the name is one word with a capital.
bool SaysNameAndWhat(const std::string& line) {
  const std::size_t colon = line.find(": ");
  if (!line.starts_with("// ") || colon == std::string::npos || colon + 2 >= line.size()) {
    return false;
  }
  const std::string name = line.substr(3, colon - 3);
  if (name.empty() || std::isupper(static_cast<unsigned char>(name[0])) == 0) return false;
  return name.find_first_of(" \t/(") == std::string::npos;
}

// What an #include line names, without its brackets or quotes; empty for other lines.
std::string IncludedBy(const std::string& line) {
  if (!line.starts_with("#include")) return "";
  const std::size_t open = line.find_first_of("\"<");
  if (open == std::string::npos) return "";
  const std::size_t close = line.find_first_of("\">", open + 1);
  return close == std::string::npos ? "" : line.substr(open + 1, close - open - 1);
}

// Checks one file; every method is one rule.
class Checker {
 public:
  explicit Checker(const SourceFile& file)
      : file_(file), kind_(KindOf(file.path)), lines_(SplitLines(file.text)) {}

  std::vector<Finding> Run() {
    if (kind_ == Kind::kNone) return {};
    Words();
    if (kind_ == Kind::kText) return findings_;
    FileName();
    FileLength();
    LineWidth();
    if (kind_ == Kind::kProto || file_.path.ends_with(".h")) FirstLine();
    if (kind_ == Kind::kCpp) Cpp();
    return findings_;
  }

 private:
  void Add(std::size_t line, const char* rule, const std::string& words) {
    findings_.push_back({line, rule, words});
  }

  void Cpp() {
    code_ = CodeOnly(file_.text);
    code_lines_ = SplitLines(code_);
    if (file_.path.ends_with(".h")) PragmaOnce();
    Includes();
    Tokens();
    FunctionLines();
  }

  // Unfinished work and places that exist on one machine only. Written in halves, so that this
  // file passes its own rule.
  void Words() {
    static const std::vector<std::string> unfinished = {
        "TO"
        "DO",
        "FIX"
        "ME",
        "X"
        "XX",
        "HA"
        "CK",
        "place"
        "holder",
        "not "
        "implemented"};
    static const std::vector<std::string> machine = {
        "/wo"
        "rk/",
        "/ro"
        "ot/",
        "/ho"
        "me/"};
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      for (const std::string& word : unfinished) {
        if (FindWord(lines_[i], word) != std::string::npos) Add(i + 1, "unfinished", word);
      }
      for (const std::string& path : machine) {
        if (lines_[i].find(path) != std::string::npos) Add(i + 1, "machine-path", path);
      }
    }
  }

  void FileName() {
    const std::string name = file_.path.substr(file_.path.rfind('/') + 1);
    for (const char* vague : {"util", "helper", "manager", "misc", "common"}) {
      if (name.find(vague) != std::string::npos) {
        Add(1, "file-name", "a noun of the domain instead of \"" + std::string(vague) + "\"");
      }
    }
  }

  void FileLength() {
    if (lines_.size() <= kFileLinesMax) return;
    Add(lines_.size(), "file-length",
        std::to_string(lines_.size()) + " lines, at most " + std::to_string(kFileLinesMax));
  }

  // A table of a test may hold one row a line, however long, where clang-format is told so.
  void LineWidth() {
    const bool may_hold_tables = file_.path.starts_with("tests/");
    bool in_table = false;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i] == "// clang-format off") in_table = may_hold_tables;
      if (lines_[i] == "// clang-format on") in_table = false;
      const std::size_t width = WidthOf(lines_[i]);
      if (in_table || width <= kLineWidthMax) continue;
      Add(i + 1, "line-width",
          std::to_string(width) + " characters, at most " + std::to_string(kLineWidthMax));
    }
  }

  void FirstLine() {
    if (lines_.empty() || !SaysNameAndWhat(lines_[0])) {
      Add(1, "first-line", "a header begins with \"// Name: what it is\"");
    }
  }

  void PragmaOnce() {
    for (const std::string& line : lines_) {
      if (line == "#pragma once") return;
    }
    Add(1, "pragma-once", "a header needs #pragma once");
  }

  void Includes() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const std::string included = IncludedBy(lines_[i]);
      if (included.empty()) continue;
      const std::string why = WhyNotInclude(file_.path, included);
      if (!why.empty()) Add(i + 1, "include-direction", included + ": " + why);
    }
  }

  void Tokens() {
    const bool in_engine = file_.path.starts_with("engine/");
    for (std::size_t i = 0; i < code_lines_.size(); ++i) {
      const std::string& line = code_lines_[i];
      const std::size_t at = FindWord(line, "assert");
      if (at != std::string::npos && line.substr(at + 6, 1) == "(") {
        Add(i + 1, "no-assert", "YIZHAN_CHECK holds in every build");
      }
      if (FindWord(line, "throw") != std::string::npos) {
        Add(i + 1, "no-exceptions", "return an absl::Status");
      }
      if (!in_engine) continue;
      for (const char* type : {"double", "float"}) {
        if (FindWord(line, type) != std::string::npos) {
          Add(i + 1, "no-floating-point", "money and its engine know integers only");
        }
      }
    }
  }

  void FunctionLines() {
    for (const FunctionSpan& function : FindFunctions(code_)) {
      if (function.lines <= kFunctionLinesMax) continue;
      Add(function.line, "function-length",
          std::to_string(function.lines) + " lines, at most " + std::to_string(kFunctionLinesMax));
    }
  }

  const SourceFile& file_;
  const Kind kind_;
  const std::vector<std::string> lines_;
  std::string code_;
  std::vector<std::string> code_lines_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> CheckStyle(const SourceFile& file) { return Checker(file).Run(); }

bool IsSource(const std::string& path) { return KindOf(path) != Kind::kNone; }

}  // namespace yizhan::style
