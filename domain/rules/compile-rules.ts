import type { CatalogItem } from '../catalog-item.ts';
import { parseEventTime } from '../events/event-time.ts';
import { numberOfPriceE4 } from '../price.ts';
import type { Asking } from './asking.ts';
import { compileFilter, type ItemTest } from './compile-filter.ts';
import { compileWhen } from './compile-when.ts';
import { facetValues } from './facet-values.ts';
import type { PlacementRules, Rule, RuleThen } from './rule.ts';

/** What becomes of products that the shopper knows. */
export type KnownMode = 'keep' | 'demote' | 'drop';

/** What a rule does to one answer, ready to be done. */
export type Effect =
  | { does: 'exclude'; takes: ItemTest }
  | { does: 'narrow'; takes: ItemTest }
  | { does: 'score'; factor: number; touches: ItemTest }
  | { does: 'limit'; valuesOf(item: CatalogItem): readonly string[]; max: number }
  | { does: 'pin'; productIds: readonly string[]; position: number; isForced: boolean }
  | { does: 'seen'; mode: KnownMode }
  | { does: 'purchased'; mode: KnownMode }
  | { does: 'strategy'; strategy: string }
  | { does: 'fill'; strategies: readonly string[] };

/** A rule that has been made ready: `effectOf` returns null if the question does not tell what the rule has to know. */
export type ReadyRule = {
  id: string;
  fromMs: number;
  untilMs: number;
  /** Undefined if it always holds. */
  holds: ((asking: Asking) => boolean) | undefined;
  effectOf(asking: Asking): Effect | null;
};

/** The rules that are in force on a placement, in their order. */
export type RulePlan = {
  /** As answers name it; null without rules. */
  version: string | null;
  rules: readonly ReadyRule[];
};

export const noPlan: RulePlan = { version: null, rules: [] };

/**
 * Makes a placement's own list and that of `*` ready, in this order, so that the special one comes first. Rules that are not enabled, or that cannot be applied,
 * are left out. Rules of `*` are named `* / id`. The version is that of the lists: `3`, `*1`, or `3 *1`.
 */
export function compileRules(own: PlacementRules | undefined, ofAll: PlacementRules | undefined): RulePlan {
  const lists = [
    { list: own, mark: '', name: (id: string) => id },
    { list: ofAll, mark: '*', name: (id: string) => `* / ${id}` },
  ];
  const versions = lists.flatMap(({ list, mark }) => (list === undefined ? [] : [`${mark}${list.version}`]));
  const rules = lists.flatMap(({ list, name }) =>
    (list?.rules ?? []).flatMap((rule) => {
      const ready = rule.enabled === false ? null : makeReady(rule, name(rule.id));
      return ready === null ? [] : [ready];
    }),
  );
  return { version: versions.length === 0 ? null : versions.join(' '), rules };
}

function makeReady({ startsAt, endsAt, when, then }: Rule, id: string): ReadyRule | null {
  const effectOf = compileThen(then as RuleThen);
  if (effectOf === null) return null;
  return {
    id,
    fromMs: timeOf(startsAt) ?? Number.NEGATIVE_INFINITY,
    untilMs: timeOf(endsAt) ?? Number.POSITIVE_INFINITY,
    holds: when === undefined ? undefined : compileWhen(when),
    effectOf,
  };
}

const timeOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : parseEventTime(text);

/** Null for what is not applied to answers: `diversity`, `rotate`, a blend, and filters by a field that serving does not hold. */
function compileThen(then: RuleThen): ReadyRule['effectOf'] | null {
  switch (then.action) {
    case 'exclude':
    case 'include': {
      const test = compileFilter(then.filter);
      if (test === null) return null;
      return always(
        then.action === 'exclude' ? { does: 'exclude', takes: test } : { does: 'narrow', takes: (item) => !test(item) },
      );
    }
    case 'boost':
    case 'bury': {
      const touches = compileFilter(then.filter);
      const factor = then.action === 'boost' ? then.factor : 1 / then.factor;
      return touches === null ? null : always({ does: 'score', factor, touches });
    }
    case 'match':
      return matching(facetValues(then.facet), then.mode);
    case 'priceRange':
      return pricing(then);
    case 'limit':
      return always({ does: 'limit', valuesOf: facetValues(then.facet), max: then.max });
    case 'pin':
      return always({
        does: 'pin',
        productIds: then.productIds,
        position: then.position,
        isForced: then.force === true,
      });
    case 'seen':
    case 'purchased':
      return always({ does: then.action, mode: then.mode });
    case 'strategy':
      return then.strategy === undefined ? null : always({ does: 'strategy', strategy: then.strategy });
    case 'fill':
      return always({ does: 'fill', strategies: then.strategies });
    case 'diversity':
    case 'rotate':
      return null;
  }
}

const always = (effect: Effect) => () => effect;

/** Nothing is known of a page without a product, or of a product without a value. */
function matching(valuesOf: (item: CatalogItem) => readonly string[], mode: 'same' | 'different') {
  return ({ viewed }: Asking): Effect | null => {
    const wanted = new Set(viewed === undefined ? [] : valuesOf(viewed));
    if (wanted.size === 0) return null;
    const shares: ItemTest = (item) => valuesOf(item).some((value) => wanted.has(value));
    return { does: 'narrow', takes: mode === 'same' ? (item) => !shares(item) : shares };
  };
}

function pricing({ min = 0, max = Number.POSITIVE_INFINITY, relativeTo }: RuleThen & { action: 'priceRange' }) {
  return (asking: Asking): Effect | null => {
    const unit = relativeTo === undefined ? 100 : relativeTo === 'cart' ? asking.total : priceOf(asking.viewed);
    if (unit === undefined) return null;
    const [low, high] = [(min * unit) / 100, (max * unit) / 100];
    return {
      does: 'narrow',
      takes(item) {
        const price = priceOf(item);
        return price < low || price > high;
      },
    };
  };
}

function priceOf(item: CatalogItem): number;
function priceOf(item: CatalogItem | undefined): number | undefined;
function priceOf(item: CatalogItem | undefined): number | undefined {
  return item === undefined ? undefined : numberOfPriceE4(item.priceE4);
}
