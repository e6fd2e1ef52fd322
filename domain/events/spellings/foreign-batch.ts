import type { Spelled } from './spelled.ts';

/** A body of another API that holds several calls or events. `field` is where they stand in it. */
export type ForeignBatch = {
  field: 'batch' | 'events' | 'data';
  elements: readonly unknown[];
  /** The events of one element, with pointers from it on; none if it tells nothing of a product. */
  eventsOf(element: unknown): readonly Spelled[];
};
