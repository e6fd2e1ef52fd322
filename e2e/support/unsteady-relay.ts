import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Stands between a sender and the product, and passes bytes on as they come. Of the requests with `leastBytes`, which are more than a few calls if it is left out, the first three fail: one
 * is stored without an answer, one is lost, one is told to wait. No more, since SDKs throw away what fails four times (findings/posthog-drops-batches.sh).
 */
export type UnsteadyRelay = {
  readonly url: string;
  /** How often it failed in each way. */
  readonly failed: Readonly<Record<Failure, number>>;
  close(): Promise<void>;
};

const failures = ['unanswered', 'lost', 'told_to_wait'] as const;
/** Gzipped, a batch of the calls of one shopper has more. */
const fewCallsBytes = 600;
type Failure = (typeof failures)[number];

export async function openUnsteadyRelay(target: string, leastBytes = fewCallsBytes + 1): Promise<UnsteadyRelay> {
  const failed: Record<Failure, number> = { unanswered: 0, lost: 0, told_to_wait: 0 };
  const due = [...failures];

  const relay = async (incoming: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const failure = body.length >= leastBytes ? due.shift() : undefined;
    if (failure !== undefined) failed[failure] += 1;
    if (failure === 'lost') return incoming.socket.destroy();
    if (failure === 'told_to_wait') return response.writeHead(429, { 'retry-after': '1' }).end();
    const { method, headers, url } = incoming;
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    request(`${target}${url}`, { method, headers }, resolve).on('error', reject).end(body);
    const answer = await promise;
    if (failure === 'unanswered') {
      answer.resume();
      return incoming.socket.destroy();
    }
    answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers));
  };
  const server = createServer((incoming, response) => {
    relay(incoming, response).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failed,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
