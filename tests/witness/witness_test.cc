// Witness, with real processes: it follows, cosigns and goes on after a restart; a history that is
// not the one it saw stops it, though the engine signs it with the right key.

#include <filesystem>
#include <functional>
#include <string>

#include "engine/books/draft.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/checkpoint.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/note.h"
#include "engine/ledger/rocks_store.h"
#include "gtest/gtest.h"
#include "tests/service/world.h"
#include "tests/witness/witness_process.h"

namespace yizhan::testing {
namespace {

namespace fs = std::filesystem;

constexpr int kExitPersonMustLook = 3;

class WitnessTest : public ::testing::Test {
 protected:
  WitnessTest()
      : folder_(world_.process().folder() + "/bureau"),
        made_(fs::create_directory(folder_)),
        witness_(world_.process(), folder_, folder_ + "/data") {
    EXPECT_EQ(engine().Stop(), 0);
    engine().set_more("witness_keys: \"" + witness_.Key() + "\"");
    engine().Start();
  }

  EngineProcess& engine() { return world_.process(); }
  std::uint64_t Settle(const std::string& id) {
    const auto settled = world_.Settle(World::Request(id));
    EXPECT_TRUE(settled.ok()) << settled.status();
    return settled.ok() ? settled->number() : 0;
  }
  // Until the witness has cosigned all of it.
  void Follow() { witness_.WaitForCosigned(world_.Checkpoint().size()); }

  // The engine goes on from what is in `folder` now.
  void PutInPlace(const std::string& folder) {
    EXPECT_EQ(engine().Stop(), 0);
    fs::remove_all(engine().data_dir());
    fs::rename(folder, engine().data_dir());
    engine().Start();
  }
  std::string CopyOfLedger() {
    EXPECT_EQ(engine().Stop(), 0);
    const std::string copy = folder_ + "/copy";
    fs::copy(engine().data_dir(), copy, fs::copy_options::recursive);
    engine().Start();
    return copy;
  }
  void ExpectStopped(const std::string& words) {
    EXPECT_EQ(witness_.Wait(), kExitPersonMustLook);
    const std::string why = ReadWholeFile(witness_.stopped_path());
    EXPECT_NE(why.find(words), std::string::npos) << why;
    const std::uint64_t cosigned = witness_.CosignedSize();
    witness_.Start();  // It cosigns no more until a person has looked.
    EXPECT_EQ(witness_.Wait(), kExitPersonMustLook);
    EXPECT_EQ(witness_.CosignedSize(), cosigned);
  }

  World world_;
  const std::string folder_;
  const bool made_;
  WitnessProcess witness_;
};

TEST_F(WitnessTest, FollowsCosignsAndGoesOnAfterARestart) {
  witness_.Start();
  Settle("m1");
  Follow();
  EXPECT_EQ(witness_.Stop(), 0);
  Settle("m2");
  Settle("m3");
  witness_.Start();
  Follow();
  const v1::LedgerCheckpoint now = world_.Checkpoint();
  const Checkpoint held = Checkpoint::Parse(Note::Parse(now.cosigned()).value().text).value();
  EXPECT_EQ(held.head.size, now.size()) << "the engine was given it";
  engine().Kill();
  engine().Start();
  Settle("m4");
  Follow();
  EXPECT_EQ(witness_.Stop(), 0);
  const auto mirror = RocksStore::OpenReadOnly(witness_.ledger());
  ASSERT_TRUE(mirror.ok()) << mirror.status();
  EXPECT_EQ(Bytes((*mirror)->Durable().root), world_.Checkpoint().root());
}

// The same ledger with another sender in one settlement, folded and signed anew.
void Rewrite(const std::string& from, const std::string& to, std::uint64_t number) {
  const auto old = RocksStore::OpenReadOnly(from).value();
  const auto made =
      RocksStore::Open({.data_dir = to, .disk_reserve_bytes = 0, .node = "x"}).value();
  ASSERT_TRUE(made->BindSigningKey(old->SigningKey().value()).ok());
  const std::uint64_t epoch = made->Fence("x").value();
  const std::shared_ptr<const View> empty = made->OpenView();
  Draft batch(empty.get());
  PackCatalog packs;
  ASSERT_TRUE(old->Read(0, old->Durable().size,
                        [&](std::uint64_t at, std::string_view stored) {
                          v1::Entry entry = DecodeLeaf(stored).value();
                          if (at == number) entry.set_sender("mallory");
                          return batch.Copy(entry, EncodeLeaf(entry), packs).ok();
                        })
                  .ok());
  ASSERT_EQ(batch.size(), old->Durable().size);
  made->AppendBatch(
      {epoch, made->Durable(), batch.leaves(), batch.Effects(), false},
      [](AppendResult result, TreeHead) { EXPECT_EQ(result, AppendResult::kDurable); });
}

TEST_F(WitnessTest, ARewrittenLedgerSignedWithTheRightKeyStopsIt) {
  witness_.Start();
  const std::uint64_t number = Settle("m1");
  Settle("m2");
  Follow();
  EXPECT_EQ(engine().Stop(), 0);
  const std::string rewritten = folder_ + "/rewritten";
  Rewrite(engine().data_dir(), rewritten, number);
  engine().Start();
  PutInPlace(rewritten);
  ExpectStopped("entry " + std::to_string(number) + ": expected leaf hash");
}

TEST_F(WitnessTest, AForkStopsIt) {
  witness_.Start();
  Follow();
  const std::string copy = CopyOfLedger();
  const std::uint64_t number = Settle("m1");
  Follow();
  EXPECT_EQ(witness_.Stop(), 0);
  PutInPlace(copy);
  Settle("m2");
  Settle("m3");
  witness_.Start();
  ExpectStopped("entry " + std::to_string(number) + ": expected leaf hash");
}

TEST_F(WitnessTest, AShorterLedgerStopsIt) {
  witness_.Start();
  Follow();
  const std::string copy = CopyOfLedger();
  Settle("m1");
  Follow();
  PutInPlace(copy);
  ExpectStopped("shorter than before");
}

TEST_F(WitnessTest, AnEmptyOrOtherLedgerStopsIt) {
  witness_.Start();
  Follow();
  EXPECT_EQ(witness_.Stop(), 0);
  World other;
  EngineProcess& stranger = other.process();
  WitnessProcess moved(stranger, folder_, folder_ + "/data");
  moved.Start();
  EXPECT_EQ(moved.Wait(), kExitPersonMustLook);
  const std::string why = ReadWholeFile(witness_.stopped_path());
  EXPECT_NE(why.find("another ledger"), std::string::npos) << why;
}

TEST_F(WitnessTest, AnEnginesFolderIsNoMirror) {
  EXPECT_EQ(engine().Stop(), 0);
  fs::create_directories(folder_ + "/data");
  fs::copy(engine().data_dir(), folder_ + "/data/ledger", fs::copy_options::recursive);
  engine().Start();
  witness_.Start();
  EXPECT_EQ(witness_.Wait(), kExitPersonMustLook);
}

}  // namespace
}  // namespace yizhan::testing
