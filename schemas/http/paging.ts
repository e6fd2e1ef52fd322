import Type from 'typebox';
import { closed } from './fields.ts';

const maxPageLimit = 100;
export const defaultPageLimit = 20;
/** Deeper pages are slow to find; the client narrows the question instead. */
const maxPageOffset = 100_000;

/** Fields of a list's query. Query parameters arrive as text: the server converts them, then fills in the defaults. */
export const pagingQuery = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: maxPageLimit, default: defaultPageLimit, description: 'How many to answer.' }),
  ),
  offset: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: maxPageOffset,
      default: 0,
      description: 'How many to skip.',
      'x-beyond': 'Narrow the list, or read on by `after` where it has that.',
    }),
  ),
};

/** `meta` of a list. */
export const PageMeta = closed({
  total: Type.Integer({ description: 'How many there are in all.', examples: [137] }),
  limit: Type.Integer({ examples: [defaultPageLimit] }),
  offset: Type.Integer({ examples: [0] }),
  requestId: Type.String({ examples: ['req-7f3a'] }),
});

/** Field of the query of such a list whose rows have numbers for ids. */
export const afterRow = {
  after: Type.Optional(
    Type.String({
      pattern: '^[1-9][0-9]{0,17}$',
      description:
        'Only what stands behind this id in the list, older: `meta.next` of the page before. It reads lists of any length.',
      examples: ['4711'],
    }),
  ),
};

/** `meta` of a list that is also read on by `after`, which costs the same however long the list is, and misses nothing when something is added meanwhile. */
export const CursorPageMeta = closed({
  ...PageMeta.properties,
  next: Type.Optional(Type.String({ description: '`after` of the next page; left out on the last one.' })),
});
