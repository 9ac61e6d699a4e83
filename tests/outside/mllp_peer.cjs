// A hospital's side written by others (npm simple-hl7): it builds a DFT with its own message
// builder, sends it with its own MLLP client, and reads the answer with its own parser.
//
// usage: node mllp_peer.cjs <the program mllp_peer_door> <folder that holds node_modules>
'use strict';

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const path = require('node:path');
const readline = require('node:readline');

const [program, peers] = process.argv.slice(2);
const hl7 = require(path.join(peers, 'node_modules', 'simple-hl7'));

function header(type, id) {
  return new hl7.Message('HIS', 'H1', 'YIZHAN', 'EDGE', '20120629093000', '', type, id, 'P', '2.5');
}

function place(segment, values) {
  for (const [field, value] of Object.entries(values)) segment.addField(value, Number(field));
}

function addVisit(message) {
  place(message.addSegment('PID'), { 3: '000000195001010011', 5: ['Test', 'A'] });
  place(message.addSegment('PV1'), { 2: 'I', 19: 'V1', 44: '20120620', 45: '20120628' });
}

function dft(id, cancels) {
  const message = header(['DFT', 'P03', 'DFT_P03'], id);
  message.addSegment('EVN', 'P03', '20120629090000');
  addVisit(message);
  place(message.addSegment('FT1'),
        { 1: '1', 2: 'F1', 4: '20120628', 5: '20120629', 6: 'CG', 7: 'BED', 10: '1', 11: '300.00' });
  message.addSegment('ZPR', '300.00', '100.00', '50.00', '30.00', '120.00', '20.00', '0.00', 'B1',
                     cancels);
  return message;
}

function send(port, message) {
  return new Promise((resolve, reject) => {
    const client = hl7.Server.createTcpClient({ host: '127.0.0.1', port });
    client.send(message, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}

function accepted(answer, id) {
  const msa = answer.getSegment('MSA');
  assert.strictEqual(msa.getField(1), 'AA', answer.log());
  assert.strictEqual(msa.getField(2), id);
}

async function talk(port) {
  const admission = header(['ADT', 'A01', 'ADT_A01'], 'A1');
  admission.addSegment('EVN', 'A01', '20120620090000');
  addVisit(admission);
  accepted(await send(port, admission), 'A1');

  const first = await send(port, dft('M1', ''));
  accepted(first, 'M1');
  const sums = first.getSegment('ZYZ');
  assert.strictEqual(sums.getField(3), '40.00', 'the aid');
  assert.strictEqual(sums.getField(6), '240.00', 'the cash');
  assert.strictEqual(first.getSegment('ZYP').getField(5), '40.00');

  const again = await send(port, dft('M1', ''));
  accepted(again, 'M1');
  assert.strictEqual(again.getSegment('ZYZ').getField(1), sums.getField(1), 'the same settlement');

  const cancelled = await send(port, dft('C1', 'M1'));
  accepted(cancelled, 'C1');
  assert.strictEqual(cancelled.getSegment('ZYC').getField(2), sums.getField(1));

  const refused = await send(port, header(['ORU', 'R01'], 'O1'));
  assert.strictEqual(refused.getSegment('MSA').getField(1), 'AR', refused.log());
  assert.strictEqual(refused.getSegment('MSA').getField(2), 'O1');
}

const door = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
door.on('error', (error) => {
  console.error(error);
  process.exitCode = 1;
});
readline.createInterface({ input: door.stdout }).once('line', async (line) => {
  try {
    await talk(Number(line));
    console.log('simple-hl7 settled, repeated and cancelled a bill');
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    door.stdin.end();
  }
});
door.on('exit', (code) => {
  if (code !== 0) process.exitCode = 1;
});
