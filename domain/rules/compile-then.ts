import { numberOfPriceE4 } from '../price.ts';
import type { Asking } from './asking.ts';
import { compileFilter } from './compile-filter.ts';
import { blendName, type Effect } from './effect.ts';
import { facetTest, facetValues } from './facet-values.ts';
import { keyOfFacet } from './item-key.ts';
import type { RuleThen } from './rule.ts';

/** An effect that is the same for all questions, or what makes it of a question: null if the question does not tell what the rule has to know. */
export type ReadyEffect = Effect | ((asking: Asking) => Effect | null);

/** What a rule does, made once. */
export function compileThen(then: RuleThen): ReadyEffect {
  switch (then.action) {
    case 'exclude':
    case 'include': {
      const test = compileFilter(then.filter);
      return then.action === 'exclude'
        ? { does: 'exclude', takes: test }
        : { does: 'narrow', takes: (item, nowMs) => !test(item, nowMs) };
    }
    case 'boost':
    case 'bury': {
      const touches = compileFilter(then.filter);
      const factor = then.action === 'boost' ? then.factor : 1 / then.factor;
      return { does: 'score', factor, touches };
    }
    case 'match':
      return matching(then.facet, then.mode);
    case 'priceRange':
      return pricing(then);
    case 'limit':
      return { does: 'limit', valuesOf: facetValues(then.facet), max: then.max };
    case 'pin':
      return { does: 'pin', productIds: then.productIds, position: then.position, isForced: then.force === true };
    case 'seen':
      return { does: 'seen', mode: then.mode };
    case 'purchased':
      return { does: 'purchased', mode: then.mode, afterDays: then.afterDays };
    case 'strategy':
      return { does: 'strategy', strategy: then.strategy ?? blendName, blend: then.blend ?? null };
    case 'fill':
      return { does: 'fill', strategies: then.strategies };
    case 'diversity':
      return { does: 'diversity', valuesOf: facetValues(then.facet), strength: then.strength };
    case 'rotate':
      return { does: 'rotate', strength: then.strength, windowMinutes: then.windowMinutes };
  }
}

/** Nothing is known of a page without a product, or of a product without a value. */
function matching(facet: string, mode: 'same' | 'different'): ReadyEffect {
  const valuesOf = facetValues(facet);
  const key = keyOfFacet(facet);
  return ({ viewed }) => {
    const wanted = new Set(viewed === undefined ? [] : valuesOf(viewed));
    if (wanted.size === 0) return null;
    const shares = facetTest(facet, wanted);
    return { does: 'narrow', takes: mode === 'same' ? (item) => !shares(item) : shares, key };
  };
}

const priceKey = keyOfFacet('price');

function pricing({
  min = 0,
  max = Number.POSITIVE_INFINITY,
  relativeTo,
}: RuleThen & { action: 'priceRange' }): ReadyEffect {
  const between = (low: number, high: number): Effect => ({
    does: 'narrow',
    key: priceKey,
    takes(item) {
      const price = numberOfPriceE4(item.priceE4);
      return price < low || price > high;
    },
  });
  if (relativeTo === undefined) return between(min, max);
  return (asking) => {
    const { viewed } = asking;
    const ofViewed = viewed === undefined ? undefined : numberOfPriceE4(viewed.priceE4);
    const unit = relativeTo === 'cart' ? asking.total() : ofViewed;
    return unit === undefined ? null : between((min * unit) / 100, (max * unit) / 100);
  };
}
