// KeptFiles: 9101 and 9102, files that go up and come down: details of a period, and what was wrong
// with them. They are kept until the end of the day after.
//
// What goes up may be packed (carried_file.h): of a ZIP the .txt files are kept, one after the
// other. A ZIP that cannot be read is refused here, not at the 3202 that names it: the clerk who
// sent it then still has it. What comes down is always text.
//
// Units:    *_ms are Unix milliseconds.
// Errors:   a Refusal with the national path; TOO_MANY_ITEMS: more files than are kept. Of
//           what is wrong in a ZIP, the field "file" (zip_texts.h).
// Threads:  any.
// Format:   notes "national.file": file_qury_no -> UTF-8 text.
// Source:   domain.md section 2.3.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/intake/notes.h"
#include "adapters/national/envelope.h"
#include "adapters/national/json_reader.h"
#include "adapters/national/sign_in.h"

namespace yizhan::national {

absl::StatusOr<Output> TakeFile(const Json& input, Now now, edge::Notes& notes);
absl::StatusOr<Output> GiveFile(const Json& input, const edge::Notes& notes);

// Its file_qury_no.
absl::StatusOr<std::string> KeepFile(const std::string& text, Now now, edge::Notes& notes);
absl::StatusOr<std::string> KeptFile(const std::string& file_qury_no, const std::string& field,
                                     const edge::Notes& notes);

}  // namespace yizhan::national
