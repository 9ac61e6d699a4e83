#include "tools/sample/peers.h"

#include <filesystem>
#include <fstream>

namespace yizhan::sample {
namespace {

namespace fs = std::filesystem;

struct Peer {
  std::string file;
  std::string role;
  std::string scope;  // Institution or town; "-": none.
  std::string name;
};

std::vector<Peer> AllPeers() {
  std::vector<Peer> peers;
  for (const Hospital& hospital : Hospitals()) {
    const std::string id = hospital.id;
    // Two desks, one sender: what one desk settled the other may take back.
    peers.push_back({id, "terminal", id, "desk-1"});
    peers.push_back({id + "-2", "terminal", id, "desk-2"});
  }
  peers.push_back({"relief", "district", "-", "relief-1"});
  peers.push_back({"admin", "admin", "-", "operator-1"});
  peers.push_back({"auditor", "auditor", "-", "auditor-1"});
  peers.push_back({"monitor", "monitor", "-", "monitor-1"});
  peers.push_back({"town-anting", "town", "安亭镇", "officer-1"});
  return peers;
}

std::string Line(const std::string& key, const fs::path& path) {
  return key + ": \"" + path.string() + "\"\n";
}

std::string TlsText(const fs::path& root, const std::string& file, bool with_revocations) {
  std::string text = "tls {\n  " + Line("certificate_path", root / "certs" / (file + ".crt")) +
                     "  " + Line("key_path", root / "certs" / (file + ".key")) + "  " +
                     Line("ca_path", root / "ca" / "ca.crt");
  if (with_revocations) text += "  " + Line("crl_path", root / "ca" / "crl.pem");
  return text + "}\n";
}

std::string EngineText(const fs::path& root) {
  return "# proto-file: proto/yizhan/v1/config.proto\n"
         "# proto-message: yizhan.v1.EngineConfig\n"
         "#\n# The sample's engine.\n\n" +
         Line("data_dir", root / "data") + Line("keys_dir", root / "keys") +
         "listen: \"127.0.0.1:0\"\ndistrict: \"嘉定区\"\n" +
         Line("log_path", root / "yizhand.log") + TlsText(root, "engine", true) +
         // Six certificates play a whole day in seconds.
         "limits { calls_per_second_max: 100000 }\n";
}

std::string ClientText(const fs::path& root, const Peer& peer) {
  return "# proto-file: proto/yizhan/v1/config.proto\n"
         "# proto-message: yizhan.v1.ClientConfig\n\n"
         "engine: \"127.0.0.1:7443\"\n" +
         TlsText(root, peer.file, false);
}

absl::Status WriteClients(const fs::path& root) {
  std::string table;
  for (const Peer& peer : AllPeers()) {
    table += peer.file + "\t" + peer.role + "\t" + peer.scope + "\t" + peer.name + "\n";
    const fs::path path = root / "clients" / (peer.file + ".textproto");
    const absl::Status written = WriteFile(path.string(), ClientText(root, peer));
    if (!written.ok()) return written;
  }
  return WriteFile((root / "peers.tsv").string(), table);
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

absl::Status WritePeers(const std::string& folder) {
  const fs::path root = fs::absolute(folder).lexically_normal();
  std::error_code error;
  fs::create_directories(root / "clients", error);
  if (error) return absl::InternalError("cannot make " + (root / "clients").string());
  absl::Status written = WriteFile((root / "engine.textproto").string(), EngineText(root));
  if (written.ok()) written = WriteClients(root);
  if (written.ok()) written = WriteInstitutions((root / "institutions.tsv").string());
  return written;
}

}  // namespace yizhan::sample
