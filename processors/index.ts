import { analytics } from './analytics/analytics.ts';
import { attribution } from './attribution/attribution.ts';
import { catalog } from './catalog/catalog.ts';
import { cooccurrence } from './cooccurrence/cooccurrence.ts';
import { experimentResults } from './experiments/experiment-results.ts';
import type { Projection } from './projection.ts';
import { topProducts } from './top-products/top-products.ts';
import { trending } from './trending/trending.ts';
import { usage } from './usage/usage.ts';

/** Every projection. Those in the loader's transaction fold in this order. */
export const projections = [
  catalog,
  analytics,
  attribution,
  trending,
  cooccurrence,
  topProducts,
  usage,
  experimentResults,
] as const satisfies readonly Projection[];

export type ProjectionName = (typeof projections)[number]['name'];
export const projectionNames: readonly ProjectionName[] = projections.map(({ name }) => name);

/** Throws if no projection has this name. */
export function projectionNamed(name: ProjectionName): Projection {
  const found = projections.find((projection) => projection.name === name);
  if (found === undefined) throw new Error(`there is no projection ${name}`);
  return found;
}
