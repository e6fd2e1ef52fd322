import type { FastifyRequest } from 'fastify';
import type { AuthenticateKey } from './authenticate-key.ts';
import type { Caller } from './caller.ts';
import { unauthorized } from './unauthorized.ts';

/** Where a key may stand in a query: GA4's Measurement Protocol has it as `api_secret`, a tracker of Snowplow as the id of its application. */
const queryFields = ['api_secret', 'aid'];
/** Where it may stand in a body: Segment and RudderStack, PostHog. */
const bodyFields = ['writeKey', 'api_key', 'token'];

/** Finds out whose software sends this, by the key where it puts it. Throws a 401, 403 or 503. */
export type AuthenticateSender = {
  /** By headers and query; undefined if the key can only be in the body. */
  early(request: FastifyRequest): Caller | Promise<Caller> | undefined;
  /** By the body, once it is read. */
  late(request: FastifyRequest): Promise<Caller>;
};

export function createSenderAuthentication(authenticateKey: AuthenticateKey): AuthenticateSender {
  const byKey = (sent: string): Caller | Promise<Caller> => {
    const holder = authenticateKey(sent, true);
    return holder instanceof Promise ? holder.then(callerOf) : callerOf(holder);
  };
  return {
    early({ headers, query }) {
      const { authorization, 'x-api-key': own } = headers;
      const key = typeof own === 'string' ? own : (keyOfHeader(authorization) ?? textAt(query, queryFields));
      return key === undefined ? undefined : byKey(key);
    },
    async late({ body }) {
      const key = textAt(body, bodyFields) ?? keyOfSnowplow(body);
      if (key === undefined) throw unauthorized('key', 'Send a write key as your software sends its own.');
      return byKey(key);
    },
  };
}

const callerOf = ({ key, tenant }: Awaited<ReturnType<AuthenticateKey>>): Caller => ({ kind: 'key', key, tenant });

/** `Bearer KEY`, or `Basic` with the key as user; a password is not looked at. */
function keyOfHeader(authorization: string | undefined): string | undefined {
  const [, scheme = '', credentials = ''] = /^(\w+) +(\S+) *$/.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0];
}

/** A tracker's payload: `{ data: [{ aid }, …] }`, where all are of one application. */
function keyOfSnowplow(body: unknown): string | undefined {
  const { data } = (body ?? {}) as { data?: unknown };
  return Array.isArray(data) ? textAt(data[0], ['aid']) : undefined;
}

function textAt(value: unknown, names: readonly string[]): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = names.map((name) => (value as Record<string, unknown>)[name]).find((one) => typeof one === 'string');
  return found as string | undefined;
}
