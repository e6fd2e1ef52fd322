import { oneOrMany, several } from '#console/format/several.ts';

export type NextThing = { text: string; path: string };

/** What the overview knows of a shop. */
export type Situation = {
  deadLetters: number;
  isStale: boolean;
  /** The badges of its experiments, the most urgent first. */
  experiments: readonly { id: string; name: string; next: { text: string; urgency: number } }[];
  impressions: number;
  /** In the tenant's currency, which is all that is counted as revenue. */
  revenue: number;
  currency: string;
  /** Conversions in another one. */
  foreignCurrency: number;
};

/** Above it an experiment wants nothing done. */
const leastUrgency = 1;

/** Returns what to do next, the most pressing first. `path` is below the tenant. Empty if everything goes well by itself. */
export function nextThings({
  deadLetters,
  isStale,
  experiments,
  impressions,
  revenue,
  currency,
  foreignCurrency,
}: Situation): NextThing[] {
  const things: NextThing[] = [];
  if (deadLetters > 0)
    things.push({
      text: `${several(deadLetters, 'record')} could not be stored. See why, and send ${oneOrMany(deadLetters, 'it', 'them')} again.`,
      path: '/dead-letters',
    });
  if (isStale)
    things.push({ text: 'Figures stand still until an operator rebuilds their projection.', path: '/analytics' });
  for (const { id, name, next } of experiments)
    if (next.urgency <= leastUrgency)
      things.push({ text: `Experiment “${name}”: ${next.text}.`, path: `/experiments/${id}` });
  if (impressions === 0)
    things.push({
      text: 'No recommendation was shown in the last 30 days: put a widget into a page of the shop.',
      path: '/widgets',
    });
  if (revenue === 0 && foreignCurrency > 0)
    things.push({
      text: `${several(foreignCurrency, 'conversion')} came in another currency than ${currency}, so ${oneOrMany(foreignCurrency, 'it is', 'they are')} not in the revenue: is that the currency of the shop?`,
      path: '/settings',
    });
  else if (impressions > 0 && revenue === 0)
    things.push({
      text: 'Recommendations are shown and bring no revenue: are purchases sent, with the same shopper ids?',
      path: '/events?type=purchase',
    });
  if (impressions > 0 && experiments.length === 0)
    things.push({ text: 'Try a second strategy on a placement, by an experiment.', path: '/experiments/new' });
  return things;
}
