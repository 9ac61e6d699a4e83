// verify.mjs: checks an export of a ledger, or a proof, with nothing of ours: plain Node, written
// from engine/ledger/FORMAT.md, RFC 6962 and the C2SP documents alone.
//
//   node verify.mjs EXPORT [--key VKEY] [--witness VKEY]...
//   node verify.mjs --proof FILE [--key VKEY] [--witness VKEY]...
//
// EXPORT is a folder that `yizhan ledger export` wrote; FILE is what `yizhan ledger prove` or
// `consistency` wrote. --key is the ledger's verifier key, from elsewhere; without it the one that
// comes with the files is believed, which proves only that they fit together. Every --witness must
// have signed the newest cosigned checkpoint.
//
// Exit 0: all of it fits. 1: it does not; the first thing that differs is named. 2: wrong usage.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

class Differs extends Error {}
const differs = (what) => { throw new Differs(what); };

const sha256 = (...parts) => {
  const hash = crypto.createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const leafHash = (leaf) => sha256(Buffer.of(0), leaf);
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);

// ---- RFC 6962 section 2.1, as it stands there

// The largest power of two below n. Sizes may be beyond 32 bits, so no bit arithmetic.
const split = (n) => {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
};

// The root over hashes[from, until).
const rootOf = (hashes, from = 0, until = hashes.length) => {
  if (until === from) return sha256();
  if (until === from + 1) return hashes[from];
  const middle = from + split(until - from);
  return nodeHash(rootOf(hashes, from, middle), rootOf(hashes, middle, until));
};

// The root that leaf `number` of `size` leads to; takes from the end of `proof`.
const rootByInclusion = (number, size, leaf, proof) => {
  if (size === 1) return leaf;
  const neighbour = proof.pop() ?? differs('the proof has too few hashes');
  const k = split(size);
  return number < k
    ? nodeHash(rootByInclusion(number, k, leaf, proof), neighbour)
    : nodeHash(neighbour, rootByInclusion(number - k, size - k, leaf, proof));
};

// [old root, new root] that a consistency proof leads to.
const rootsByConsistency = (from, until, oldRoot, isBeginning, proof) => {
  if (from === until) {
    const hash = isBeginning ? oldRoot : proof.pop() ?? differs('the proof has too few hashes');
    return [hash, hash];
  }
  const neighbour = proof.pop() ?? differs('the proof has too few hashes');
  const k = split(until);
  if (from <= k) {
    const [older, newer] = rootsByConsistency(from, k, oldRoot, isBeginning, proof);
    return [older, nodeHash(newer, neighbour)];
  }
  const [older, newer] = rootsByConsistency(from - k, until - k, oldRoot, false, proof);
  return [nodeHash(neighbour, older), nodeHash(neighbour, newer)];
};

// ---- C2SP signed-note, tlog-checkpoint, tlog-cosignature

const fromBase64 = (text) => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : differs(`not base64: ${text}`);
};

const keyHash = (name, typed) => sha256(name, '\n', typed).subarray(0, 4);

const parseKey = (text) => {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? differs(`not a key: ${text}`);
  const [, name, hash] = match;
  const typed = fromBase64(match[3]);
  if (typed.length !== 33 || ![1, 4].includes(typed[0])) differs(`not an Ed25519 key: ${text}`);
  if (keyHash(name, typed).toString('hex') !== hash) differs(`the key's hash is wrong: ${text}`);
  const x = typed.subarray(1).toString('base64url');
  const key = crypto.createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return { name, type: typed[0], hash: Buffer.from(hash, 'hex'), key };
};

const parseNote = (bytes, what) => {
  const all = bytes.toString('utf8');
  if (!Buffer.from(all, 'utf8').equals(bytes)) differs(`${what}: not UTF-8`);
  const end = all.lastIndexOf('\n\n');
  if (end < 0 || !all.endsWith('\n')) differs(`${what}: not a note`);
  const signatures = all.slice(end + 2, -1).split('\n').map((line) => {
    const match = /^\u2014 ([^\s+]+) (\S+)$/.exec(line) ?? differs(`${what}: not a signature line`);
    const signed = fromBase64(match[2]);
    return { name: match[1], hash: signed.subarray(0, 4), bytes: signed.subarray(4) };
  });
  return { text: all.slice(0, end + 1), signatures };
};

