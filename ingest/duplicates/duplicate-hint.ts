import { createIdSet, type IdSet } from './id-set.ts';

/** What was acknowledged is remembered for at least this long, unless more came than `maxHintBytes` holds. */
export const hintHorizonMs = 15 * 60_000;
/** Memory of all generations together, at 16 bytes a slot. */
const maxHintBytes = 256 * 1024 * 1024;
/** The current one and three before it: a rotation each 5 minutes keeps 15 to 20. */
const generationCount = 4;
const rotateMs = hintHorizonMs / (generationCount - 1);
const maxSlots = maxHintBytes / generationCount / 16;

/**
 * Remembers events that are durable on the log. It is a hint: what is stored never depends on it, only whether a duplicate is
 * recognised without asking Postgres.
 */
export type DuplicateHint = {
  has(id: Buffer): boolean;
  /** Call it only once the event is durable: if an id were remembered and its event then not written, the event would be lost. */
  remember(id: Buffer, nowMs: number): void;
  /**
   * True if an event of this time, if it was ever acknowledged, is still in the hint; false if only Postgres can tell.
   * No event is sent before it happens, except for `maxAheadMs` of clock skew, so the event time decides.
   */
  decidesAlone(timestampMs: number): boolean;
  /** Says that the hint now has every event that was acknowledged before it was made and whose time is later than this. */
  coverSince(timestampMs: number): void;
  readonly sizeBytes: number;
};

type Generation = { ids: IdSet; since: number; latestMs: number };

/** Creates a hint that decides nothing alone until `coverSince` says how far back the warm-up has read. */
export function createDuplicateHint(limits = { generationSlots: maxSlots, rotateMs }): DuplicateHint {
  /** Newest first. */
  let generations: Generation[] = [];
  let coveredSinceMs = Number.POSITIVE_INFINITY;
  /** The largest event time of the dropped ids: no later event was ever forgotten. */
  let droppedUntilMs = Number.NEGATIVE_INFINITY;

  function rotate(nowMs: number): Generation {
    const slots = generations[0] === undefined ? undefined : generations[0].ids.sizeBytes / 16;
    const fresh = { ids: createIdSet(limits.generationSlots, slots), since: nowMs, latestMs: Number.NEGATIVE_INFINITY };
    generations = [fresh, ...generations];
    for (const dropped of generations.splice(generationCount))
      droppedUntilMs = Math.max(droppedUntilMs, dropped.latestMs);
    return fresh;
  }

  return {
    has: (id) => generations.some(({ ids }) => ids.has(id)),
    remember(id, nowMs) {
      let current = generations[0];
      if (current === undefined || nowMs - current.since >= limits.rotateMs) current = rotate(nowMs);
      if (!current.ids.add(id)) {
        current = rotate(nowMs);
        current.ids.add(id);
      }
      current.latestMs = Math.max(current.latestMs, id.readUIntBE(0, 6));
    },
    decidesAlone: (timestampMs) => timestampMs > coveredSinceMs && timestampMs > droppedUntilMs,
    coverSince(timestampMs) {
      coveredSinceMs = timestampMs;
    },
    get sizeBytes() {
      return generations.reduce((sum, { ids }) => sum + ids.sizeBytes, 0);
    },
  };
}
