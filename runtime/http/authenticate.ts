import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { AccessDirectory, ApiKey } from '#domain/access/tenant.ts';
import { type AdminCaller, tokenRevoked, verifyAccessToken } from './access-token.ts';
import { createKeyAuthentication, type KeyHolder, keyPattern } from './authenticate-key.ts';
import type { Caller } from './caller.ts';
import type { RouteAuth } from './route.ts';
import { unauthorized } from './unauthorized.ts';

export { tokenIssuer } from './access-token.ts';

export type AuthenticationOptions = {
  directory: AccessDirectory;
  /** Lets the directory look for keys and tenants that another process has just made; called before one is refused as unknown. Never throws. */
  learn?: () => Promise<void>;
  jwtSecret: string;
  internalApiKey: string;
  /** Told what a key was answered, once a request; left out, nobody is. */
  noteAnswer?: (key: ApiKey, status: number) => void;
  /** Whether this access token ended before it expired: by a logout, or with its session. */
  isTokenRevoked: (token: Pick<AdminCaller, 'jti' | 'sessionId'>) => Promise<boolean>;
};

const anonymous: Caller = { kind: 'anonymous' };

/**
 * Finds out who sends a request, by the scheme that the route names, or throws a 401 that says which one is wanted, a 403 or a 503.
 * A known key is found without a promise: it is the hot path. A public route refuses no caller, and recognises INTERNAL_API_KEY.
 */
export function createAuthentication(
  options: AuthenticationOptions,
): (request: FastifyRequest, auth: RouteAuth) => Caller | Promise<Caller> {
  const internalDigest = digest(options.internalApiKey);

  const { directory, learn = async () => {} } = options;
  const authenticateKey = createKeyAuthentication(directory, learn, options.noteAnswer);
  const byKey = (key: string, needsWrite: boolean): Caller | Promise<Caller> => {
    const holder = authenticateKey(key, needsWrite);
    return holder instanceof Promise ? holder.then(keyCaller) : keyCaller(holder);
  };

  const byToken = async (token: string, request: FastifyRequest): Promise<Caller> => {
    const caller = verifyAccessToken(options.jwtSecret, token);
    if (await options.isTokenRevoked(caller)) throw tokenRevoked();
    // Another process may have made the tenant of this request a moment ago.
    const { id } = request.params as { id?: string };
    const isOfTenant = id !== undefined && request.routeOptions.url?.includes('/tenants/:id');
    if (isOfTenant && directory.tenant(id.toLowerCase()) === undefined) await learn();
    return caller;
  };

  return (request, auth) => {
    const { bearer, key } = credentialsOf(request);
    const isInternal = () => bearer !== null && timingSafeEqual(digest(bearer), internalDigest);
    if (auth === 'public') return isInternal() ? { kind: 'internal' } : anonymous;
    switch (auth) {
      // A beacon's key stands in its body: see authenticate-beacon.ts.
      case 'tracking_token':
      case 'tracking_token_or_anonymous':
        return anonymous;
      case 'internal':
        if (!isInternal())
          throw unauthorized('internal', 'This is for INTERNAL_API_KEY: send Authorization: Bearer ….');
        return { kind: 'internal' };
      case 'key_read_or_query':
        return byKey(key ?? keyInQuery(request) ?? noKey(bearer, false), false);
      case 'key_read':
      case 'key_write':
      // Of senders: whose key is elsewhere, authenticate-sender.ts finds.
      case 'key_write_of_sender':
        return byKey(key ?? noKey(bearer, auth !== 'key_read'), auth !== 'key_read');
      case 'admin':
        if (bearer === null) throw unauthorized('admin', 'Send the access token of a login: Authorization: Bearer ….');
        return byToken(bearer, request);
      case 'admin_or_key_write':
        if (key !== null) return byKey(key, true);
        if (bearer === null)
          throw unauthorized('admin key', 'Send an access token or a write key: Authorization: Bearer ….');
        return byToken(bearer, request);
    }
  };
}

function noKey(bearer: string | null, needsWrite: boolean): never {
  const wanted = needsWrite ? 'an API key that may write (`read_write`)' : 'an API key';
  const instead = bearer === null ? '' : ' What was sent is none: the token of a login is for /api/v1/tenants/:id/….';
  throw unauthorized('key', `Send ${wanted}: Authorization: Bearer rk_… or X-API-Key.${instead}`);
}

const keyInQuery = ({ query }: FastifyRequest): string | null => {
  const { key } = query as { key?: unknown };
  return typeof key === 'string' ? key : null;
};

const keyCaller = ({ key, tenant }: KeyHolder): Caller => ({ kind: 'key', key, tenant });

/** The key in a request's headers, if there is one. */
export const sentKey = (headers: IncomingHttpHeaders): string | null => credentialsOf({ headers }).key;

function credentialsOf({ headers }: { headers: IncomingHttpHeaders }): { bearer: string | null; key: string | null } {
  const { authorization, 'x-api-key': own } = headers;
  const sent = authorization?.slice(0, 7).toLowerCase() === 'bearer ' ? authorization.slice(7).trim() : null;
  const isKey = sent !== null && keyPattern.test(sent);
  return { bearer: isKey ? null : sent, key: typeof own === 'string' ? own : isKey ? sent : null };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
