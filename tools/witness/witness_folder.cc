#include "tools/witness/witness_folder.h"

#include <unistd.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "engine/base/whole_file.h"

namespace yizhan {
namespace {

constexpr std::size_t kStoppedBytesMax = std::size_t{64} * 1024;

bool Exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

}  // namespace

absl::Status WitnessFolder::Open() const {
  std::error_code error;
  std::filesystem::create_directories(data_dir_, error);
  if (error) return absl::InvalidArgumentError(absl::StrCat(data_dir_, ": ", error.message()));
  if (!Exists(stopped_path())) return absl::OkStatus();
  const absl::StatusOr<std::string> why =
      ReadWhole(stopped_path(), kStoppedBytesMax, Privacy::kPublic);
  return absl::FailedPreconditionError(
      absl::StrCat("it stopped before and cosigns nothing until a person has looked and deleted ",
                   stopped_path(), ": ", why.value_or("(unreadable)")));
}

absl::Status WitnessFolder::Stop(const std::string& why) const {
  return WriteWhole(stopped_path(), why + "\n", Privacy::kPublic);
}

absl::StatusOr<std::optional<VerifierKey>> WitnessFolder::EngineKey(
    const std::optional<VerifierKey>& given) const {
  if (given.has_value() || !Exists(key_path())) return given;
  const absl::StatusOr<std::string> text = ReadWhole(key_path(), kNoteBytesMax, Privacy::kPublic);
  if (!text.ok()) return text.status();
  const absl::StatusOr<VerifierKey> key =
      VerifierKey::Parse(std::string(absl::StripSuffix(*text, "\n")));
  if (!key.ok()) return absl::InvalidArgumentError(key_path() + ": is no verifier key");
  return std::optional<VerifierKey>(*key);
}

absl::Status WitnessFolder::KeepEngineKey(const VerifierKey& key) const {
  return WriteWhole(key_path(), key.Text() + "\n", Privacy::kPublic);
}

absl::StatusOr<std::optional<Note>> WitnessFolder::Cosigned() const {
  if (!Exists(cosigned_path())) return std::optional<Note>();
  const absl::StatusOr<std::string> text =
      ReadWhole(cosigned_path(), kNoteBytesMax, Privacy::kPublic);
  if (!text.ok()) return text.status();
  absl::StatusOr<Note> note = Note::Parse(*text);
  if (!note.ok()) return note.status();
  return std::optional<Note>(*std::move(note));
}

absl::Status WitnessFolder::KeepCosigned(const Note& note) const {
  return WriteWhole(cosigned_path(), note.Text(), Privacy::kPublic);
}

}  // namespace yizhan
