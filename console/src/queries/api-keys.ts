import type { Static } from 'typebox';
import { type Answer, ask, askForNothing } from '#console/http/ask.ts';
import type { ApiKeyCreated, ApiKeyView, CreateApiKeyBody } from '#schemas/http/api-keys.ts';
import type { PageMeta } from '#schemas/http/paging.ts';

/** The active keys, the oldest first; `meta.limit` is how many there may be. */
export const listKeys = (id: string, signal?: AbortSignal): Promise<Answer<ApiKeyView[], Static<typeof PageMeta>>> =>
  ask('GET', `/api/v1/tenants/${id}/api-keys`, { signal });

/** The only answer that carries the key itself. */
export const createKey = (id: string, body: CreateApiKeyBody): Promise<Answer<ApiKeyCreated>> =>
  ask('POST', `/api/v1/tenants/${id}/api-keys`, { body });

export const revokeKey = (id: string, keyId: string): Promise<void> =>
  askForNothing('DELETE', `/api/v1/tenants/${id}/api-keys/${keyId}`);
