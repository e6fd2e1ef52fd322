import type { TSchema } from 'typebox';

/** What the document needs to know of a route; `Route` in `runtime/http/route.ts` has this shape. */
export type RouteContract = {
  method: string;
  /** Parameters as `:id`. */
  path: string;
  auth: 'public' | 'admin' | 'key_read' | 'key_write' | 'admin_or_key_write' | 'internal';
  limit: 'read' | 'write' | 'address' | 'none';
  summary: string;
  tag: string;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  answers: Record<number, TSchema | null>;
  bodyLimitBytes?: number;
  documentedBody?: TSchema;
  consumes?: readonly string[];
  produces?: string;
  meta?: TSchema;
  problems?: readonly number[];
};
