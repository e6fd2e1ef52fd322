import { randomUUID } from 'node:crypto';
import type { Scope } from '#domain/scope.ts';
import { keepDoing } from '#runtime/keep-doing.ts';
import { isStorableText } from '#schemas/storable-text.ts';
import type { Database } from '../postgres/database.ts';

/** A type of event that is none of ours, a field that no event has, or any other reason of a refusal. */
export type UnknownKind = 'event_type' | 'field' | 'reason';

/** Of a reason: what was said of an event, and what it had in that field; null where that would tell of a shopper. */
export type ToldOnce = { message: string; example: string | null };

/**
 * Counts for what events were refused, by scope and day (UTC), in memory, and writes the sums now and then: names that we do not understand, and other reasons with what was told of the last of each. A process
 * that is killed loses at most its last seconds.
 */
export type UnknownNameCounts = {
  note(scope: Scope, kind: UnknownKind, name: string, told?: ToldOnce): void;
  close(): Promise<void>;
};

const writeEveryMs = 3_000;
/** Longer names are cut off: they tell enough, and none can fill the table. */
const maxNameLength = 64;
/** Names of one scope and day in one process; further ones are left aside, since whoever sends random names would fill the table. */
const maxNames = 50;
const keptDays = 30;
const dayMs = 86_400_000;

type Sum = {
  scope: Scope;
  day: string;
  kind: UnknownKind;
  name: string;
  events: number;
  written: number;
  lastMs: number;
  told: ToldOnce | undefined;
};

export function openUnknownNameCounts(
  database: Database,
  onError: (error: unknown) => void,
  now: () => number = Date.now,
): UnknownNameCounts {
  const process = randomUUID();
  const sums = new Map<string, Sum>();
  const namesOfScope = new Map<string, number>();

  const write = async (): Promise<void> => {
    const due = [...sums.values()].filter(({ events, written }) => events > written);
    for (const [scope, ofScope] of Map.groupBy(due, (sum) => sum.scope)) {
      const taken = ofScope.map((sum) => ({ sum, events: sum.events, lastMs: sum.lastMs, told: sum.told }));
      await writeSums(database, process, scope, taken);
      for (const { sum, events } of taken) sum.written = events;
    }
    const today = dayOf(now());
    for (const [key, { day, events, written }] of sums) if (day !== today && events === written) sums.delete(key);
    for (const key of namesOfScope.keys()) if (!key.endsWith(today)) namesOfScope.delete(key);
  };
  const writing = keepDoing(write, { everyMs: writeEveryMs, onError });

  return {
    note(scope, kind, sent, told) {
      const name = sent.slice(0, maxNameLength).toWellFormed();
      if (!isStorableText(name)) return;
      const atMs = now();
      const day = dayOf(atMs);
      const key = `${scope} ${day} ${kind} ${name}`;
      const known = sums.get(key);
      if (known !== undefined) {
        known.events += 1;
        known.lastMs = atMs;
        known.told = told;
        return;
      }
      // Reasons are few; names that somebody makes up must not crowd them out.
      const ofScope = `${scope} ${kind === 'reason' ? kind : 'name'} ${day}`;
      const names = namesOfScope.get(ofScope) ?? 0;
      if (names >= maxNames) return;
      namesOfScope.set(ofScope, names + 1);
      sums.set(key, { scope, day, kind, name, events: 1, written: 0, lastMs: atMs, told });
    },
    async close() {
      await writing.close();
      await write().catch(onError);
    },
  };
}

const dayOf = (ms: number): string => new Date(ms - (ms % dayMs)).toISOString().slice(0, 10);

async function writeSums(
  database: Database,
  process: string,
  scope: Scope,
  taken: readonly { sum: Sum; events: number; lastMs: number; told: ToldOnce | undefined }[],
): Promise<void> {
  await database.scoped({ scopes: [scope] }, async (client) => {
    await client.query(
      `INSERT INTO unknown_names (scope, day, kind, name, process, events, last_at, message, example)
       SELECT $1, day, kind, name, $2, events, last_at, message, example
       FROM unnest($3::date[], $4::text[], $5::text[], $6::int[], $7::timestamptz[], $8::text[], $9::text[])
         AS n (day, kind, name, events, last_at, message, example)
       ON CONFLICT (scope, day, kind, name, process) DO UPDATE
       SET events = excluded.events, last_at = excluded.last_at, message = excluded.message, example = excluded.example`,
      [
        scope,
        process,
        taken.map(({ sum }) => sum.day),
        taken.map(({ sum }) => sum.kind),
        taken.map(({ sum }) => sum.name),
        taken.map(({ events }) => events),
        taken.map(({ lastMs }) => new Date(lastMs)),
        taken.map(({ told }) => storable(told?.message)),
        taken.map(({ told }) => storable(told?.example)),
      ],
    );
    await client.query(`DELETE FROM unknown_names WHERE scope = $1 AND day < current_date - ${keptDays}`, [scope]);
  });
}

/** What Postgres cannot store is left out. */
function storable(text: string | null | undefined): string | null {
  const whole = text?.toWellFormed() ?? null;
  return whole !== null && isStorableText(whole) ? whole : null;
}
