import { type Answer, ask } from '#console/http/ask.ts';
import type { UnknownNamesQuery, UnknownNameView } from '#schemas/http/unknown-names.ts';

/** Names that senders used in the last days and that are not understood. */
export const listUnknownNames = (
  id: string,
  query: UnknownNamesQuery,
  signal?: AbortSignal,
): Promise<Answer<UnknownNameView[]>> => ask('GET', `/api/v1/tenants/${id}/events/unknown-names`, { query, signal });
