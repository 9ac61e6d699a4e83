#include "tools/cli/training.h"

#include "google/protobuf/descriptor.h"
#include "tools/cli/json_out.h"

namespace yizhan::cli {

std::string TrainingLine(bool training) {
  return training ? std::string(kTrainingZh) + " / " + kTrainingEn + "\n" : "";
}

std::string TrainingComment(bool training) { return training ? "# " + TrainingLine(true) : ""; }

std::string MarkedJson(const google::protobuf::Message& message, bool training) {
  std::string json = JsonText(message);
  const bool says_so = message.GetDescriptor()->FindFieldByName(kTrainingMember) != nullptr;
  const std::size_t open = json.find('{');
  if (!training || says_so || open == std::string::npos) return json;
  const std::size_t next = json.find_first_not_of(" \n", open + 1);
  const bool empty = next != std::string::npos && json[next] == '}';
  return json.insert(open + 1, "\n " + JsonQuoted(kTrainingMember) + ": true" + (empty ? "" : ","));
}

}  // namespace yizhan::cli
