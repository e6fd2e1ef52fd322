import { createEffect, onCleanup, untrack } from 'solid-js';
import { session } from '#console/session/session.ts';

/** Drafts by whose they are and what they change. In the memory of the page alone: a page that is read anew has none of them. */
const kept = new Map<string, unknown>();

/**
 * Keeps a draft over the end of a session: whoever changes the same `subject` after the login of the same admin, and of no other, has it again. `draft` is null while there is nothing to keep.
 * Returns what was kept for a subject, once.
 */
export function keepDraft<Draft>(
  subject: () => string,
  draft: () => Draft | null,
): (subject: string) => Draft | undefined {
  const userId = untrack(session)?.user.id;
  const keyOf = (what: string) => `${userId} ${what}`;
  /** As it was last: what it is made of may be gone when the page goes. */
  let last: { key: string; draft: Draft | null } | undefined;
  createEffect(() => {
    last = { key: keyOf(subject()), draft: draft() };
  });
  onCleanup(() => {
    if (userId !== undefined && untrack(session) === null && last !== undefined && last.draft !== null)
      kept.set(last.key, last.draft);
  });
  return (what) => {
    const found = kept.get(keyOf(what)) as Draft | undefined;
    kept.delete(keyOf(what));
    return found;
  };
}
