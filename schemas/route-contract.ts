import type { TSchema } from 'typebox';

/** Who may call a route. There is no default: a route without this field does not compile. */
export type RouteAuth =
  | 'public'
  | 'admin' // A: an admin's access token
  | 'key_read' // R: any key
  | 'key_read_or_query' // R: the same, or the key as `key` of the query, by which a page asks without a preflight
  | 'key_write' // W: a read_write key
  | 'key_write_of_sender' // W, on a path of other software, where that puts its key: see `isOfSender`
  | 'admin_or_key_write' // A, W
  | 'internal' // INTERNAL_API_KEY
  | 'tracking_token' // any key and a tracking token, as `key` and `token` in the body, since a beacon sets no headers
  | 'tracking_token_or_anonymous'; // the same, or no token, from a page of an allowed origin, if the tenant has `publicTracking`

/**
 * What a request counts against. `write`: the key's limit for writes. `read`: the key's limit for reads; from a browser, the limit of the
 * client's address, up to a ceiling for the key. `beacon`: as a read from a browser. `perAddress`: this many requests a minute from one
 * client address, for routes without a key. `none`: nothing of its own. What admins ask and write counts against limits of theirs, whatever stands here: see `admin-limits.ts`.
 */
export type RouteLimit = 'none' | 'read' | 'write' | 'beacon' | { perAddress: number };

/** What a request is to a process that is offered more than it can do in time. Batches yield to events and questions; what is none of these is never refused for it. */
export type RouteLoad = 'question' | 'event' | 'batch';

export const registryMediaType = 'application/vnd.schemaregistry.v1+json';

/** Media types of bodies. All are read as JSON, but for `application/x-ndjson` and files, which are left unread in `request.raw`, and forms, which are an object of texts but for those of senders. */
export type TakenMediaType =
  | 'application/json'
  | 'text/plain'
  | 'application/x-ndjson'
  | 'application/x-www-form-urlencoded'
  | FileMediaType
  | typeof registryMediaType;

/** What programs call a table or an XML file, plain or packed. What it is, its bytes say. */
export const fileMediaTypes = [
  'text/csv',
  'text/tab-separated-values',
  'application/xml',
  'text/xml',
  'application/rss+xml',
  'application/atom+xml',
  'application/gzip',
  'application/octet-stream',
] as const;
type FileMediaType = (typeof fileMediaTypes)[number];

/** Media types of successes. */
export type GivenMediaType =
  | 'application/json'
  | 'application/x-ndjson'
  | 'application/octet-stream'
  | 'text/csv'
  | 'text/event-stream'
  | 'text/plain'
  | 'text/html'
  | 'text/css'
  | 'text/javascript'
  | 'image/svg+xml'
  | 'image/gif'
  | 'font/woff2'
  | typeof registryMediaType;

/** What is promised about a route: the server keeps it, and the OpenAPI document shows it. */
export type RouteContract = {
  method: string;
  /** With the `/api/v1` prefix if the route has it; parameters as `:id`. */
  path: string;
  auth: RouteAuth;
  limit: RouteLimit;
  /** What it is refused as, by a 503, while more is offered than can be done in time; left out, it is not. */
  load?: RouteLoad;
  /** Which pages' scripts may call it. If left out: pages of the tenant's allowed origins if keys may call the route, else none. */
  browsers?: 'allowed_origins' | 'any_origin' | 'none';
  summary: string;
  /** What clients call the operation, where method and path do not say it: see `operation-id.ts`. */
  operationId?: string;
  tag: string;
  /** False for pages that people look at: the document leaves them out. */
  isDocumented?: boolean;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  /** What the document shows instead of `body`, if the handler checks the body itself (events, batches). */
  documentedBody?: TSchema;
  bodyLimitBytes?: number;
  /** Media types that the body may have; any other is a 415. `application/json` if left out. */
  consumes?: readonly TakenMediaType[];
  /** Success bodies by status (the `data` of the envelope, or the whole body for routes outside of it); null if there is no body. */
  answers: Record<number, TSchema | null>;
  /** Media type of `answers`, which then stand outside of the envelope; enveloped JSON if left out. */
  produces?: GivenMediaType;
  /** Other forms that a 200 may have: by media type, the contract of the whole body, of a line, or of an event's data. */
  alternatives?: Partial<Record<GivenMediaType, TSchema>>;
  /** How long a client may use an answer again; the answer then carries an ETag, by which the next request gets a 304. If left out, it may not be cached. */
  maxAgeSeconds?: number;
  /** Answers carry the `version` of their `data` as their ETag, and a write takes it as `If-Match`: see `versioned.ts`. */
  isVersioned?: boolean;
  /** The item is known by the ETag of its GET, and a write takes that as `If-Match`. */
  isTagged?: boolean;
  /** `meta` of the envelope, if it carries more than the request id. */
  meta?: TSchema;
  /** Statuses of problems beyond those that follow from the rest of the route, such as 409. */
  problems?: readonly number[];
};

export const consumesOf = ({ consumes }: RouteContract): readonly TakenMediaType[] => consumes ?? ['application/json'];

/** Bodies of any length, which handlers read themselves. */
export const streamedMediaTypes: readonly TakenMediaType[] = ['application/x-ndjson', ...fileMediaTypes];

/** Whether the handler reads the body itself, piece by piece, for as long as the client sends. */
export const takesStream = (route: RouteContract): boolean =>
  consumesOf(route).some((type) => streamedMediaTypes.includes(type));

/** Whether an `Idempotency-Key` makes a retry answer what the first try answered. Not where the body is read piece by piece: it is not known before, and a file may be sent again. */
export const isDoneOnce = (route: RouteContract): boolean =>
  route.auth === 'admin' && route.method !== 'GET' && !takesStream(route);

/** Whether it may answer with server-sent events. */
export const isEventStream = ({ produces, alternatives }: RouteContract): boolean =>
  produces === 'text/event-stream' || alternatives?.['text/event-stream'] !== undefined;

/** Whether the key is in the body, so that the caller is unknown until the body is read. */
export const isByBody = ({ auth }: RouteContract): boolean =>
  auth === 'tracking_token' || auth === 'tracking_token_or_anonymous';

/**
 * Whether it is a path of other software's senders, who know nothing of us but host and key. The key may be the user of Basic, in the query or in the body; the body may be gzipped, and is
 * JSON by whatever name of `consumes` it comes; where another route answers 503 this one answers 429, after which they wait as long as they are told.
 */
export const isOfSender = ({ auth }: Pick<RouteContract, 'auth'>): boolean => auth === 'key_write_of_sender';

export function browsersOf({ browsers, auth }: RouteContract): 'allowed_origins' | 'any_origin' | 'none' {
  if (browsers !== undefined) return browsers;
  return auth === 'public' || auth === 'admin' || auth === 'internal' ? 'none' : 'allowed_origins';
}
