'use strict';
// Streams access logs as a proxy does, with @grpc/grpc-js and messages that @grpc/proto-loader encodes; prints how each stream ended,
// one JSON line for each.
//
//   node als-client.js ADDRESS PROTOS [--streams N] [--entries N] [--messages N]
//
// ADDRESS     host:port, plaintext
// PROTOS      folder of als.proto
// --streams   streams at a time; each is of a pod of its own (task-0, task-1, ...)
// --messages  messages of each stream; only the first has the identifier
// --entries   entries of each message, HTTP and TCP in turn by message

const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const words = process.argv.slice(2);
const [address, protos] = words.splice(0, 2);
const options = { streams: 1, entries: 1, messages: 1 };
while (words.length > 0) options[words.shift().slice(2)] = Number(words.shift());

const definition = loader.loadSync('als.proto', { includeDirs: [protos], keepCase: true, longs: Number, enums: String });
const Service = grpc.loadPackageDefinition(definition).envoy.service.accesslog.v3.AccessLogService;
const client = new Service(address, grpc.credentials.createInsecure());

const text = value => ({ stringValue: value });
const socket = (ip, port) => ({ socket_address: { address: ip, port_value: port } });

function identifier(number) {
  const pod = `task-${number}`;
  const ip = `10.1.${number >> 8}.${number & 255}`;
  const fields = {
    NAME: text(pod), NAMESPACE: text('airflow'), NODE_NAME: text('worker-3'), INSTANCE_IPS: text(ip),
    LABELS: { structValue: { fields: { dag_id: text('etl') } } },
  };
  return { log_name: 'http_envoy_accesslog', node: { id: `sidecar~${ip}~${pod}.airflow~airflow.svc.cluster.local`, metadata: { fields } } };
}

function common(number, count) {
  return {
    start_time: { seconds: 1800000000 + count, nanos: 5 },
    duration: { seconds: 0, nanos: 7000000 },
    upstream_local_address: socket(`10.1.${number >> 8}.${number & 255}`, 40000 + count),
    upstream_remote_address: socket('10.2.0.1', 8080),
    upstream_cluster: 'outbound|80||billing.shop.svc.cluster.local',
    response_flags: { upstream_overflow: true },
  };
}

function message(number, index) {
  const made = index === 0 ? { identifier: identifier(number) } : {};
  const entries = Array.from({ length: options.entries }, (_, entry) => ({ common_properties: common(number, index * options.entries + entry) }));
  if (index % 2 === 0) {
    made.http_logs = {
      log_entry: entries.map(entry => ({ ...entry, protocol_version: 'HTTP2', request: { request_method: 'POST' }, response: { response_code: { value: 503 } } })),
    };
  } else {
    made.tcp_logs = { log_entry: entries.map(entry => ({ ...entry, connection_properties: { received_bytes: 11, sent_bytes: 22 } })) };
  }
  return made;
}

function stream(number) {
  return new Promise(ended => {
    const call = client.StreamAccessLogs((failure, answer) => {
      console.log(JSON.stringify({ code: failure ? failure.code : 0, answer: answer || null }));
      ended();
    });
    for (let index = 0; index < options.messages; index++) call.write(message(number, index));
    call.end();
  });
}

Promise.all(Array.from({ length: options.streams }, (_, number) => stream(number))).then(() => client.close());
