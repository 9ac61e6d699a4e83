#include "tests/support/officers.h"

#include "engine/base/digest.h"

namespace yizhan::test {

Ed25519Key OfficerKey(const std::string& id) {
  return Ed25519Key::FromSeed(Bytes(Sha256("officer of the tests: " + id))).value();
}

v1::Officer OfficerRecord(const std::string& id) {
  v1::Officer officer;
  officer.set_id(id);
  officer.set_public_key(OfficerKey(id).public_key());
  officer.set_certificate("no certificate: " + id + " is invented for tests");
  return officer;
}

v1::Authorization SignedBy(const std::vector<std::string>& ids, const OfficerStatement& statement) {
  v1::Authorization authorization;
  authorization.set_valid_until_ms(statement.valid_until_ms);
  for (const std::string& id : ids) {
    v1::OfficerSignature& signature = *authorization.add_signatures();
    signature.set_officer(id);
    signature.set_signature(OfficerKey(id).Sign(Bytes(StatementDigest(statement))));
  }
  return authorization;
}

}  // namespace yizhan::test
