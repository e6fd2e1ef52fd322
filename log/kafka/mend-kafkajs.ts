import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

const require = createRequire(import.meta.url);

type RequestQueue = { pending: unknown[]; requestTimeout: number; scheduleCheckPendingRequests(): void };

/** The parts of a kafkajs connection that are changed here. */
export type Connection = {
  connect(): Promise<boolean>;
  disconnect(): Promise<boolean>;
  isConnected(): boolean;
  rejectRequests(error: Error): void;
  requestQueue: RequestQueue;
  socket: Socket | undefined;
  /** The bytes that have come of an answer that is not complete yet. */
  chunks: Buffer[];
  bytesBuffered: number;
  bytesNeeded: number;
  authHandlers: unknown;
  authExpectResponse: boolean;
};

/** Each answer begins with its size. */
const sizeBytes = 4;
let isMended = false;

/** Repairs three faults of kafkajs 2.2.4 that would hit any user of it, in its own classes. A second call does nothing. */
export function mendKafkajs(): void {
  if (isMended) return;
  isMended = true;
  stopIdleTimer();
  connectOnce();
  disconnectForGood();
}

/**
 * After its first answer a connection sets a timer with a negative time, again and again. Node runs it each millisecond and warns of it
 * (tulios/kafkajs#1751, #1768). The timer is needed only while requests wait because a broker throttles us.
 */
function stopIdleTimer(): void {
  const queue = (require('kafkajs/src/network/requestQueue/index.js') as { prototype: RequestQueue }).prototype;
  const schedule = queue.scheduleCheckPendingRequests;
  queue.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}

/**
 * If several requests find a connection closed, each of them opens a socket; kafkajs forgets all but the last and never closes them. Also, if
 * the former socket had brought a part of an answer, that part stays in front of what the new socket brings, and every answer from then on is
 * cut in the wrong place.
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
    // Otherwise kafkajs would take the end of this socket for the end of the next one.
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
 * While a broker is away, kafkajs disconnects the same dead socket again and again. Each time it adds a listener, until Node warns of too many.
 * And `disconnect` waits without end for the answers to requests under way, since nothing checks their timeouts any more.
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
