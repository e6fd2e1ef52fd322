import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An API that knows every key and answers no write: `reached` resolves at the first one. What writes to it is caught in the middle of its work. */
export async function startSilentApi(): Promise<{ url: string; reached: Promise<void>; close(): Promise<void> }> {
  const reached = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    if (request.method === 'GET') response.end('{}');
    else reached.resolve();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, reached: reached.promise, close };
}
