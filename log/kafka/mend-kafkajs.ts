import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

const require = createRequire(import.meta.url);

type RequestQueue = { pending: unknown[]; requestTimeout: number; scheduleCheckPendingRequests(): void };

/** A connection of kafkajs, as far as it is put right here. */
export type Connection = {
  connect(): Promise<boolean>;
  disconnect(): Promise<boolean>;
  isConnected(): boolean;
  rejectRequests(error: Error): void;
  requestQueue: RequestQueue;
  socket: Socket | undefined;
  /** What came of an answer that is not complete yet. */
  chunks: Buffer[];
  bytesBuffered: number;
  bytesNeeded: number;
  authHandlers: unknown;
  authExpectResponse: boolean;
};

/** Of an answer, before all else. */
const sizeBytes = 4;
let isMended = false;

/** Puts right faults of kafkajs 2.2.4 that stand in the way of any use of it, each where it is. Done once. */
export function mendKafkajs(): void {
  if (isMended) return;
  isMended = true;
  stopIdleTimer();
  connectOnce();
  disconnectForGood();
}

/**
 * After each answer it arms a timer in the past, for ever, which Node runs each millisecond and warns of (tulios/kafkajs#1751, #1768). It is
 * needed only while requests wait for a throttle to end.
 */
function stopIdleTimer(): void {
  const queue = (require('kafkajs/src/network/requestQueue/index.js') as { prototype: RequestQueue }).prototype;
  const schedule = queue.scheduleCheckPendingRequests;
  queue.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}

/**
 * Requests that find a connection closed each open a socket, of which all but the last are forgotten and never closed. And what the former
 * socket brought of an answer stays in front of what the new one brings: every answer from then on is cut in the wrong place.
 */
function connectOnce(): void {
  const connection = connectionPrototype();
  const connect = connection.connect;
  const connecting = new WeakMap<Connection, Promise<boolean>>();
  connection.connect = function (this: Connection) {
    const underWay = connecting.get(this);
    if (underWay !== undefined) return underWay;
    if (!this.isConnected()) forgetSocket(this);
    const attempt = connect.call(this).finally(() => connecting.delete(this));
    connecting.set(this, attempt);
    return attempt;
  };
}

function forgetSocket(connection: Connection): void {
  const { socket } = connection;
  if (socket !== undefined) {
    // Its end would be taken for the end of the next one.
    socket.removeAllListeners();
    socket.on('error', () => {});
    socket.destroy();
  }
  connection.socket = undefined;
  connection.chunks = [];
  connection.bytesBuffered = 0;
  connection.bytesNeeded = sizeBytes;
  connection.authHandlers = null;
  connection.authExpectResponse = false;
}

/**
 * While a broker is away it disconnects the same dead socket again and again, which gathers a listener each time and warns. And it waits for
 * answers for ever: nobody looks at their timeouts any more.
 */
function disconnectForGood(): void {
  const connection = connectionPrototype();
  const disconnect = connection.disconnect;
  connection.disconnect = async function (this: Connection) {
    if (this.socket?.destroyed) this.socket = undefined;
    const limit = setTimeout(
      () => this.rejectRequests(new Error('the connection was closed before an answer came')),
      this.socket === undefined ? 0 : this.requestQueue.requestTimeout,
    );
    try {
      return await disconnect.call(this);
    } finally {
      clearTimeout(limit);
    }
  };
}

function connectionPrototype(): Connection {
  return (require('kafkajs/src/network/connection.js') as { prototype: Connection }).prototype;
}
