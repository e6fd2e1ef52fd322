/** What a text has that is not white space alone. */
export const visible = '\\S';

/** The same for `/openapi.json`, which says of each text that it has no U+0000 (`openapi-texts.ts`). */
export const documentedVisible = '^[^\\x00]*[^\\s\\x00][^\\x00]*$';
