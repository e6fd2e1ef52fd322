import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { LimitKind } from './rate-limit.ts';

/** Who may call a route. There is no default: a route without it does not compile. */
export type RouteAuth =
  | 'public'
  | 'admin' // A: an admin's access token
  | 'key_read' // R: any key
  | 'key_write' // W: a read_write key
  | 'admin_or_key_write' // A, W
  | 'internal'; // INTERNAL_API_KEY

/** One route as one value: contract, access and handler. The routes tables are lists of these; OpenAPI is generated from them. */
export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With the `/api/v1` prefix where it has one; parameters as `:id`. */
  path: string;
  auth: RouteAuth;
  /** What a rate limit counts it as. */
  limit: LimitKind | 'none';
  summary: string;
  tag: string;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  /** Success bodies by status (the `data` of the envelope, or the whole for routes outside it). */
  answers: Record<number, TSchema | null>;
  bodyLimitBytes?: number;
  /**
   * Who reads and checks the body. `server` (where left out): the server, by the contract `body`. `handler`: the server parses
   * the JSON, the handler checks it piece by piece, and the contract is only shown. `stream`: the body is left unread in
   * `request.raw`, whatever its Content-Encoding, and is `application/x-ndjson` (else a 415); `body` is the contract of a line.
   */
  bodyReader?: 'server' | 'handler' | 'stream';
  /** What the document shows instead of `body`, where the handler checks the body itself (events, batches). */
  documentedBody?: TSchema;
  /** Media types of the body; application/json where left out. */
  consumes?: readonly string[];
  /** Media type of success answers outside the envelope; enveloped JSON where left out. */
  produces?: string;
  /** `meta` of the envelope, where it says more than the request id. */
  meta?: TSchema;
  /** Statuses of problems beyond those that follow from the rest of the route, such as 409. */
  problems?: readonly number[];
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
};
