import type { Route } from '#runtime/http/route.ts';
import { SenderQuery } from '#schemas/http/senders.ts';
import { senderBodyLimitBytes } from './take-calls.ts';

/** A path of other software, and what it has of its own; the rest is as for every sender. */
export const senderRoute = (
  own: Pick<Route, 'path' | 'load' | 'operationId' | 'summary' | 'query' | 'body' | 'answers' | 'produces' | 'handler'>,
): Route => ({
  method: 'POST',
  auth: 'key_write_of_sender',
  limit: 'write',
  load: 'batch',
  tag: 'Senders',
  query: SenderQuery,
  bodyReader: 'handler',
  bodyLimitBytes: senderBodyLimitBytes,
  consumes: ['application/json', 'text/plain', 'application/x-www-form-urlencoded'],
  ...own,
});