// When a cosigner signed, in seconds; 0 for a log.
const verifyNote = (note, key, what) => {
  const found = note.signatures.find((s) => s.name === key.name && s.hash.equals(key.hash)) ??
    differs(`${what}: no signature of ${key.name}`);
  let { bytes } = found;
  let { text } = note;
  let seconds = 0n;
  if (key.type === 4) {
    if (bytes.length !== 72) differs(`${what}: malformed cosignature of ${key.name}`);
    seconds = bytes.readBigUInt64BE();
    bytes = bytes.subarray(8);
    text = `cosignature/v1\ntime ${seconds}\n${text}`;
  }
  if (!crypto.verify(null, Buffer.from(text, 'utf8'), key.key, bytes)) {
    differs(`${what}: wrong signature of ${key.name}`);
  }
  return Number(seconds);
};

const parseCheckpoint = (bytes, key, what) => {
  if (key.type !== 1) differs(`${key.name} is no ledger's key`);
  const note = parseNote(bytes, what);
  const lines = note.text.split('\n');
  if (lines.length !== 4 || !/^(0|[1-9][0-9]{0,15})$/.test(lines[1])) {
    differs(`${what}: not a checkpoint`);
  }
  const [origin, size] = [lines[0], Number(lines[1])];
  const root = fromBase64(lines[2]);
  if (root.length !== 32) differs(`${what}: the root has ${root.length} bytes`);
  if (origin !== key.name) differs(`${what}: of ${origin}, expected ${key.name}`);
  verifyNote(note, key, what);
  return { note, origin, size, root };
};

const same = (what, expected, found) => {
  if (!expected.equals(found)) {
    differs(`${what}: expected ${expected.toString('hex')}, found ${found.toString('hex')}`);
  }
};

const checkWitnesses = (note, witnesses, what) => {
  for (const witness of witnesses) {
    const when = new Date(verifyNote(note, witness, what) * 1000).toISOString();
    console.log(`cosigned by ${witness.name} at ${when}`);
  }
};

// ---- an export

const HEAD = Buffer.from('yizhan-ledger-export 1\n');

// Format version 2, semantics version 1, kind, length of the payload.
const checkLeaf = (leaf, number) => {
  if (leaf.length < 7 || leaf[0] !== 2) differs(`entry ${number}: not a leaf of format 2`);
  if (leaf.readUInt32BE(3) !== leaf.length - 7) differs(`entry ${number}: wrong payload length`);
};

const readLeafHashes = (file) => {
  const fd = fs.openSync(file, 'r');
  const take = (count, what) => {
    const bytes = Buffer.alloc(count);
    const read = fs.readSync(fd, bytes);
    if (read !== count && !(read === 0 && what === 'length')) differs('leaves: cut off');
    return read === 0 && count > 0 ? null : bytes;
  };
  if (!HEAD.equals(take(HEAD.length, 'head') ?? Buffer.alloc(0))) differs('leaves: no export');
  const hashes = [];
  for (;;) {
    const length = take(8, 'length');
    if (length === null) break;
    const size = length.readBigUInt64BE();
    if (size < 7n || size > 64n * 1024n * 1024n + 7n) {
      differs(`entry ${hashes.length}: cannot have ${size} bytes`);
    }
    const leaf = take(Number(size), 'leaf') ?? Buffer.alloc(0);
    checkLeaf(leaf, hashes.length);
    hashes.push(leafHash(leaf));
  }
  fs.closeSync(fd);
  return hashes;
};

const tilePath = (level, index, width) => {
  let name = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    name = `x${String(rest % 1000).padStart(3, '0')}/${name}`;
  }
  return `tile/${level}/${name}${width === 256 ? '' : `.p/${width}`}`;
};

// Every tile there must be, with its bytes.
const tilesOf = (hashes) => {
  const tiles = new Map();
  for (let level = 0, row = hashes; row.length > 0; ++level) {
    const above = [];
    for (let at = 0; at < row.length; at += 256) {
      const tile = row.slice(at, at + 256);
      tiles.set(tilePath(level, at / 256, tile.length), Buffer.concat(tile));
      if (tile.length === 256) above.push(rootOf(tile));
    }
    row = above;
  }
  return tiles;
};

const filesUnder = (folder, prefix = '') =>
  fs.readdirSync(path.join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(prefix, entry.name);
    return entry.isDirectory() ? filesUnder(folder, name) : [name];
  });

const read = (folder, name) => {
  const file = path.join(folder, name);
  return fs.existsSync(file) ? fs.readFileSync(file) : differs(`${name}: missing`);
};

