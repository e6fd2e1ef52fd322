import type { Static, TObject } from 'typebox';
import { buyAgain } from './buy-again/buy-again.ts';
import { collaborative } from './collaborative/collaborative.ts';
import { contentBased } from './content-based/content-based.ts';
import { frequentlyBoughtTogether } from './frequently-bought-together/frequently-bought-together.ts';
import { newest } from './newest/newest.ts';
import { recentlyViewed } from './recently-viewed/recently-viewed.ts';
import { session } from './session/session.ts';
import type { Strategy } from './strategy.ts';
import { trending } from './trending/trending.ts';

/** Every strategy that can be asked for: a new one is a folder here and a line in this list. */
export const strategies = [
  collaborative,
  session,
  contentBased,
  trending,
  frequentlyBoughtTogether,
  recentlyViewed,
  buyAgain,
] as const;

/** Answers if no strategy can; it cannot be asked for. */
export const lastResort: Strategy = newest;

type Registered = (typeof strategies)[number];
export type StrategyName = Registered['name'];

/** What a tenant sets for each strategy. */
export type StrategySettings = { [One in Registered as One['name']]: Static<TObject<One['settings']>> };

/** Whether there is a strategy of this name that can be asked for. Control data that a newer release has written may name another. */
export const isStrategyAmong = (among: readonly Strategy[], name: string): boolean =>
  among.some((one) => one.name === name);

/** The strategy of this name; `resolveQuestion` lets no other name in. */
export function strategyNamed(name: string, among: readonly Strategy[] = strategies): Strategy {
  const found = name === lastResort.name ? lastResort : among.find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`there is no strategy ${name}`);
  return found;
}
