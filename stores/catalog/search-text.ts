/** What separates the parts of a category path: `>`, also as it stands in HTML, and a slash between words. */
const separator = /&gt;|>|(?<=\p{L}{3}\s*)\/(?=\s*\p{L}{3})/gu;

/** The words of a search as the database takes them: the parts of a path such as `Home > Kitchen` are words, since each catalog separates them in its own way. A slash in `5/8` or `A/B` stays. */
export const searchText = (q: string): string => q.replaceAll(separator, ' ');
