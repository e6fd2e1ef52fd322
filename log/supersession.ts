import { decodeCatalogChange } from './codec.ts';

/**
 * What a record means for the earlier ones of its key: `replaces` and `deletes` stand in for all of them; `creates` counts only if
 * the key is absent, so it stands in for none; `unreadable` has no meaning to a fold of the topic.
 */
export type Supersession = 'replaces' | 'deletes' | 'creates' | 'unreadable';

/** Returns this for a record of a compacted topic. A null value deletes on any topic; the values of `catalog` say what they do. */
export function supersessionOf(topic: string, value: Buffer | null): Supersession {
  if (value === null) return 'deletes';
  if (topic !== 'catalog') return 'replaces';
  try {
    const { op } = decodeCatalogChange(value);
    return op === 'put' ? 'replaces' : op === 'delete' ? 'deletes' : 'creates';
  } catch {
    // A poisoned record is a dead letter already. It must not supersede the item that came before it.
    return 'unreadable';
  }
}
