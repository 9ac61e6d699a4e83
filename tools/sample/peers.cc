#include "tools/sample/peers.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "engine/base/digest.h"

namespace yizhan::sample {
namespace {

namespace fs = std::filesystem;

struct Peer {
  std::string sender;
  std::string role;
  std::string institution_id;
  std::string token_name;
};

std::vector<Peer> AllPeers() {
  std::vector<Peer> peers;
  for (const Hospital& hospital : Hospitals()) {
    const std::string id = hospital.id;
    // Two desks, one sender: what one desk settled the other may take back.
    peers.push_back({id, "institution", id, id});
    peers.push_back({id, "institution", id, id + "-2"});
  }
  peers.push_back({"jiading-relief", "relief", "", "relief"});
  peers.push_back({"jiading-admin", "admin", "", "admin"});
  return peers;
}

std::string NewToken(Random& random) {
  Canonical bytes("token");
  for (int i = 0; i < 4; ++i) bytes.Number(static_cast<std::int64_t>(random.Next()));
  return HexText(bytes.Sha256());
}

absl::Status WriteToken(const std::string& path, Random& random) {
  if (absl::Status status = WriteFile(path, ""); !status.ok()) return status;
  if (::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) {
    return absl::InternalError("cannot protect " + path);
  }
  return WriteFile(path, NewToken(random) + "\n");
}

std::string PeerText(const Peer& peer, const std::string& token_path) {
  std::string text = "peers {\n  sender: \"" + peer.sender + "\"\n  role: \"" + peer.role + "\"\n";
  if (!peer.institution_id.empty()) text += "  institution_id: \"" + peer.institution_id + "\"\n";
  return text + "  token_path: \"" + token_path + "\"\n}\n";
}

const char* StandpointText(Standpoint standpoint) {
  switch (standpoint) {
    case Standpoint::kLive:
      return "live";
    case Standpoint::kNotYetLive:
      return "not-yet-live";
    case Standpoint::kSuspended:
      return "suspended";
    case Standpoint::kUnknown:
      break;
  }
  return "unknown";
}

absl::Status WriteInstitutions(const std::string& path) {
  std::string text;
  for (const Hospital& hospital : Hospitals()) {
    text += std::string(hospital.id) + "\t" + hospital.name + "\t" + (hospital.level + 1) + "\t" +
            hospital.town + "\t" + StandpointText(hospital.standpoint) + "\n";
  }
  return WriteFile(path, text);
}

}  // namespace

const std::vector<Hospital>& Hospitals() {
  static const std::vector<Hospital> hospitals = {
      {"JD0000000001", "安亭示范医院", "02", "安亭镇", Standpoint::kLive},
      {"JD0000000002", "安亭示范社区卫生服务中心", "01", "安亭镇", Standpoint::kLive},
      {"JD0000000003", "嘉定示范中心医院", "03", "嘉定镇街道", Standpoint::kLive},
      {"JD0000000004", "南翔示范医院", "02", "南翔镇", Standpoint::kNotYetLive},
      {"JD0000000005", "外冈示范卫生院", "01", "外冈镇", Standpoint::kSuspended},
      {"JD0000000009", "无名诊所", "01", "安亭镇", Standpoint::kUnknown},
  };
  return hospitals;
}

absl::Status WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  file.close();
  return file.good() ? absl::OkStatus() : absl::InternalError("cannot write " + path);
}

absl::Status WritePeers(const std::string& folder, Random& random) {
  const fs::path root = fs::absolute(folder);
  std::error_code error;
  fs::create_directories(root / "tokens", error);
  if (error) return absl::InternalError("cannot make " + (root / "tokens").string());
  std::string config =
      "# proto-file: proto/yizhan/v1/config.proto\n"
      "# proto-message: yizhan.v1.EngineConfig\n"
      "#\n# The sample's engine: loopback only, invented tokens.\n\n"
      "data_dir: \"" +
      (root / "data").string() +
      "\"\n"
      "listen: \"127.0.0.1:0\"\n"
      "district: \"嘉定区\"\n"
      "log_path: \"" +
      (root / "yizhand.log").string() + "\"\n";
  for (const Peer& peer : AllPeers()) {
    const std::string token = (root / "tokens" / (peer.token_name + ".token")).string();
    if (absl::Status status = WriteToken(token, random); !status.ok()) return status;
    config += PeerText(peer, token);
  }
  const absl::Status written = WriteFile((root / "engine.textproto").string(), config);
  if (!written.ok()) return written;
  return WriteInstitutions((root / "institutions.tsv").string());
}

}  // namespace yizhan::sample
