import { withScore } from '../strategies/candidate.ts';
import { pinned } from './place-pins.ts';
import type { ServedItem } from './rank.ts';

/**
 * How the order of an answer was found: `share` of such answers are drawn; `from` says for each place at which place the models had put the product that stands there, or null for a place whose product never
 * moves.
 */
export type Exploration = { share: number; from: readonly (number | null)[] };

export type Explored = {
  items: ServedItem[];
  exploration: Exploration;
  isDrawn: boolean;
  /** How likely just this order was, drawn or not. */
  propensity: number;
};

/**
 * Draws the order of an answer with probability `share`, all orders being equally likely (Fisher and Yates; Durstenfeld 1964); else leaves it as it is. The products stay the same: pins keep their places, and what
 * filled up stays behind. Scores belong to places, so that they still fall. `random`: the same numbers, the same order.
 */
export function explore(items: readonly ServedItem[], share: number, random: () => number): Explored {
  const places = items.flatMap(({ isFilled, strategy }, place) => (isFilled || strategy === pinned ? [] : [place]));
  const isDrawn = places.length > 1 && random() < share;
  const drawn = isDrawn ? shuffled(places, random) : places;
  const isMovable = places.length > 1;
  const from: (number | null)[] = items.map(() => null);
  const ordered = [...items];
  for (const [n, place] of isMovable ? places.entries() : []) {
    const origin = drawn[n] ?? place;
    const [item, standing] = [items[origin], items[place]];
    if (item === undefined || standing === undefined) continue;
    from[place] = origin;
    ordered[place] = { ...item, candidate: withScore(item.candidate, standing.candidate.score) };
  }
  const isSame = from.every((origin, place) => origin === null || origin === place);
  const propensity = isMovable ? (isSame ? 1 - share : 0) + share / factorial(places.length) : 1;
  return { items: ordered, exploration: { share, from }, isDrawn, propensity };
}

/** How likely a product that the models had put at `origin` stood at `place`, by this exploration; 1 for what never moves. */
export function placePropensity({ share, from }: Exploration, place: number): number {
  const origin = from[place] ?? null;
  if (origin === null) return 1;
  const movable = from.filter((one) => one !== null).length;
  return (origin === place ? 1 - share : 0) + share / movable;
}

function shuffled(places: readonly number[], random: () => number): number[] {
  const order = [...places];
  for (let n = order.length - 1; n > 0; n--) {
    const other = Math.floor(random() * (n + 1));
    [order[n], order[other]] = [order[other] as number, order[n] as number];
  }
  return order;
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
