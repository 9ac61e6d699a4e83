#include "engine/policy/parse.h"

#include <google/protobuf/io/tokenizer.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/utf8.h"

namespace yizhan {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The text between the first `open` and the next `close` after it; empty when there is none.
std::string Between(const std::string& text, const std::string& open, const std::string& close) {
  const std::size_t start = text.find(open);
  if (start == std::string::npos) return {};
  const std::size_t first = start + open.size();
  const std::size_t end = text.find(close, first);
  return end == std::string::npos ? std::string() : text.substr(first, end - first);
}

// Counted from 0, as the parser does.
struct Spot {
  int line = 0;
  int column = 0;
};

// An unknown word is reported at what follows it, often on the next line. Its own spot is the last
// place of that word before there.
Spot SpotOfWord(const std::string& content, const std::string& word, Spot after) {
  std::size_t end = 0;
  for (int line = 0; line < after.line && end != std::string::npos; ++line) {
    end = content.find('\n', end);
    if (end != std::string::npos) ++end;
  }
  if (end == std::string::npos) return after;
  end += static_cast<std::size_t>(after.column);
  if (end < word.size()) return after;
  const std::size_t at = content.rfind(word, end - word.size());
  if (at == std::string::npos) return after;
  Spot spot;
  for (std::size_t i = 0; i < at; ++i) {
    spot.column = content[i] == '\n' ? 0 : spot.column + 1;
    if (content[i] == '\n') ++spot.line;
  }
  return spot;
}

// The parser quotes single bytes of what it met; half a Chinese character is not text.
std::string Printable(const std::string& message) {
  if (IsUtf8(message)) return message;
  std::string printable = message;
  for (char& c : printable) {
    if ((static_cast<unsigned char>(c) & 0x80) != 0) c = '?';
  }
  return printable;
}

Words SyntaxWords(Spot spot, const std::string& message) {
  const std::string at_zh = absl::StrCat("第", spot.line + 1, "行第", spot.column + 1, "列:");
  const std::string unknown = Between(message, "has no field named \"", "\"");
  const std::string value = Between(message, "Unknown enumeration value of \"", "\"");
  std::string zh = absl::StrCat("写法有误(", message, ")");
  if (!unknown.empty()) zh = absl::StrCat("规则包没有名为“", unknown, "”的字段");
  if (!value.empty()) zh = absl::StrCat("不认识的取值“", value, "”");
  if (message.find("multiple times") != std::string::npos) zh = "同一字段写了两次";
  return {.zh = at_zh + zh,
          .en = absl::StrCat("line ", spot.line + 1, ", column ", spot.column + 1, ": ", message)};
}

class SyntaxErrors : public google::protobuf::io::ErrorCollector {
 public:
  SyntaxErrors(const ParsedFile& file, const std::string& content, Findings& findings)
      : file_(file), content_(content), findings_(findings) {}

  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& said) override {
    const std::string message = Printable(said);
    // The parser says -1 when it does not know the line.
    Spot spot{.line = line < 0 ? 0 : line, .column = column < 0 ? 0 : column};
    const std::string value = Between(message, "Unknown enumeration value of \"", "\"");
    if (!value.empty()) spot = SpotOfWord(content_, value, spot);
    findings_.FileError(file_.file_no, file_.name, static_cast<std::uint32_t>(spot.line) + 1,
                        SyntaxWords(spot, message));
  }

 private:
  const ParsedFile& file_;
  const std::string& content_;
  Findings& findings_;
};

void CheckTexts(const Message& message, const Place& place, Findings& findings);

void CheckField(const Message& message, const FieldDescriptor* field, const Place& place,
                Findings& findings) {
  const auto* reflection = message.GetReflection();
  const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
  for (int i = 0; i < count; ++i) {
    const Place at =
        field->is_repeated() ? place.Item(field->name(), i) : place.Field(field->name());
    if (field->message_type() != nullptr) {
      CheckTexts(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                      : reflection->GetMessage(message, field),
                 at, findings);
      continue;
    }
    const std::string text = field->is_repeated() ? reflection->GetRepeatedString(message, field, i)
                                                  : reflection->GetString(message, field);
    if (IsUtf8(text)) continue;
    findings.Error(at, {.zh = "文字不是有效的 UTF-8", .en = "the text is not valid UTF-8"});
  }
}

// Escapes such as "\xff" can write what the file's own bytes may not hold.
void CheckTexts(const Message& message, const Place& place, Findings& findings) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool holds_text = field->cpp_type() == FieldDescriptor::CPPTYPE_STRING ||
                            field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (holds_text) CheckField(message, field, place, findings);
  }
}

std::uint32_t FirstBadLine(const std::string& content) {
  std::uint32_t line = 1;
  std::size_t start = 0;
  while (start < content.size()) {
    std::size_t end = content.find('\n', start);
    if (end == std::string::npos) end = content.size();
    if (!IsUtf8(std::string_view(content).substr(start, end - start))) return line;
    start = end + 1;
    ++line;
  }
  return 0;
}

bool Readable(const v1::PackFile& file, const ParsedFile& parsed, Findings& findings) {
  const auto refuse = [&](std::uint32_t line, Words words) {
    findings.FileError(parsed.file_no, parsed.name, line, std::move(words));
    return false;
  };
  if (file.name().empty() || !IsUtf8(file.name())) {
    return refuse(0, {.zh = "文件没有可用的名称", .en = "the file has no usable name"});
  }
  if (file.content().size() > kPackFileBytesMax) {
    return refuse(0, {.zh = absl::StrCat("文件超过 ", kPackFileBytesMax, " 字节"),
                      .en = absl::StrCat("the file is larger than ", kPackFileBytesMax, " bytes")});
  }
  const std::uint32_t bad_line = FirstBadLine(file.content());
  if (bad_line == 0) return true;
  return refuse(bad_line, {.zh = absl::StrCat("第", bad_line, "行不是有效的 UTF-8"),
                           .en = absl::StrCat("line ", bad_line, " is not valid UTF-8")});
}

}  // namespace

std::vector<ParsedFile> ParseFiles(const std::vector<v1::PackFile>& files, Findings& findings) {
  std::vector<ParsedFile> parsed(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    ParsedFile& file = parsed[i];
    file.file_no = i;
    file.name = IsUtf8(files[i].name()) ? files[i].name() : absl::StrCat("files[", i, "]");
    file.tree = std::make_unique<Place::Tree>();
    if (!Readable(files[i], file, findings)) continue;
    SyntaxErrors errors(file, files[i].content(), findings);
    google::protobuf::TextFormat::Parser parser;
    parser.RecordErrorsTo(&errors);
    parser.WriteLocationsTo(file.tree.get());
    if (parser.ParseFromString(files[i].content(), &file.pack)) {
      CheckTexts(file.pack, file.Root(), findings);
    }
  }
  return parsed;
}

}  // namespace yizhan
