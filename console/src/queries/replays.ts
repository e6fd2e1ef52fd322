import type { Static } from 'typebox';
import { type Answer, ask, askForNothing, askForResponse } from '#console/http/ask.ts';
import type { LedgerEntry } from '#schemas/http/ledger.ts';
import type { PageMeta } from '#schemas/http/paging.ts';
import type { ReplayTask } from '#schemas/http/replay-settings.ts';
import type { ReplaysQuery, ReplayView } from '#schemas/http/replays.ts';

const path = (id: string) => `/api/v1/tenants/${id}/replays`;

/** Replays of a tenant, the newest first. */
export const listReplays = (
  id: string,
  query: ReplaysQuery,
  signal?: AbortSignal,
): Promise<Answer<ReplayView[], Static<typeof PageMeta>>> => ask('GET', path(id), { query, signal });

/** Asks for one; it waits until a process takes it up. */
export const askReplay = (id: string, { kind, settings }: ReplayTask): Promise<Answer<ReplayView>> =>
  ask('POST', path(id), { body: { [kind]: settings } });

/** Cancels one that is not done, and removes one that is, with its files. */
export const endReplay = (id: string, replayId: string): Promise<void> =>
  askForNothing('DELETE', `${path(id)}/${replayId}`);

/** What what-ifs predicted, beside what experiments measured later. */
export const readLedger = (id: string, signal?: AbortSignal): Promise<Answer<LedgerEntry[]>> =>
  ask('GET', `${path(id)}/ledger`, { signal });

/** A file of an export. */
export const fetchReplayFile = async (id: string, replayId: string, file: string): Promise<Blob> =>
  (await askForResponse('GET', `${path(id)}/${replayId}/file`, { query: { path: file } })).blob();
