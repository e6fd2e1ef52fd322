/** Which versions a caller says it has seen: these, any that was saved, or nothing said. */
export type SeenVersions = readonly number[] | 'any_saved' | null;

/** Why nothing was changed: the record is at this version, which is none that was seen. */
export type Stale = { staleAt: number };

/** Null if a record at this version may be changed by a caller who has seen these. What was never saved is at version 0, and is none of those that were saved. */
export function staleIn(version: number, seen: SeenVersions): Stale | null {
  if (seen === null) return null;
  const isSeen = seen === 'any_saved' ? version > 0 : seen.includes(version);
  return isSeen ? null : { staleAt: version };
}
