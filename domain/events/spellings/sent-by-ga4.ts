import type { ForeignBatch } from './foreign-batch.ts';
import { eventsOfGa4Event, isOfProducts } from './ga4.ts';
import { isFields, listOf } from './loose-values.ts';

/** The events in a body of GA4's Measurement Protocol. Those that have no `items` and speak of no product by their name, such as `page_view`, hold no event of ours; others of an unknown name stay one for each item, to be refused. */
export function ga4PayloadOf(body: unknown): ForeignBatch {
  const payload = isFields(body) ? body : {};
  return {
    field: 'events',
    elements: listOf(payload.events),
    eventsOf: (event, names) => {
      if (!isFields(event)) return [{ item: null, wire: event }];
      return isOfProducts(event) ? eventsOfGa4Event(payload, event, names) : [];
    },
  };
}
