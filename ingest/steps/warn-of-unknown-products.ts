import type { Scope } from '#domain/scope.ts';
import type { Logger } from '#runtime/logger.ts';
import type { ValidEvent } from './judge-events.ts';

/** A scope gets one warning in this time, since a shop without a catalog would fill the disk otherwise. */
const warnEveryMs = 60_000;
/** Beyond this many scopes the count of the oldest is dropped without a warning. */
const maxScopes = 10_000;

/** Logs that events came for products that the catalog does not have. */
export type UnknownProducts = { note(scope: Scope, accepted: readonly ValidEvent[]): void };

/** Counts per scope, and warns at once and then once a minute with the count and one product; never with a shopper. */
export function createUnknownProducts(logger: Logger, now: () => number): UnknownProducts {
  const states = new Map<Scope, { count: number; warnedAtMs: number }>();
  return {
    note(scope, accepted) {
      const example = accepted.find(({ event }) => event.unknownProduct);
      if (example === undefined) return;
      const state = states.get(scope) ?? { count: 0, warnedAtMs: Number.NEGATIVE_INFINITY };
      for (const { event } of accepted) if (event.unknownProduct) state.count += 1;
      states.set(scope, state);
      if (now() - state.warnedAtMs < warnEveryMs) {
        if (states.size > maxScopes) states.delete(states.keys().next().value!);
        return;
      }
      logger.warn(
        { scope, events: state.count, productId: example.event.productId },
        'events for products that are not in the catalog',
      );
      states.delete(scope);
      states.set(scope, { count: 0, warnedAtMs: now() });
    },
  };
}
