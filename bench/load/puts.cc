// yizhan_bench_puts: how many RocksDB puts a settlement costs, alone and in batches. A count, not
// a timing: the same on every machine.

#include <cstdio>
#include <filesystem>
#include <future>
#include <vector>

#include "bench/load/callers.h"
#include "engine/base/check.h"
#include "engine/base/ed25519.h"
#include "engine/books/authorization.h"
#include "engine/ledger/rocks_store.h"
#include "engine/personal/key_vault.h"
#include "engine/policy/load_pack.h"
#include "engine/settlement/engine.h"

namespace yizhan::bench {
namespace {

constexpr std::size_t kSettlements = 1'000;
constexpr std::size_t kTogether = 50;
constexpr char kInstitution[] = "JD0000000001";
const Caller kDesk = DeskOf(kInstitution);

// The puts of one settlement, with what the whole batch shares left out.
struct Puts {
  std::uint64_t entries = 0;
  std::uint64_t effects = 0;
  std::uint64_t markers = 0;
  std::uint64_t tiles = 0;
  std::uint64_t batches = 0;
};

template <typename Reply>
struct Answer {
  std::promise<absl::StatusOr<Reply>> promise;
  Engine::Done<Reply> Done() {
    return [this](absl::StatusOr<Reply> reply) { promise.set_value(std::move(reply)); };
  }
  Reply Get() {
    absl::StatusOr<Reply> reply = promise.get_future().get();
    if (!reply.ok()) std::fprintf(stderr, "%s\n", reply.status().ToString().c_str());
    YIZHAN_CHECK(reply.ok());
    return *std::move(reply);
  }
};

// Two officers made up for this run sign for the pack.
v1::Authorization Signed(Engine& engine, const LedgerStore& store, OfficerStatement statement) {
  const absl::StatusOr<std::string> ledger_id = LedgerIdOf(*store.OpenView());
  YIZHAN_CHECK(ledger_id.ok());
  statement.ledger_id = *ledger_id;
  v1::Authorization authorization;
  authorization.set_valid_until_ms(statement.valid_until_ms);
  for (const char* id : {"bench-1", "bench-2"}) {
    const Ed25519Key key = Ed25519Key::Generate();
    v1::Officer officer;
    officer.set_id(id);
    officer.set_public_key(key.public_key());
    officer.set_certificate("none: made up for a bench");
    Answer<v1::OfficerReply> enrolled;
    engine.EnrolOfficer(kOffice, officer, enrolled.Done());
    enrolled.Get();
    v1::OfficerSignature& signature = *authorization.add_signatures();
    signature.set_officer(id);
    signature.set_signature(key.Sign(Bytes(StatementDigest(statement))));
  }
  return authorization;
}

void Activate(Engine& engine, const LedgerStore& store) {
  const std::string packs = YIZHAN_SOURCE_DIR "/engine/policy/packs/";
  const auto files =
      ReadPackFiles({packs + "cn-sh/2012.textproto", packs + "cn-sh-jd/2012-pilot.textproto"});
  YIZHAN_CHECK(files.ok());
  v1::ActivatePackRequest activate;
  for (const v1::PackFile& file : *files) *activate.add_files() = file;
  activate.set_request_id("activate");
  activate.set_effective_from("2012-01-01");
  v1::PackActivated activated_as;
  activated_as.set_pack_hash(Bytes(PackHash(*files)));
  activated_as.set_effective_from(activate.effective_from());
  *activate.mutable_authorization() = Signed(engine, store,
                                             {.ledger_id = "",
                                              .operation = v1::ACTIVATE_PACK,
                                              .content = ActivationContent(activated_as),
                                              .request_id = "activate",
                                              .valid_until_ms = SystemClock().NowMs() + 3'600'000});
  Answer<v1::ActivatePackReply> activated;
  engine.ActivatePack(kOffice, activate, activated.Done());
  activated.Get();
}

void SetUp(Engine& engine) {
  v1::AddInstitutionRequest add;
  add.mutable_institution()->set_id(kInstitution);
  add.mutable_institution()->set_name("示范医院");
  Answer<v1::InstitutionReply> added;
  engine.AddInstitution(kOffice, add, added.Done());
  added.Get();
  v1::GoLiveRequest live;
  live.set_id(kInstitution);
  live.set_live_from("2012-06-01");
  Answer<v1::InstitutionReply> lives;
  engine.GoLive(kOffice, live, lives.Done());
  lives.Get();

  v1::ImportPerson person;
  person.mutable_card()->set_cert_type("99");
  person.mutable_card()->set_cert_no("BENCH-1");
  v1::DatedValue& identity = *person.add_identities();
  identity.set_value("dibao");
  identity.set_from("2012-01-01");
  Answer<v1::ImportReply> imported;
  engine.ImportPerson(kOffice, person, imported.Done());
  imported.Get();
}

v1::SettleRequest RequestOf(std::size_t index, std::int64_t now_ms) {
  v1::SettleRequest request;
  v1::Bill& bill = *request.mutable_bill();
  bill.set_institution_id(kInstitution);
  bill.set_visit_no("v" + std::to_string(index));
  bill.set_bill_no("b" + std::to_string(index));
  bill.set_message_id("m" + std::to_string(index));
  bill.set_care_kind(v1::INPATIENT);
  bill.set_service_start("2012-06-20");
  bill.set_service_end("2012-06-28");
  bill.set_accounting_date("2012-06-29");
  bill.set_total_fen(1'000'000);
  bill.set_in_scope_fen(900'000);
  bill.set_out_of_scope_fen(100'000);
  request.mutable_person()->mutable_card()->set_cert_type("99");
  request.mutable_person()->mutable_card()->set_cert_no("BENCH-1");
  request.set_not_after_ms(now_ms + 60'000);
  return request;
}

Puts Since(const StoreCounters& before, std::uint64_t batches, const RocksStore& store,
           const Engine& engine) {
  const StoreCounters now = store.counters();
  return {.entries = now.entries - before.entries,
          .effects = now.effects - before.effects,
          .markers = now.markers - before.markers,
          .tiles = now.tiles - before.tiles,
          .batches = engine.counters().batches - batches};
}

void Print(const char* name, const Puts& puts) {
  std::printf(
      "%-22s settlements %llu in %llu batches: entries %llu, rows %llu, markers %llu, "
      "tiles %llu\n",
      name, static_cast<unsigned long long>(kSettlements),
      static_cast<unsigned long long>(puts.batches), static_cast<unsigned long long>(puts.entries),
      static_cast<unsigned long long>(puts.effects), static_cast<unsigned long long>(puts.markers),
      static_cast<unsigned long long>(puts.tiles));
}

// `together` requests wait at once, so that the loop takes them as a batch.
Puts Settle(Engine& engine, const RocksStore& store, std::size_t first, std::size_t together) {
  const SystemClock clock;
  const StoreCounters before = store.counters();
  const std::uint64_t batches = engine.counters().batches;
  for (std::size_t i = 0; i < kSettlements; i += together) {
    std::vector<Answer<v1::SettleResult>> answers(together);
    for (std::size_t k = 0; k < together; ++k) {
      engine.Settle(kDesk, RequestOf(first + i + k, clock.NowMs()), kNoDeadline, answers[k].Done());
    }
    for (Answer<v1::SettleResult>& answer : answers) answer.Get();
  }
  return Since(before, batches, store, engine);
}

int Main() {
  const std::string folder = std::filesystem::temp_directory_path() /
                             ("yizhan-puts-" + std::to_string(SystemRandom().Next()));
  {
    const auto store = RocksStore::Open({.data_dir = folder, .node = "bench"});
    if (!store.ok()) std::fprintf(stderr, "%s\n", store.status().ToString().c_str());
    YIZHAN_CHECK(store.ok());
    PackCatalog packs;
    SystemClock clock;
    SystemRandom random;
    MemoryVault vault;
    PersonalData personal(vault, random);
    const auto engine = Engine::Start(**store, packs, clock, random, IndexKey{std::string(32, 'k')},
                                      personal, EngineOptions());
    YIZHAN_CHECK(engine.ok());
    Activate(**engine, **store);
    SetUp(**engine);
    Print("one at a time", Settle(**engine, **store, 0, 1));
    Print("fifty waiting at once", Settle(**engine, **store, kSettlements, kTogether));
    std::printf(
        "Of the rows, 3 belong to each settlement (message key, natural key, person); with "
        "its entry 4 puts.\nThe institution's and the fund's row, markers and tiles are "
        "written once per batch.\n");
  }
  std::filesystem::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace yizhan::bench

int main() { return yizhan::bench::Main(); }
