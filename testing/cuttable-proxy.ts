import { connect, createServer, type Socket } from 'node:net';

/** A proxy whose connections can be cut, so that a client sees an outage. */
export type CuttableProxy = {
  /** The given URL, with the proxy's host and port. */
  readonly url: string;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Lets connections through again; does nothing if it does so already. */
  restore(): Promise<void>;
  /** Accepts connections but holds back every byte, as with a stopped process. */
  freeze(): void;
  /** Holds back the bytes of the connections that are open now, for ever; new ones get through, as with a half-open connection. */
  freezeOpen(): void;
  thaw(): void;
  close(): Promise<void>;
};

/** Opens a proxy in front of the host and port of a URL. */
export async function openCuttableProxy(target: string): Promise<CuttableProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    keep(client);
    keep(upstream);
    client.pipe(upstream).pipe(client);
    if (isFrozen) for (const socket of [client, upstream]) socket.pause();
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  await listen(0);
  const address = server.address();
  const own = typeof address === 'object' && address !== null ? address.port : 0;
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(own);

  async function cut(): Promise<void> {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  return {
    url: url.toString(),
    cut,
    restore: async () => (server.listening ? undefined : listen(own)),
    freeze() {
      isFrozen = true;
      for (const socket of sockets) socket.pause();
    },
    freezeOpen() {
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    thaw() {
      isFrozen = false;
      for (const socket of sockets) socket.resume();
    },
    close: cut,
  };
}
