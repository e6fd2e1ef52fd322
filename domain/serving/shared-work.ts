import type { AskedQuestion } from './resolve-question.ts';

/**
 * What `make` returns, made once for all questions of a page that name it by this key. The key says everything that it depends on; what may change while the page is
 * answered is the caller's to add.
 */
export type SharedWork = <Value>(key: string, make: () => Value) => Value;

/** For a question that is asked alone. */
export const nothingShared: SharedWork = (_key, make) => make();

/** Values that are kept for one page; beyond them the first that was made goes. */
const mostShared = 64;

/** Keeps what was made, for as long as one page is answered. */
export function createSharedWork(): SharedWork {
  const made = new Map<string, unknown>();
  return <Value>(key: string, make: () => Value): Value => {
    if (made.has(key)) return made.get(key) as Value;
    const value = make();
    made.set(key, value);
    if (made.size > mostShared) made.delete(made.keys().next().value ?? '');
    return value;
  };
}

/** All of a question that strategies go by: two with the same text ask strategies the same. */
export const goneByOf = ({ userId, sessionId, productIds, cart, like, unlike }: AskedQuestion): string =>
  JSON.stringify([userId, sessionId, productIds, cart, like, unlike]);
