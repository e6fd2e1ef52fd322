import type { TSchema } from 'typebox';

/** Who may call a route. There is no default: a route without it does not compile. */
export type RouteAuth =
  | 'public'
  | 'admin' // A: an admin's access token
  | 'key_read' // R: any key
  | 'key_write' // W: a read_write key
  | 'admin_or_key_write' // A, W
  | 'internal' // INTERNAL_API_KEY
  | 'tracking_token' // any key and a tracking token, as `key` and `token` in the body: a beacon sets no headers
  | 'tracking_token_or_anonymous'; // the same, or no token, from a page of an allowed origin, where the tenant has `publicTracking`

/**
 * What a rate limit counts a request as. `write`: one of the key's writes. `read`: one of the key's reads; from browsers one of the
 * client address's, up to a ceiling for the key. `beacon`: always as a read from a browser. `perAddress`: so many a minute of one
 * client address, for routes without a key. Admins are not limited.
 */
export type RouteLimit = 'none' | 'read' | 'write' | 'beacon' | { perAddress: number };

export const registryMediaType = 'application/vnd.schemaregistry.v1+json';

/** Media types of bodies. All are read as JSON, but for `application/x-ndjson`, which is left unread in `request.raw`. */
export type TakenMediaType = 'application/json' | 'text/plain' | 'application/x-ndjson' | typeof registryMediaType;

/** Media types of successes. */
export type GivenMediaType =
  | 'application/json'
  | 'application/x-ndjson'
  | 'text/csv'
  | 'text/event-stream'
  | 'text/plain'
  | 'text/html'
  | 'text/css'
  | 'text/javascript'
  | 'image/svg+xml'
  | typeof registryMediaType;

/** What is promised about a route: the server keeps it, and the OpenAPI document shows it. */
export type RouteContract = {
  method: string;
  /** With the `/api/v1` prefix where it has one; parameters as `:id`. */
  path: string;
  auth: RouteAuth;
  limit: RouteLimit;
  /** Which pages' scripts may call it. If left out: those of the tenant's allowed origins where keys may call it, else none. */
  browsers?: 'allowed_origins' | 'any_origin' | 'none';
  summary: string;
  tag: string;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  /** What the document shows instead of `body`, where the handler checks the body itself (events, batches). */
  documentedBody?: TSchema;
  bodyLimitBytes?: number;
  /** Media types of the body that are taken; any other is a 415. `application/json` if left out. */
  consumes?: readonly TakenMediaType[];
  /** Success bodies by status (the `data` of the envelope, or the whole for routes outside of it); null where there is no body. */
  answers: Record<number, TSchema | null>;
  /** Media type of `answers`, which then stand outside of the envelope; enveloped JSON if left out. */
  produces?: GivenMediaType;
  /** What a 200 may be instead: by media type the contract of the whole, of a line or of an event's data. */
  alternatives?: Partial<Record<GivenMediaType, TSchema>>;
  /** An answer may be used again for so long, and then carries an ETag, by which the next question is a 304. Not at all if left out. */
  maxAgeSeconds?: number;
  /** `meta` of the envelope, where it says more than the request id. */
  meta?: TSchema;
  /** Statuses of problems beyond those that follow from the rest of the route, such as 409. */
  problems?: readonly number[];
};

export const consumesOf = ({ consumes }: RouteContract): readonly TakenMediaType[] => consumes ?? ['application/json'];

/** Whether the key stands in the body, so that nothing is known of the caller before it is read. */
export const isByBody = ({ auth }: RouteContract): boolean =>
  auth === 'tracking_token' || auth === 'tracking_token_or_anonymous';

export function browsersOf({ browsers, auth }: RouteContract): 'allowed_origins' | 'any_origin' | 'none' {
  if (browsers !== undefined) return browsers;
  return auth === 'public' || auth === 'admin' || auth === 'internal' ? 'none' : 'allowed_origins';
}
