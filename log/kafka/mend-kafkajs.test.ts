import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { waitFor } from '#testing/product.ts';
import { createCluster } from './kafkajs.ts';
import { type Connection, mendKafkajs } from './mend-kafkajs.ts';

const require = createRequire(import.meta.url);

/** Listens as the peer of a connection. It need not be a broker: what is repaired goes wrong before any answer is read. */
const opened: (Server | Socket)[] = [];
async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    opened.push(socket.on('error', () => {}));
    onConnection(socket);
  });
  opened.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}
after(() => {
  for (const one of opened) 'destroy' in one ? one.destroy() : one.close();
});

function connectionTo(port: number): Connection {
  const silent = { info() {}, error() {}, warn() {}, debug() {}, namespace: () => silent };
  const ConnectionClass = require('kafkajs/src/network/connection.js') as new (options: object) => Connection;
  return new ConnectionClass({
    host: '127.0.0.1',
    port,
    logger: silent,
    socketFactory: (require('kafkajs/src/network/socketFactory.js') as () => unknown)(),
    connectionTimeout: 1_000,
    requestTimeout: 200,
  });
}

/** Breaks a connection off in the middle of an answer, connects again, and returns how many bytes of that answer are left in it. */
async function leftAfterReconnect(): Promise<number> {
  const port = await listen((socket) => socket.end(Buffer.from([0, 0, 0, 9, 1])));
  const connection = connectionTo(port);
  await connection.connect();
  await waitFor(
    async () => !connection.isConnected() && connection.bytesBuffered > 0,
    () => 'it broke off',
  );
  const again = await listen(() => {});
  Object.assign(connection, { port: again });
  await connection.connect();
  const left = connection.bytesBuffered;
  await connection.disconnect();
  connection.socket?.destroy();
  return left;
}

test('control: as it comes, kafkajs puts the rest of a broken answer before the next one', async () => {
  assert.equal(await leftAfterReconnect(), 5);
});

test('a connection that is made anew has nothing of the one before', async () => {
  mendKafkajs();
  assert.equal(await leftAfterReconnect(), 0);
});

test('a cluster that was disconnected connects no more, whoever asks', async () => {
  let connections = 0;
  const port = await listen((socket) => {
    connections += 1;
    socket.resume();
  });
  const cluster = createCluster({ brokers: [`127.0.0.1:${port}`], clientId: 'test', requestTimeoutMs: 200 });
  await cluster.connect().catch(() => {});
  assert.ok(connections > 0, 'control: before, it connects');
  await cluster.disconnect();
  const before = connections;
  await cluster.connect().catch(() => {});
  await assert.rejects(cluster.refreshMetadata());
  assert.equal(connections, before);
});
