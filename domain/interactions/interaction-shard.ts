import { orderLineOf, orderLinesOfScope, orderLinesOfShopper } from '../events/order-line.ts';
import type { ShopEvent } from '../events/shop-event.ts';
import { createByteReader, createByteWriter } from '../memory/bytes.ts';
import { createCountWindow } from '../memory/count-window.ts';
import { createIdWindow } from '../memory/id-window.ts';
import type { Paper } from '../memory/paper.ts';
import type { Steps } from '../memory/steps.ts';
import type { Scope } from '../scope.ts';
import { createHourlyTouches } from './hourly-touches.ts';
import { createRecentOrderLines } from './recent-order-lines.ts';
import { createScopeInteractions, type OfAllScopes, type ScopeInteractions } from './scope-interactions.ts';
import type { ShownAnswer } from './shown-items.ts';

/** Ids of one generation of the duplicate filter, all scopes: duplicates within the last 65,536 to 131,072 events are passed over. */
const generationIds = 65_536;
/** The first number in a snapshot. It changes with the format. */
const format = 12;
/** Formats that lack parts at the end, which are empty then; they are read too, since a log may not reach back to all that they hold. */
const [withoutOrderLines, withoutTouches, withoutRates] = [9, 10, 11] as const;
/** Hours of shoppers in one generation, of all scopes: how often each came in them is known of the last 32,768 to 65,536, in 1.5 MB. */
const generationRates = 32_768;

/** Steps of a snapshot, which is on pages. At a step that yields `parked`, the host passes in the state of that scope; other steps need nothing. */
export type SnapshotSteps = Generator<{ parked: Scope } | undefined, Buffer[], Buffer | undefined>;

/**
 * One partition's part of every model that learns from behaviour. A function of its partition's prefix alone: no clock, its time is that of
 * its events. The same prefix gives the same snapshot, however it was cut into batches, restored or parked.
 *
 * A scope that is parked is not in memory: the host of the shard has its state, and brings it back before it applies an event of the
 * scope, erases a shopper of it, or asks it.
 */
export type InteractionShard = {
  /** Throws if the scope is parked. */
  apply(event: ShopEvent): void;
  /** Remembers what a shopper was shown. Throws if the scope is parked. */
  show(answer: ShownAnswer & { scope: Scope }): void;
  /** Throws if the scope is parked. */
  eraseShopper(scope: Scope, userId: string): void;
  /** Undefined for a scope without events. Throws if it is parked. */
  scope(scope: Scope): ScopeInteractions | undefined;
  /** Rises with each event of the scope that may change an answer. */
  version(scope: Scope): number;
  /** The scopes in memory, and how much memory they take. */
  sizes(): { scope: Scope; sizeBytes: number }[];
  /** Writes the state of a scope in memory as bytes; until the last step the scope must not be changed or dropped. */
  stateSteps(scope: Scope): Steps<Buffer>;
  /** Takes a scope out of memory: the host of the shard keeps its state. */
  park(scope: Scope): void;
  isParked(scope: Scope): boolean;
  /** Takes a parked scope into memory again, from its state. Throws a RangeError if the state is cut short. */
  bringBack(scope: Scope, state: Buffer): void;
  /** Forgets a scope; false if there was nothing of it. */
  drop(scope: Scope): boolean;
  /** The snapshot of a shard without parked scopes. */
  snapshot(): Buffer;
  /** The same on this paper, step by step; until the last step nothing may be applied, erased, parked, brought back or dropped. */
  snapshotSteps(paper?: Paper): SnapshotSteps;
};

type Place = { live: ScopeInteractions } | { live: null; version: number };

/** From a snapshot if one is given. Throws a RangeError if its format is another one. */
export function createInteractionShard({ from }: { from?: Buffer } = {}): InteractionShard {
  const reader = from === undefined ? undefined : createByteReader(from);
  const formatRead = reader?.uint32() ?? format;
  if (![format, withoutRates, withoutTouches, withoutOrderLines].includes(formatRead))
    throw new RangeError('the snapshot has another format');
  const recent = createIdWindow(generationIds, reader);
  const states = new Map<Scope, Buffer>();
  for (let left = reader?.uint32() ?? 0; left > 0 && reader !== undefined; left--) {
    const scope = reader.uint32();
    states.set(scope, reader.bytes());
  }
  const orderLines = createRecentOrderLines(formatRead === withoutOrderLines ? undefined : reader);
  const touches = createHourlyTouches(formatRead >= withoutRates ? reader : undefined);
  const rates = createCountWindow(generationRates, formatRead === format ? reader : undefined);
  const ofAll: OfAllScopes = { touches, rates };
  const places = new Map<Scope, Place>();
  for (const [scope, state] of states)
    places.set(scope, { live: createScopeInteractions(ofAll, createByteReader(state)) });

  const find = (scope: Scope): ScopeInteractions | undefined => {
    const place = places.get(scope);
    if (place?.live === null) throw new Error(`scope ${scope} is parked: it must be brought back first`);
    return place?.live;
  };

  const shard: InteractionShard = {
    apply(event) {
      let state = find(event.scope);
      if (!recent.add(event.id) || !orderLines.add(orderLineOf(event), event.timestampMs)) return;
      if (state === undefined) {
        state = createScopeInteractions(ofAll);
        places.set(event.scope, { live: state });
      }
      state.apply(event);
    },
    show(answer) {
      let state = find(answer.scope);
      if (state === undefined) {
        state = createScopeInteractions(ofAll);
        places.set(answer.scope, { live: state });
      }
      state.show(answer);
    },
    eraseShopper(scope, userId) {
      find(scope)?.eraseShopper(userId);
      orderLines.forget(orderLinesOfShopper(scope, userId));
    },
    scope: find,
    version(scope) {
      const place = places.get(scope);
      if (place === undefined) return 0;
      return place.live === null ? place.version : place.live.version;
    },
    sizes: () =>
      [...places].flatMap(([scope, { live }]) => (live === null ? [] : [{ scope, sizeBytes: live.sizeBytes }])),
    *stateSteps(scope) {
      const writer = createByteWriter();
      const live = find(scope);
      if (live !== undefined) yield* live.write(writer);
      return writer.finish();
    },
    park(scope) {
      const version = find(scope)?.version;
      if (version !== undefined) places.set(scope, { live: null, version });
    },
    isParked: (scope) => places.get(scope)?.live === null,
    bringBack(scope, state) {
      if (shard.isParked(scope)) places.set(scope, { live: createScopeInteractions(ofAll, createByteReader(state)) });
    },
    drop(scope) {
      orderLines.forget(orderLinesOfScope(scope));
      return places.delete(scope);
    },
    snapshot() {
      const steps = shard.snapshotSteps();
      for (;;) {
        const { done, value } = steps.next();
        if (done === true) return Buffer.concat(value);
      }
    },
    *snapshotSteps(paper) {
      const writer = createByteWriter(paper);
      writer.uint32(format);
      recent.write(writer);
      writer.uint32(places.size);
      for (const [scope, { live }] of places) {
        const state = yield live === null ? { parked: scope } : undefined;
        writer.uint32(scope);
        if (live !== null) yield* writer.within(live.write(writer));
        else if (state !== undefined) writer.bytes(state);
        else throw new Error(`scope ${scope} is parked, and its state was not given`);
      }
      yield* orderLines.write(writer);
      touches.write(writer);
      rates.write(writer);
      return writer.pages();
    },
  };
  return shard;
}
