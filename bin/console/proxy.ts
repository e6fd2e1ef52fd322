import { type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { request as sendSecurely } from 'node:https';

/** Headers of one connection, which must not be passed on (RFC 9110, 7.6.1). */
const hopByHop = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
const retryAfterSeconds = 2;

/**
 * Passes a request on to the API and its answer back, both as they come: event streams, files and uploads of any length pass. If the API cannot be reached, answers 503 as the API
 * itself would say it.
 */
export function proxyToApi(apiUrl: URL, incoming: IncomingMessage, answer: ServerResponse): void {
  const target = new URL(incoming.url ?? '/', apiUrl);
  const from = incoming.socket.remoteAddress ?? '';
  const before = incoming.headers['x-forwarded-for'];
  const headers = { ...incoming.headers, 'x-forwarded-for': before === undefined ? from : `${before}, ${from}` };
  const outgoing = (apiUrl.protocol === 'https:' ? sendSecurely : send)(
    target,
    { method: incoming.method, headers: withoutHopByHop(headers) },
    (answered) => {
      answer.writeHead(answered.statusCode ?? 502, withoutHopByHop(answered.headers));
      // An event stream says nothing until something happens; its reader must know at once that it is open.
      answer.flushHeaders();
      answered.pipe(answer);
      answered.once('error', () => answer.destroy());
    },
  );
  outgoing.once('error', () => {
    if (answer.headersSent) answer.destroy();
    else refuse(incoming, answer);
  });
  answer.once('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

function withoutHopByHop(headers: NodeJS.Dict<string | string[]>): NodeJS.Dict<string | string[]> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name)));
}

function refuse(incoming: IncomingMessage, answer: ServerResponse): void {
  const requestId = String(incoming.headers['x-request-id'] ?? '');
  const problem = {
    type: 'about:blank',
    title: 'Service Unavailable',
    status: 503,
    detail: 'The API does not answer. It may be starting again.',
    instance: incoming.url?.split('?')[0] ?? '/',
    data: null,
    errors: [],
    meta: { requestId },
  };
  answer.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': String(retryAfterSeconds) });
  answer.end(JSON.stringify(problem));
}
