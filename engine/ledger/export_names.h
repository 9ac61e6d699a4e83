// ExportNames: the files of an export, as `yizhan ledger export` writes and an audit reads them.
//
// Threads:  pure.
// Format:   FORMAT.md, The export folder; tiles as C2SP tlog-tiles names them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace yizhan {

inline constexpr char kLeavesFile[] = "leaves";
inline constexpr char kCheckpointFile[] = "checkpoint";
inline constexpr char kCosignedFile[] = "cosigned";
inline constexpr char kKeyFile[] = "key";

// The first line of kLeavesFile.
inline constexpr char kLeavesHead[] = "yizhan-ledger-export 1\n";

// "tile/0/x001/234" or, with less than kTileHashes hashes, "tile/0/x001/234.p/17".
std::string TilePath(std::uint8_t level, std::uint64_t index, std::size_t width);

}  // namespace yizhan
