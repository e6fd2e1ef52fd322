import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Random } from '#testing/random.ts';

/** What a page told, as it reached the server. */
export type Told = {
  token?: string;
  events: { eventType: string; productId: string; userId?: string; timestamp: string }[];
};

/** Stands between pages and the product. Of what pages tell it keeps all; at times it answers 503, hangs up before the product has it, or after. */
export type UnsteadyServer = {
  readonly url: string;
  /** Everything that came, whatever became of it. */
  readonly told: readonly Told[];
  /** How often it failed in each way. */
  readonly failed: Readonly<Record<'refused' | 'lost' | 'unanswered', number>>;
  /** From now on it fails no more. */
  settle(): void;
  close(): Promise<void>;
};

const failShare = 0.12;

export async function openUnsteadyServer(target: string, random: Random): Promise<UnsteadyServer> {
  const told: Told[] = [];
  const failed = { refused: 0, lost: 0, unanswered: 0 };
  let isSettled = false;
  const chooseFailure = (): keyof typeof failed | null => {
    const at = random.next();
    const names = Object.keys(failed) as (keyof typeof failed)[];
    return isSettled ? null : (names[Math.floor(at / failShare)] ?? null);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const isTold = request.method === 'POST' && request.url?.endsWith('/track') === true;
    const body = Buffer.concat(chunks).toString();
    if (isTold) told.push(JSON.parse(body));
    const failure = isTold ? chooseFailure() : null;
    if (failure !== null) failed[failure] += 1;
    if (failure === 'lost') return request.socket.destroy();
    if (failure === 'refused') {
      const headers = {
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'Retry-After',
        'retry-after': '1',
      };
      return response.writeHead(503, headers).end();
    }
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const forwarded = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { ...(headers as Record<string, string>), 'accept-encoding': 'identity' },
      ...(body === '' ? {} : { body }),
    });
    const content = Buffer.from(await forwarded.arrayBuffer());
    if (failure === 'unanswered') return request.socket.destroy();
    const given = Object.fromEntries(
      [...forwarded.headers].filter(
        ([name]) => !/^(connection|keep-alive|transfer-encoding|content-length)$/.test(name),
      ),
    );
    return response.writeHead(forwarded.status, given).end(content);
  };
  const server = createServer((request, response) => {
    // A page that is closed hangs up in the middle of what it sends.
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told,
    failed,
    settle() {
      isSettled = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
