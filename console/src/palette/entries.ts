import { accountNav, tenantNav, tenantPath } from '#console/dashboard/nav.ts';

/** Somewhere to go: what it is called, what kind of thing it is, and where it is. */
export type Entry = { label: string; kind: string; href: string };

/** Returns the pages that are there: those of the account, and of the tenant that is open, if one is. */
export function pageEntries(tenantId: string | undefined): Entry[] {
  const account = accountNav.map(({ label, path }) => ({ label, kind: 'Page', href: `/dashboard${path}` }));
  const docs = { label: 'Documentation', kind: 'Page', href: '/docs' };
  if (tenantId === undefined) return [...account, docs];
  const ofTenant = tenantNav.flatMap(({ title, entries }) =>
    entries.map(({ label, path }) => ({ label, kind: title, href: `${tenantPath(tenantId)}${path}` })),
  );
  return [...ofTenant, ...account, docs];
}

/**
 * Returns how well a product is called by a text, in upper or lower case, with or without accents: 0 if it is its very id or name, 1 if its name goes on after it with another word, 2 if its name only begins so,
 * and 3 if it has the words elsewhere.
 */
export function rankOf({ productId, name }: { productId: string; name: string }, text: string): number {
  const wanted = folded(text).trim();
  const called = folded(name);
  if (folded(productId) === wanted || called === wanted) return 0;
  if (!called.startsWith(wanted)) return 3;
  return /^[\p{L}\p{N}]/u.test(called.slice(wanted.length)) ? 2 : 1;
}

const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Returns the entries that have every word of a text somewhere in their label or kind, those whose label begins with the text first; otherwise in their order. */
export function entriesLike(entries: readonly Entry[], text: string): Entry[] {
  const wanted = text.toLowerCase().trim();
  const words = wanted.split(/\s+/).filter(Boolean);
  const has = ({ label, kind }: Entry) => words.every((word) => `${label} ${kind}`.toLowerCase().includes(word));
  const begins = ({ label }: Entry) => label.toLowerCase().startsWith(wanted);
  const found = entries.filter(has);
  return [...found.filter(begins), ...found.filter((entry) => !begins(entry))];
}
