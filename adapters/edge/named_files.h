// NamedFiles: the files that a configuration names, read as a start reads them, so that one that
// cannot be used is found by --check-config.
//
// Errors:   InvalidArgument names the key; none repeats what a file holds.
// Threads:  any.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "yizhan/v1/edge.pb.h"

namespace yizhan::edge {

// A certificate and its key; with an authority, callers must show a certificate of it.
absl::Status CheckListenerFiles(const std::string& key, const v1::Tls& tls);
// PEM certificates.
absl::Status CheckAuthorityFile(const std::string& key, const std::string& path);
absl::Status CheckSmFiles(const std::string& key, const v1::Sm& sm);
absl::Status CheckMappingFile(const std::string& key, const std::string& path);

}  // namespace yizhan::edge
