import { readUsage } from '#console/queries/analytics.ts';
import { listKeys } from '#console/queries/api-keys.ts';
import { listProducts } from '#console/queries/catalog.ts';
import { listEvents } from '#console/queries/events.ts';
import type { EventView } from '#schemas/http/events.ts';

/** What a shop has done of its first hour, by what the API has stored of it. */
export type Progress = {
  keys: number;
  events: number;
  products: number;
  requests: number;
  shown: number;
  /** The newest event; null before the first. */
  lastEvent: EventView | null;
};

/** The months of usage that are added up: a first hour is not older. */
const usageMonths = 12;

/** Returns how far a shop is. Events count up to 10,000. */
export async function readProgress(tenantId: string, signal?: AbortSignal): Promise<Progress> {
  const one = { limit: 1 };
  const [keys, events, shown, usage, products] = await Promise.all([
    listKeys(tenantId, signal),
    listEvents(tenantId, one, signal),
    listEvents(tenantId, { ...one, type: 'recommendation_impressed' }, signal),
    readUsage(tenantId, { months: usageMonths }, signal),
    listProducts(tenantId, one, signal),
  ]);
  return {
    keys: keys.meta.total,
    events: events.meta.total,
    products: products.meta.total,
    requests: usage.data.reduce((sum, month) => sum + month.recommendationRequests, 0),
    shown: shown.meta.total,
    lastEvent: events.data[0] ?? null,
  };
}
