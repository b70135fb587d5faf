'use strict';
// A Hubble Observer made with @grpc/grpc-js: streams recorded flows (proto3 JSON lines), and can die in the middle.
//
//   node hubble-server.js --socket PATH --protos DIR [--uuid] [--die-after N] FILE...
//
// --uuid       gives flow number n the uuid 00000000-0000-4000-8000-<n in 12 hex digits>
// --die-after  exits without a word after N flows of one stream
// Between the clients and the server stands a pipe that cuts the bytes at odd places. Prints "ready" when it listens.

const fs = require('fs');
const net = require('net');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const RING = 4095;
// Sizes of the pieces in which bytes pass: inside frame heads, message prefixes and messages.
const PIECES = [1, 2, 3, 5, 7, 8, 11, 4, 997, 9, 13, 4099, 6, 16381];

function parseArguments(words) {
  const options = { files: [] };
  while (words.length > 0) {
    const word = words.shift();
    if (word === '--uuid') options.uuid = true;
    else if (word === '--socket') options.socket = words.shift();
    else if (word === '--protos') options.protos = words.shift();
    else if (word === '--die-after') options.dieAfter = Number(words.shift());
    else options.files.push(word);
  }
  return options;
}

function timestamp(text) {
  const [whole, fraction = ''] = text.replace('Z', '').split('.');
  return { seconds: String(Date.parse(whole + 'Z') / 1000), nanos: Number(fraction.padEnd(9, '0').slice(0, 9)) };
}

// proto3 JSON writes the well-known types in short; proto-loader wants them as messages.
function toMessage(line, number, withUuid) {
  const answer = JSON.parse(line);
  const flow = answer.flow;
  flow.time = timestamp(flow.time);
  if (answer.time !== undefined) answer.time = timestamp(answer.time);
  if (flow.is_reply === null) delete flow.is_reply;
  else if (flow.is_reply !== undefined) flow.is_reply = { value: flow.is_reply };
  if (withUuid) flow.uuid = '00000000-0000-4000-8000-' + number.toString(16).padStart(12, '0');
  return answer;
}

function isBefore(time, since) {
  const seconds = BigInt(time.seconds) - BigInt(since.seconds || 0);
  return seconds < 0n || (seconds === 0n && time.nanos < (since.nanos || 0));
}

async function serveFlows(call, answers, dieAfter) {
  const since = call.request.since;
  let sent = 0;
  for (const answer of answers) {
    if (since && isBefore(answer.flow.time, since)) continue;
    if (!call.write(answer)) await new Promise(resume => call.once('drain', resume));
    if (++sent === dieAfter) {
      await new Promise(soon => setTimeout(soon, 50)); // part of it is on its way, part is lost
      process.exit(9);
    }
  }
  // follow: the stream stays open.
}

function cutBytes(socketPath, innerPath) {
  const pipe = net.createServer(client => {
    const server = net.connect(innerPath);
    const hangUp = () => { client.destroy(); server.destroy(); };
    client.on('error', hangUp).on('close', hangUp).pipe(server);
    server.on('error', hangUp).on('close', hangUp);
    let piece = 0;
    server.on('data', bytes => {
      for (let start = 0; start < bytes.length;) {
        const end = start + PIECES[piece++ % PIECES.length];
        client.write(bytes.subarray(start, end));
        start = end;
      }
    });
  });
  pipe.listen(socketPath, () => console.log('ready'));
}

const options = parseArguments(process.argv.slice(2));
const definition = loader.loadSync('observer.proto', { includeDirs: [options.protos], keepCase: true, longs: String, enums: String });
const Observer = grpc.loadPackageDefinition(definition).observer.Observer;
const lines = options.files.flatMap(file => fs.readFileSync(file, 'utf8').split('\n').filter(line => line.length > 0));
const answers = lines.map((line, number) => toMessage(line, number, options.uuid));

const server = new grpc.Server();
server.addService(Observer.service, {
  ServerStatus: (call, reply) => reply(null, {
    num_flows: answers.length, max_flows: RING, seen_flows: answers.length, uptime_ns: 1e9, version: 'grpc-js peer',
  }),
  GetFlows: call => serveFlows(call, answers, options.dieAfter),
});
const inner = options.socket + '.inner';
for (const path of [options.socket, inner]) fs.rmSync(path, { force: true });
server.bindAsync('unix:' + inner, grpc.ServerCredentials.createInsecure(), failure => {
  if (failure) throw failure;
  cutBytes(options.socket, inner);
});
