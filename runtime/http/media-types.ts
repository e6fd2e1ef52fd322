import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  consumesOf,
  isOfSender,
  registryMediaType,
  streamedMediaTypes,
  type TakenMediaType,
  takesStream,
} from '#schemas/route-contract.ts';
import { parseJson } from './parse-json.ts';
import { Problem } from './problem.ts';
import type { Route } from './route.ts';
import { textOfBody } from './text-of-body.ts';

const lines = 'application/x-ndjson';
const form = 'application/x-www-form-urlencoded';
const readAsJson: readonly TakenMediaType[] = ['application/json', 'text/plain', registryMediaType];

/** Sets how the body of each media type is read. A route's `consumes` says which of them it takes. */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser([...readAsJson], { parseAs: 'buffer' }, (_request, bytes, done) =>
    readJson(bytes as Buffer, done),
  );
  app.addContentTypeParser(form, { parseAs: 'buffer' }, (request, bytes, done) => {
    // What axios calls a body of bytes, unless it is told otherwise: RudderStack's Node SDK sends its JSON so.
    if (request.routeOptions.config.isOfSender) return readJson(bytes as Buffer, done);
    // Of fields with one name the last counts. Without a prototype, so that one called __proto__ is a field like any other.
    const fields = new URLSearchParams((bytes as Buffer).toString());
    done(null, Object.assign(Object.create(null), Object.fromEntries(fields)));
  });
  // Left unread, since the handler reads it as a stream.
  app.addContentTypeParser([...streamedMediaTypes], (_request, _payload, done) => done(null, undefined));
}

function readJson(bytes: Buffer, done: (error: Error | null, body?: unknown) => void): void {
  try {
    // Clients name a media type even if they send nothing; whether a body is wanted, check-request.ts knows.
    done(null, bytes.length === 0 ? undefined : parseJson(textOfBody(bytes)));
  } catch (error) {
    done(error as Error);
  }
}

/** Refuses, before the body is read, a body of a media type or an encoding that the route does not take: 415. */
export function createMediaTypeCheck(route: Route): (request: FastifyRequest) => void {
  const taken = new Set<string>(consumesOf(route));
  const isStream = takesStream(route);
  const takesGzip = isOfSender(route);
  const refusal = taken.has(lines)
    ? `Send one JSON event a line: Content-Type: ${lines}.`
    : `This media type is not taken here: send ${[...taken].join(' or ')}.`;
  return ({ headers }) => {
    const { 'content-type': type, 'content-encoding': encoding } = headers;
    // The plain spelling first: this is in the way of every event.
    if (type === undefined ? isStream : !taken.has(type) && !taken.has(essenceOf(type)))
      throw new Problem(415, refusal);
    if (takesGzip && isGzip(encoding)) return;
    if (!isStream && encoding !== undefined && encoding !== 'identity')
      throw new Problem(415, `Content-Encoding ${encoding} is not taken here: send the body as it is.`);
  };
}

/** Whether this `Content-Encoding` is gzip. */
export const isGzip = (encoding: string | undefined): boolean => encoding?.trim().toLowerCase() === 'gzip';

const essenceOf = (type: string): string => type.split(';')[0]?.trim().toLowerCase() ?? '';
