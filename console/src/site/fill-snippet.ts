/** What the reader has, by its name in the docs; an empty text leaves the name. */
export type ReaderValues = { KEY: string; READ_KEY: string; TENANT: string };

/** Where the docs' product runs. */
const docsOrigin = 'http://127.0.0.1:5008';
/** Not where a remark says of which answer it comes: 'data.id is $TENANT'. */
const names = /(?<! is )\$(KEY|READ_KEY|TENANT)\b/g;

/** Whether a text names something that the reader may have. */
export const namesReaderValue = (text: string): boolean => text.search(names) >= 0;

/** Returns a snippet of the docs with the reader's own keys and tenant, for the API at `origin`. */
export const fillSnippet = (snippet: string, values: ReaderValues, origin: string): string =>
  snippet
    .replaceAll(docsOrigin, origin)
    .replaceAll(names, (name: string, of: keyof ReaderValues) => values[of] || name);
