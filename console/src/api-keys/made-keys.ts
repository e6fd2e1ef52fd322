import { createSignal } from 'solid-js';
import { session } from '#console/session/session.ts';
import type { ApiKeyCreated } from '#schemas/http/api-keys.ts';

/** The newest keys of each kind that were made in this page, as `$KEY` and `$READ_KEY` of the docs. */
export type MadeKeys = { tenantId: string; writeKey: string; readKey: string };

const [made, setMade] = createSignal<(MadeKeys & { userId: string }) | null>(null);

/** Keeps a key that was just made in the memory of the page alone: after a reload nobody has it. A key of another tenant or account takes the place of those before. */
export function rememberKey(tenantId: string, { key, permissions }: ApiKeyCreated): void {
  const userId = session()?.user.id ?? '';
  setMade((before) => {
    const known = before?.tenantId === tenantId && before.userId === userId ? before : { writeKey: '', readKey: '' };
    return { ...known, tenantId, userId, [permissions === 'read' ? 'readKey' : 'writeKey']: key };
  });
}

/** Those of who is signed in now; null if they made none. */
export const madeKeys = (): MadeKeys | null => (made()?.userId === session()?.user.id ? made() : null);

/** Those of a tenant as its snippets have them: where none was made in this page, the names that the docs use stand for them. */
export function snippetKeys(tenantId: string): { writeKey: string; readKey: string } {
  const made = madeKeys();
  const { writeKey, readKey } = made?.tenantId === tenantId ? made : { writeKey: '', readKey: '' };
  return { writeKey: writeKey || '$KEY', readKey: readKey || '$READ_KEY' };
}
