import { connect, type Socket } from 'node:net';

/** Requests over kept-alive connections, one at a time each, at a fraction of what node:http costs its own process. */
export type RawClient = {
  /** Sends bytes as a POST over a free connection, or over the next that becomes free; resolves with the status. */
  post(path: string, body: Buffer): Promise<number>;
  close(): void;
};

type Connection = { socket: Socket; pending: ((status: number) => void) | null; received: Buffer };

/** Opens `size` connections. Answers must carry a Content-Length, as all JSON answers do. */
export function openRawClient(url: string, key: string, size: number): RawClient {
  const { hostname, port } = new URL(url);
  const free: Connection[] = [];
  const waiting: ((connection: Connection) => void)[] = [];
  const all = Array.from({ length: size }, () => {
    const connection: Connection = {
      socket: connect(Number(port), hostname),
      pending: null,
      received: Buffer.alloc(0),
    };
    connection.socket.setNoDelay(true);
    connection.socket.on('data', (chunk) => receive(connection, chunk));
    connection.socket.on('error', () => connection.pending?.(0));
    free.push(connection);
    return connection;
  });

  function receive(connection: Connection, chunk: Buffer): void {
    connection.received = connection.received.length === 0 ? chunk : Buffer.concat([connection.received, chunk]);
    const head = connection.received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const text = connection.received.toString('latin1', 0, head);
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (connection.received.length < head + 4 + length) return;
    connection.received = connection.received.subarray(head + 4 + length);
    const done = connection.pending;
    connection.pending = null;
    const next = waiting.shift();
    if (next === undefined) free.push(connection);
    else next(connection);
    done?.(Number(text.slice(9, 12)));
  }

  return {
    post(path, body) {
      const head = Buffer.from(
        `POST ${path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
      );
      return new Promise((resolve) => {
        const start = (connection: Connection) => {
          connection.pending = resolve;
          connection.socket.write(Buffer.concat([head, body]));
        };
        const connection = free.pop();
        if (connection === undefined) waiting.push(start);
        else start(connection);
      });
    },
    close() {
      for (const { socket } of all) socket.destroy();
    },
  };
}
