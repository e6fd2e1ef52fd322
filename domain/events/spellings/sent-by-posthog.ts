import type { ForeignBatch } from './foreign-batch.ts';
import { isFields } from './loose-values.ts';
import { eventsOfPostHogEvent, isOfPostHog } from './posthog.ts';

/** The events in a body of PostHog's capture or batch path: one, a list, or `{ batch: […] }`. PostHog's own, such as `$pageview`, hold no event; what is no event stays one, to be refused. */
export function postHogBatchOf(body: unknown): ForeignBatch {
  const batch = isFields(body) ? body : {};
  const elements = Array.isArray(body) ? body : Array.isArray(batch.batch) ? batch.batch : [body];
  return {
    field: 'batch',
    elements,
    eventsOf(event, names) {
      if (!isFields(event)) return [{ item: null, wire: event }];
      return typeof event.event === 'string' && isOfPostHog(event.event)
        ? []
        : eventsOfPostHogEvent(event, batch, names);
    },
  };
}