const checkExport = (folder, given, witnesses) => {
  const own = read(folder, 'key').toString('utf8');
  if (!own.endsWith('\n')) differs('key: not one line');
  const ownKey = own.slice(0, -1);
  parseKey(ownKey);
  if (given !== undefined && given !== ownKey) differs(`key: expected ${given}, found ${ownKey}`);
  const key = parseKey(ownKey);
  const files = new Set(filesUnder(folder));
  if (!files.has('leaves')) differs('leaves: missing');
  const hashes = readLeafHashes(path.join(folder, 'leaves'));
  const checkpoint = parseCheckpoint(read(folder, 'checkpoint'), key, 'checkpoint');
  if (checkpoint.size !== hashes.length) {
    differs(`leaves: expected ${checkpoint.size} entries, found ${hashes.length}`);
  }
  const tiles = tilesOf(hashes);
  for (const [name, bytes] of tiles) {
    if (!read(folder, name).equals(bytes)) differs(`${name}: not the hashes of the entries`);
  }
  same('root of checkpoint', rootOf(hashes), checkpoint.root);
  const known = new Set(['leaves', 'checkpoint', 'cosigned', 'key', 'tables', ...tiles.keys()]);
  for (const file of files) if (!known.has(file)) differs(`${file}: not part of an export`);
  if (files.has('cosigned')) {
    const cosigned = parseCheckpoint(read(folder, 'cosigned'), key, 'cosigned');
    if (cosigned.size > hashes.length) differs('cosigned: longer than the export');
    same('root of cosigned', rootOf(hashes, 0, cosigned.size), cosigned.root);
    checkWitnesses(cosigned.note, witnesses, 'cosigned');
  } else if (witnesses.length > 0) {
    differs('cosigned: missing');
  }
  console.log(`${checkpoint.origin}: ${hashes.length} entries, ${tiles.size} tiles, root ` +
              checkpoint.root.toString('hex'));
};

// ---- a proof

const hex32 = (text, what) => {
  if (!/^[0-9a-f]{64}$/.test(text ?? '')) differs(`${what}: not 64 hex digits`);
  return Buffer.from(text, 'hex');
};

const checkProof = (file, given, witnesses) => {
  const proof = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (given !== undefined && given !== proof.key) {
    differs(`key: expected ${given}, found ${proof.key}`);
  }
  const key = parseKey(proof.key ?? differs('key: missing'));
  const hashes = (proof.path ?? differs('path: missing')).map((text) => hex32(text, 'path'));
  const checkpoint =
    parseCheckpoint(Buffer.from(proof.checkpoint ?? '', 'utf8'), key, 'checkpoint');
  checkWitnesses(checkpoint.note, witnesses, 'checkpoint');
  if (proof.format === 'yizhan-inclusion-1') {
    if (proof.size !== checkpoint.size) differs(`size: expected ${checkpoint.size}`);
    if (!Number.isSafeInteger(proof.number) || proof.number < 0 || proof.number >= proof.size) {
      differs(`number: not among ${proof.size}`);
    }
    const leaf = hex32(proof.leaf_hash, 'leaf_hash');
    same('root of checkpoint', rootByInclusion(proof.number, proof.size, leaf, hashes),
         checkpoint.root);
    console.log(`entry ${proof.number} is among the ${proof.size} of ${checkpoint.origin}`);
  } else if (proof.format === 'yizhan-consistency-1') {
    const old = parseCheckpoint(Buffer.from(proof.old_checkpoint ?? '', 'utf8'), key,
                                'old_checkpoint');
    if (old.size !== proof.from || checkpoint.size !== proof.until) differs('from, until');
    if (old.size < 1 || old.size > checkpoint.size) differs('from, until: nothing to prove');
    const [older, newer] = rootsByConsistency(old.size, checkpoint.size, old.root, true, hashes);
    same('root of old_checkpoint', older, old.root);
    same('root of checkpoint', newer, checkpoint.root);
    console.log(`${old.size} -> ${checkpoint.size}: only added to, ${checkpoint.origin}`);
  } else {
    differs(`format: unknown, ${proof.format}`);
  }
  if (hashes.length > 0) differs('the proof has too many hashes');
};

// ---- the command line

const usage = () => {
  console.error('usage: node verify.mjs (EXPORT | --proof FILE) [--key VKEY] [--witness VKEY]...');
  process.exit(2);
};

const args = process.argv.slice(2);
const given = { witnesses: [] };
while (args.length > 0) {
  const word = args.shift();
  if (!word.startsWith('--')) given.folder = word;
  else if (args.length === 0) usage();
  else if (word === '--proof') given.proof = args.shift();
  else if (word === '--key') given.key = args.shift();
  else if (word === '--witness') given.witnesses.push(args.shift());
  else usage();
}
if ((given.folder === undefined) === (given.proof === undefined)) usage();
try {
  const witnesses = given.witnesses.map((text) => parseKey(text));
  if (given.folder !== undefined) checkExport(given.folder, given.key, witnesses);
  else checkProof(given.proof, given.key, witnesses);
  console.log('OK');
} catch (error) {
  if (!(error instanceof Differs) && !(error instanceof SyntaxError)) throw error;
  console.error(`DIFFERS ${error.message}`);
  process.exit(1);
}
