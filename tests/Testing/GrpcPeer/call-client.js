'use strict';
// Sends opaque messages with @grpc/grpc-js and prints how the calls ended, one JSON line for each.
//
//   node call-client.js ADDRESS METHOD [--unary] [--gzip] [--streams N] MESSAGE...
//
// ADDRESS    host:port, plaintext
// METHOD     /package.Service/Method, client streaming unless --unary is given; a unary call sends the first message
// --gzip     compresses the messages
// --streams  that many calls at a time, over one connection
// MESSAGE    in hexadecimal; "-" is a message of no bytes

const grpc = require('@grpc/grpc-js');

const words = process.argv.slice(2);
const [address, method] = words.splice(0, 2);
const options = { streams: 1, messages: [] };
while (words.length > 0) {
  const word = words.shift();
  if (word === '--unary') options.unary = true;
  else if (word === '--gzip') options.gzip = true;
  else if (word === '--streams') options.streams = Number(words.shift());
  else options.messages.push(word === '-' ? Buffer.alloc(0) : Buffer.from(word, 'hex'));
}

const settings = options.gzip ? { 'grpc.default_compression_algorithm': 2 } : {};
const client = new grpc.Client(address, grpc.credentials.createInsecure(), settings);
const same = bytes => bytes;

function call() {
  return new Promise(ended => {
    const say = (failure, answer) => {
      const code = failure ? failure.code : 0;
      console.log(JSON.stringify({ code, details: failure ? failure.details : '', answer: answer ? answer.toString('hex') : '' }));
      ended();
    };
    if (options.unary) {
      client.makeUnaryRequest(method, same, same, options.messages[0], say);
      return;
    }
    const stream = client.makeClientStreamRequest(method, same, same, say);
    for (const message of options.messages) stream.write(message);
    stream.end();
  });
}

Promise.all(Array.from({ length: options.streams }, call)).then(() => client.close());
