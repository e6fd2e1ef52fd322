import Type, { type Static } from 'typebox';
import { closed, literals, spaceQuery } from './fields.ts';
import { noteCounts } from './notes.ts';
import { ProblemError } from './problem.ts';

/** The files of products that are understood: docs/catalog-files.md says what is read of each. */
export const catalogFileFormats = ['google-feed', 'shopify-products', 'woocommerce'] as const;
export type CatalogFileFormat = (typeof catalogFileFormats)[number];

/** The most refused lines that an import lists; later ones are only counted. */
export const maxListedLines = 50_000;
export const defaultRetireUpTo = 50;

const flag = (description: string) => Type.Optional(Type.Boolean({ default: false, description }));
const asked = {
  format: literals(catalogFileFormats, { description: 'What wrote the file.', examples: ['google-feed'] }),
  dryRun: flag('Answers what would become of the file, and changes nothing.'),
  full: flag(
    'The file is the whole catalog: products that it lacks are made unavailable, unless it breaks off or has lines that cannot be read.',
  ),
  retireUpTo: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 100,
      default: defaultRetireUpTo,
      description:
        'With `full`: percent of the available products; if the file lacks more of them, none is made unavailable.',
      examples: [defaultRetireUpTo],
    }),
  ),
  idColumn: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'The column whose texts are the product ids, where it is not the usual one of the format.',
      examples: ['item_group_id'],
    }),
  ),
  encoding: Type.Optional(
    Type.Union([Type.Literal('utf-8'), Type.Literal('latin1')], {
      description:
        'How the bytes are read; left out, XML is read in the encoding that it names, and all else as UTF-8. Bytes that are not of it are refused with their line.',
    }),
  ),
};
export const CatalogImportQuery = closed(asked);
export type CatalogImportQuery = Static<typeof CatalogImportQuery>;
export const TenantCatalogImportQuery = closed({ ...asked, ...spaceQuery });

/** What the document shows of the body: the bytes of a file. */
export const CatalogFileBody = Type.String({
  description: 'The file as it is: a table or XML, plain or gzip.',
  examples: ['id\ttitle\tprice\tproduct_type\nmug-blue\tBlue mug\t12.95 EUR\tHome > Kitchen\n'],
});

const howMany = (description: string) => Type.Integer({ minimum: 0, description, examples: [0] });
const RefusedLine = closed({
  line: Type.Integer({ minimum: 1, description: 'Where it begins in the file.' }),
  productId: Type.Optional(Type.String({ description: 'Left out where it could not be read.' })),
  errors: Type.Array(ProblemError),
});
export type RefusedLine = Static<typeof RefusedLine>;

/** One line of the answer to a file. Counts are totals since its begin. */
export const CatalogImportProgress = closed({
  linesRead: howMany('How far the file is read.'),
  created: howMany('New products.'),
  updated: howMany('Products that were in the catalog.'),
  pending: howMany('Durable, and not readable yet.'),
  rejected: howMany('Lines that are no product; see `errors`.'),
  repeated: howMany('Products whose id came before in the file: the first one counts.'),
  retired: howMany('With `full`: products that the file lacks, and that are unavailable now.'),
  ...noteCounts,
  errors: Type.Array(RefusedLine, {
    description: `Of lines since the last progress; at most ${maxListedLines} of a file.`,
  }),
  errorsOmitted: howMany('Rejected lines that are counted but not listed.'),
  keptBecause: Type.Optional(
    Type.String({ description: 'With `full`: why no product was retired although the file lacks some.' }),
  ),
  dryRun: Type.Optional(Type.Boolean({ description: 'Nothing was changed: counts are what would be.' })),
  done: Type.Boolean({ description: 'true in the last line only.' }),
  failure: Type.Optional(
    Type.String({ description: 'Why it ended early. What is settled stays; send the file again.' }),
  ),
});
export type CatalogImportProgress = Static<typeof CatalogImportProgress>;
