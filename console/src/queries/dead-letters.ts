import type { Static } from 'typebox';
import { type Answer, ask } from '#console/http/ask.ts';
import type { DeadLettersQuery, DeadLetterView, ReasonCountView, RedriveResult } from '#schemas/http/dead-letters.ts';
import type { PageMeta } from '#schemas/http/paging.ts';

const path = (id: string) => `/api/v1/tenants/${id}/dead-letters`;

/** Records that could not be used, the newest first. */
export const listDeadLetters = (
  id: string,
  query: DeadLettersQuery,
  signal?: AbortSignal,
): Promise<Answer<DeadLetterView[], Static<typeof PageMeta>>> => ask('GET', path(id), { query, signal });

/** The same, counted by their reason. */
export const countDeadLetters = (
  id: string,
  space: 'live' | 'test',
  signal?: AbortSignal,
): Promise<Answer<ReasonCountView[]>> => ask('GET', `${path(id)}/reasons`, { query: { space }, signal });

/** Puts letters back onto their topic, each once. */
export const redrive = (id: string, deadLetterIds: string[]): Promise<Answer<RedriveResult>> =>
  ask('POST', `${path(id)}/redrive`, { body: { deadLetterIds } });

/** Puts the event that a letter should have been onto the topic in its place, once. */
export const repairDeadLetter = (id: string, letterId: string, event: unknown): Promise<Answer<DeadLetterView>> =>
  ask('POST', `${path(id)}/${letterId}/repair`, { body: event });

/** How many records of a tenant's live space could not be used and were not put back yet. */
export const countWaitingLetters = async (id: string, signal?: AbortSignal): Promise<number> =>
  (await countDeadLetters(id, 'live', signal)).data.reduce((sum, { waiting }) => sum + waiting, 0);
