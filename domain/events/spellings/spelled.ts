import type { Note } from '#schemas/http/notes.ts';

/**
 * One event in our own spelling, not yet validated. `item` is a JSON pointer to where it stands within what was sent, such as
 * `/properties/products/2`, for what holds a list; null where it is all of what was sent. `sentAt`: when it was sent by the clock that wrote its time, if the sender says so. `notes`: what
 * of it is left out here.
 */
export type Spelled = { item: string | null; wire: unknown; sentAt?: unknown; notes?: readonly Note[] };
