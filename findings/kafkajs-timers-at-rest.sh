#!/usr/bin/env bash
# kafkajs 2.2.4: a connection at rest wakes the process some 900 times a second. After the first answer it arms a timer to end a throttling
# that never began, in the past; Node runs it after 1 ms and warns (TimeoutNegativeWarning); when it runs, it arms the next one, for ever.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund kafkajs@2.2.4

cat > main.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:net';
import kafkajs from 'kafkajs';

// A peer that answers one request, ApiVersions 0: no error, and one request that it takes (ApiVersions, 0 to 2).
const server = createServer((socket) =>
  socket.on('data', (request) => {
    const answer = Buffer.alloc(20);
    answer.writeInt32BE(16, 0);
    answer.writeInt32BE(request.readInt32BE(8), 4);
    answer.writeInt32BE(1, 10);
    answer.writeInt16BE(18, 14);
    answer.writeInt16BE(2, 18);
    socket.write(answer);
  }),
).listen(0, '127.0.0.1');
await once(server, 'listening');

const arm = setTimeout;
let inThePast = 0;
globalThis.setTimeout = (work, ms, ...args) => {
  if (ms < 0) inThePast += 1;
  return arm(work, ms, ...args);
};
process.removeAllListeners('warning');
const kafka = new kafkajs.Kafka({ brokers: [`127.0.0.1:${server.address().port}`], logLevel: kafkajs.logLevel.NOTHING });
await kafka.admin().connect();
inThePast = 0;
await new Promise((resolve) => arm(resolve, 2_000));
console.log(`kafkajs 2.2.4, at rest for 2 s: ${inThePast} timers armed in the past`);
process.exit(inThePast > 100 ? 0 : 1);
JS
node main.mjs
