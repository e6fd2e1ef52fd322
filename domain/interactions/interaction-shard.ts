import type { ShopEvent } from '../events/shop-event.ts';
import { createByteReader, createByteWriter } from '../memory/bytes.ts';
import { createIdWindow } from '../memory/id-window.ts';
import { atOnce, type Steps } from '../memory/steps.ts';
import type { Scope } from '../scope.ts';
import { createScopeInteractions, type ScopeInteractions } from './scope-interactions.ts';

/** Ids of one generation of the duplicate filter, all scopes: duplicates within the last 65,536 to 131,072 events are passed over. */
const generationIds = 65_536;
/** Of the first bytes of a snapshot: another format is another number. */
const format = 2;

/** Where a scope's state lies while it is not in memory. */
export type Parking = {
  store(scope: Scope, state: Buffer): void;
  load(scope: Scope): Buffer;
  remove(scope: Scope): void;
};

/**
 * One partition's part of every model that learns from behaviour. A function of its partition's prefix alone: no clock, its time is that of
 * its events. The same prefix gives the same snapshot, however it was cut into batches, restored or parked.
 */
export type InteractionShard = {
  apply(event: ShopEvent): void;
  eraseShopper(scope: Scope, userId: string): void;
  /** Undefined for a scope without events; one that is parked is brought back. */
  scope(scope: Scope): ScopeInteractions | undefined;
  /** Rises with each event of the scope that may change an answer. */
  version(scope: Scope): number;
  /** Scopes in memory, and what they take. */
  sizes(): { scope: Scope; sizeBytes: number }[];
  /** Puts a scope's state away until it is needed. */
  park(scope: Scope): void;
  /** Forgets a scope; false where there was nothing of it. */
  drop(scope: Scope): boolean;
  snapshot(): Buffer;
  /** The same, step by step; until the last one nothing may be applied, erased, parked or dropped. */
  snapshotSteps(): Steps<Buffer>;
};

type Place = { live: ScopeInteractions } | { live: null; version: number };

/** From a snapshot where one is given. Throws a RangeError where its format is another one. */
export function createInteractionShard(options: { from?: Buffer; parking?: Parking } = {}): InteractionShard {
  const { from, parking } = options;
  const reader = from === undefined ? undefined : createByteReader(from);
  if (reader !== undefined && reader.uint32() !== format) throw new RangeError('the snapshot has another format');
  const recent = createIdWindow(generationIds, reader);
  const places = new Map<Scope, Place>();
  for (let left = reader?.uint32() ?? 0; left > 0 && reader !== undefined; left--) {
    const scope = reader.uint32();
    places.set(scope, { live: createScopeInteractions(createByteReader(reader.bytes())) });
  }

  const stepsOf = function* (live: ScopeInteractions): Steps<Buffer> {
    const writer = createByteWriter();
    yield* live.write(writer);
    return writer.finish();
  };
  const load = (scope: Scope): Buffer => {
    if (parking === undefined) throw new Error('nothing is parked without a parking');
    return parking.load(scope);
  };
  const find = (scope: Scope): ScopeInteractions | undefined => {
    const place = places.get(scope);
    if (place === undefined || place.live !== null) return place?.live;
    const live = createScopeInteractions(createByteReader(load(scope)));
    places.set(scope, { live });
    return live;
  };

  const shard: InteractionShard = {
    apply(event) {
      if (!recent.add(event.id)) return;
      let state = find(event.scope);
      if (state === undefined) {
        state = createScopeInteractions();
        places.set(event.scope, { live: state });
      }
      state.apply(event);
    },
    eraseShopper: (scope, userId) => find(scope)?.eraseShopper(userId),
    scope: find,
    version(scope) {
      const place = places.get(scope);
      if (place === undefined) return 0;
      return place.live === null ? place.version : place.live.version;
    },
    sizes: () =>
      [...places].flatMap(([scope, { live }]) => (live === null ? [] : [{ scope, sizeBytes: live.sizeBytes }])),
    park(scope) {
      const place = places.get(scope);
      if (place?.live == null || parking === undefined) return;
      parking.store(scope, atOnce(stepsOf(place.live)));
      places.set(scope, { live: null, version: place.live.version });
    },
    drop(scope) {
      parking?.remove(scope);
      return places.delete(scope);
    },
    snapshot: () => atOnce(shard.snapshotSteps()),
    *snapshotSteps() {
      const writer = createByteWriter();
      writer.uint32(format);
      recent.write(writer);
      writer.uint32(places.size);
      for (const [scope, { live }] of places) {
        yield;
        writer.uint32(scope);
        writer.bytes(live === null ? load(scope) : yield* stepsOf(live));
      }
      return writer.finish();
    },
  };
  return shard;
}
