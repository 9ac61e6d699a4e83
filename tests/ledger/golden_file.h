// GoldenFile: files of tests/golden, which hold bytes that never change.
//
// YIZHAN_UPDATE_GOLDEN=1 writes files that are missing and adds new fields of messages; it never
// changes what is there.
//
// Threads:  one.
#pragma once

#include <string>

namespace google::protobuf {
class Descriptor;
}

namespace yizhan {

bool UpdatingGolden();
std::string GoldenPath(const std::string& name);
std::string ReadGolden(const std::string& name);
// The file of that name has these bytes, in hex.
void ExpectGolden(const std::string& name, const std::string& bytes);

// Hex in lines of 64 digits, and back.
std::string HexLines(const std::string& bytes);
std::string FromHexLines(const std::string& lines);

// No field or enum value that the file names is gone or changed, and it names all there are, of
// these messages and what they hold.
void ExpectGoldenFields(const std::string& name,
                        std::initializer_list<const google::protobuf::Descriptor*> messages);

}  // namespace yizhan
