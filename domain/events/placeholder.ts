/** What programs write where they know nobody: JavaScript's and Python's texts of nothing, and an id of zeros. */
const placeholders: ReadonlySet<string> = new Set([
  'undefined',
  'null',
  '[object Object]',
  'NaN',
  '00000000-0000-0000-0000-000000000000',
  '00000000000000000000000000000000',
  '{00000000-0000-0000-0000-000000000000}',
]);

/** A character that can be seen: no kind of space, nor one that only joins, marks or directs others. */
const seen = /[^\p{Z}\p{Cc}\p{Cf}]/u;

/** Whether an id of a shopper, or of a visit, names nobody: all who are called so would become one shopper, and their visits one visit that never ends. `more` are those of the tenant, for shoppers. */
export function isPlaceholder(userId: string, more: readonly string[] = []): boolean {
  return placeholders.has(userId) || more.includes(userId) || isUnseen(userId);
}

/** Whether nothing of a text can be seen, such as one zero-width space. */
export const isUnseen = (text: string): boolean => !seen.test(text);
