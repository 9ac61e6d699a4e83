// Place: where a value of a pack stands: file, line, and a path an officer can follow.
//
// Units:    lines start at 1; 0 = the whole file.
// Owner:    a Place borrows the parse tree and the file's name; ParsedFile owns both.
// Threads:  values.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/text_format.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace yizhan {

class Place {
 public:
  using Tree = google::protobuf::TextFormat::ParseInfoTree;

  // The whole file.
  Place(std::size_t file_no, const std::string* file, const Tree* tree,
        const google::protobuf::Descriptor* message)
      : file_no_(file_no), file_(file), tree_(tree), message_(message) {}

  // A singular field of the message here; when it is not written, the line of what holds it.
  Place Field(const std::string& name) const;
  // One entry of a repeated field; `label` (an id) or else its index stands in the path.
  Place Item(const std::string& name, int index, const std::string& label = {}) const;

  bool Written(const std::string& name) const;

  std::size_t file_no() const { return file_no_; }
  const std::string& file() const { return *file_; }
  std::uint32_t line() const { return line_; }
  const std::string& path() const { return path_; }

 private:
  Place Inner(const google::protobuf::FieldDescriptor* field, int index, std::string path) const;

  std::size_t file_no_;
  const std::string* file_;
  const Tree* tree_;  // Null where nothing was written.
  const google::protobuf::Descriptor* message_;
  std::uint32_t line_ = 0;
  std::string path_;
};

}  // namespace yizhan
