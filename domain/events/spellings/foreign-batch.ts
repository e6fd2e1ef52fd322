import type { EventName } from '../event-names.ts';
import type { Spelled } from './spelled.ts';

/** A body of another API that holds several calls or events. `field` is where they stand in it. */
export type ForeignBatch = {
  field: 'batch' | 'events' | 'data';
  elements: readonly unknown[];
  /** The events of one element, with pointers from it on; none if it tells nothing of a product. `names`: what the shop takes names as that are not known here. */
  eventsOf(element: unknown, names: readonly EventName[]): readonly Spelled[];
};
