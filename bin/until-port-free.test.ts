import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { PortUnusable, untilPortFree } from './until-port-free.ts';

const host = '127.0.0.1';
let taken: Server;
let port: number;

beforeEach(async () => {
  taken = createServer().listen(0, host);
  await once(taken, 'listening');
  port = (taken.address() as AddressInfo).port;
});
afterEach(() => {
  taken.close();
});

test('a port that somebody has is told at once where nobody is about to leave it', async () => {
  await assert.rejects(untilPortFree(host, port, 0), (error: unknown) => {
    assert.ok(error instanceof PortUnusable);
    assert.match(error.message, new RegExp(`${host}:${port} cannot be listened on: another program does`));
    return true;
  });
});

test('a port that is left in time is waited for', async () => {
  const waiting = untilPortFree(host, port, 10_000);
  taken.close();
  await waiting;
  await untilPortFree(host, port, 0);
});

test('an address that this machine does not have is told without waiting', async () => {
  await assert.rejects(untilPortFree('203.0.113.1', port, 10_000), /EADDRNOTAVAIL; give another --host or --port/);
});
