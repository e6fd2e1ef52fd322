import Type, { type Static } from 'typebox';
import { decimalPattern, maxIdLength } from '../events/wire-event.ts';
import { Currency, closed, nameField, nullable, ProductId, spaceQuery, Time, Uuid } from './fields.ts';
import { noteCounts, notesField } from './notes.ts';
import { PageMeta, pagingQuery } from './paging.ts';
import { ProblemError } from './problem.ts';

export const maxBatchItems = 500;
const maxNameLength = 500;
const maxCategoryLength = 500;
export const maxUrlLength = 2048;
const maxDescriptionLength = 10_000;
/** Bytes of `attributes` as JSON; counted by the route. */
export const maxAttributesBytes = 16_384;
const maxSearchLength = 200;

/** A text with the noise of a float has 20 or so. */
const maxPriceLength = 40;
/** An exact decimal: `domain/price.ts` reads it. */
const Price = Type.Union(
  [Type.Number({ minimum: 0 }), Type.String({ maxLength: maxPriceLength, documentedPattern: decimalPattern })],
  {
    description:
      '0 or more: a number, or the plain decimal as text; what is finer than 4 decimal places is rounded, and `meta.rounded` says so.',
    examples: [12.95],
  },
);

const optionalText = (maxLength: number, description: string, example: string) =>
  Type.Optional(nullable(Type.String({ maxLength, description, examples: [example] })));

const describing = {
  name: nameField(maxNameLength, { description: 'What the shop calls it.', examples: ['Blue mug'] }),
  category: Type.String({
    minLength: 1,
    maxLength: maxCategoryLength,
    description: 'May be a path; parts of it that are empty are left out, and `meta.trimmed` says so.',
    examples: ['Home > Kitchen > Mugs'],
  }),
  price: Price,
  currency: Type.Optional(nullable(Currency)),
  imageUrl: optionalText(
    maxUrlLength,
    'Picture: http(s), relative to the shop, or a small picture itself as data:image/….',
    'https://shop.example/mug-blue.jpg',
  ),
  url: optionalText(maxUrlLength, 'Product page: http(s), or relative to the shop.', 'https://shop.example/mug-blue'),
  description: optionalText(maxDescriptionLength, 'Text that shoppers read.', 'Holds 300 ml.'),
  attributes: Type.Optional(
    Type.Object(
      {},
      {
        additionalProperties: true,
        description: `Any JSON object of at most ${maxAttributesBytes} bytes.`,
        examples: [{ colour: 'blue' }],
      },
    ),
  ),
  available: Type.Optional(Type.Boolean({ default: true, description: 'Unavailable products are never recommended.' })),
};

/** POST /catalog, and each item of a batch. */
export const CatalogItemBody = closed({ productId: ProductId, ...describing }, { description: 'A product.' });
export type CatalogItemBody = Static<typeof CatalogItemBody>;

/** PUT /catalog/:productId; a `productId` in the body must equal the one in the path. */
export const PutCatalogItemBody = closed(
  { productId: Type.Optional(ProductId), ...describing },
  { description: 'The product as it is now.' },
);
export type PutCatalogItemBody = Static<typeof PutCatalogItemBody>;

/** What the document shows of a batch; each item is checked on its own. */
export const CatalogBatchBody = Type.Union([
  closed({ items: Type.Array(CatalogItemBody, { minItems: 1, maxItems: maxBatchItems }) }),
  Type.Array(CatalogItemBody, { minItems: 1, maxItems: maxBatchItems }),
]);

export const CatalogItemView = closed({
  productId: ProductId,
  name: Type.String(),
  category: Type.String(),
  price: Type.Number({ examples: [12.95] }),
  currency: nullable(Type.String()),
  imageUrl: nullable(Type.String()),
  url: nullable(Type.String()),
  description: nullable(Type.String()),
  attributes: Type.Object({}, { additionalProperties: true }),
  available: Type.Boolean(),
  createdAt: Time,
  updatedAt: Time,
});
export type CatalogItemView = Static<typeof CatalogItemView>;
export const CatalogList = Type.Array(CatalogItemView);

const CatalogBatchResult = closed({
  index: Type.Integer({ minimum: 0 }),
  productId: Type.Optional(Type.String()),
  status: Type.Union([
    Type.Literal('created'),
    Type.Literal('updated'),
    Type.Literal('pending'),
    Type.Literal('rejected'),
  ]),
  errors: Type.Optional(Type.Array(ProblemError)),
  ...notesField,
});
export const CatalogBatchReceipt = closed({
  created: Type.Integer({ minimum: 0 }),
  updated: Type.Integer({ minimum: 0 }),
  pending: Type.Integer({ minimum: 0, description: 'Durable, and not readable yet.' }),
  rejected: Type.Integer({ minimum: 0 }),
  results: Type.Array(CatalogBatchResult),
});
export type CatalogBatchReceipt = Static<typeof CatalogBatchReceipt>;

/** Of one list: the categories with the most products. */
export const maxCategoryFacets = 100;
/** Values of an attribute that are counted, and products they are counted in: the first by their ids, since no index has attributes. */
export const maxAttributeValues = 10;
export const countedProducts = 10_000;
const maxAttributeName = 100;
const maxAttributeFacets = 5;
const maxAttributeFilters = 10;
const howMany = (description: string) => Type.Integer({ minimum: 0, description });
const CatalogFacets = closed(
  {
    categories: Type.Array(closed({ category: Type.String(), products: howMany('Of exactly this category.') }), {
      maxItems: maxCategoryFacets,
      description: `The ${maxCategoryFacets} with the most products; counted as if \`category\` were left out.`,
    }),
    available: howMany('Available ones; counted as if `available` were left out.'),
    unavailable: howMany('The others.'),
    attributes: Type.Array(
      closed({
        name: Type.String({ examples: ['colour'] }),
        values: Type.Array(closed({ value: Type.String({ examples: ['blue'] }), products: howMany('That have it.') }), {
          maxItems: maxAttributeValues,
        }),
      }),
      {
        description: `Of each attribute in \`facetsOf\` the ${maxAttributeValues} values that most have of the first ${countedProducts} products by their ids; counted as if filters by it were left out.`,
      },
    ),
  },
  { description: 'How many products each choice would leave, with `facets`.' },
);
export type CatalogFacets = Static<typeof CatalogFacets>;
export const CatalogListMeta = closed({
  ...PageMeta.properties,
  totalIsAtLeast: Type.Optional(
    Type.Literal(true, { description: 'A search has more hits than `total`: they are not counted further.' }),
  ),
  next: Type.Optional(
    Type.String({
      description: '`after` of the next page; left out on the last one, and with `exactFirst` of a `q`.',
      examples: ['p-1001'],
    }),
  ),
  facets: Type.Optional(CatalogFacets),
});
export type CatalogListMeta = Static<typeof CatalogListMeta>;

/** `meta` of a batch. */
export const CatalogBatchMeta = closed({
  pending: Type.Optional(Type.Boolean({ description: 'Some are durable, and not readable yet.' })),
  dryRun: Type.Optional(Type.Boolean({ description: 'Nothing was changed.' })),
  ...noteCounts,
  requestId: Type.String({ examples: ['req-7f3a'] }),
});

/** `meta` of a write of one item. */
export const CatalogItemMeta = closed({
  pending: Type.Optional(Type.Boolean({ description: 'It is durable, and not readable yet.' })),
  ...notesField,
  ...noteCounts,
  requestId: Type.String({ examples: ['req-7f3a'] }),
});

/** 202: the change is durable, and will be readable once the projection has caught up. `meta.pending` is true. */
export const CatalogPending = closed({ productId: ProductId });

const filters = {
  ...pagingQuery,
  after: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: maxIdLength,
      description:
        'Only products whose ids come after this one: `meta.next` of the page before. It reads catalogs of any size.',
      examples: ['p-1001'],
    }),
  ),
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: maxSearchLength,
      description:
        'Words that all stand in product id, name, category or description: in any order, in upper or lower case, with or without accents. A letter or two find words that begin so.',
      examples: ['blue mug'],
    }),
  ),
  exactFirst: Type.Optional(
    Type.Boolean({
      default: false,
      description:
        'What has just the id `q`, or just that name, comes first, up to 10 of them; the others follow by their ids. Pages by `offset` alone: it is refused with `after`, and there is no `meta.next`. Without `q` it changes nothing.',
    }),
  ),
  category: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: maxCategoryLength,
      description: 'This category, or below it; `>`, `&gt;` and `/` are the same.',
      examples: ['Home > Kitchen'],
    }),
  ),
  available: Type.Optional(Type.Boolean({ description: 'Only available, or only unavailable ones.' })),
  attribute: Type.Optional(
    Type.Array(Type.String({ pattern: '^[^:]+:.', maxLength: maxAttributeName + maxSearchLength }), {
      maxItems: maxAttributeFilters,
      description:
        'NAME:VALUE: an attribute has this value, or a list with it; repeatable, all have to hold. A dot in NAME leads into an object.',
      examples: [['colour:blue']],
    }),
  ),
  facetsOf: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: maxAttributeName }), {
      maxItems: maxAttributeFacets,
      description: 'Attributes whose values `facets` counts; repeatable.',
      examples: [['colour']],
    }),
  ),
  facets: Type.Optional(
    Type.Boolean({ default: false, description: 'Counts in `meta.facets` what each choice would leave.' }),
  ),
};
export const CatalogQuery = closed(filters);
export type CatalogQuery = Static<typeof CatalogQuery>;
export const TenantCatalogQuery = closed({ ...filters, ...spaceQuery });
export type TenantCatalogQuery = Static<typeof TenantCatalogQuery>;

export const CatalogItemParams = closed({ productId: ProductId });
export const TenantCatalogItemParams = closed({ id: Uuid, productId: ProductId });
/** Query of `/tenants/:id/catalog` requests that name one product or change some. */
export const TenantSpaceQuery = closed(spaceQuery);

const dryRun = Type.Optional(
  Type.Boolean({ default: false, description: 'Answers what would become of each item, and changes nothing.' }),
);
export const CatalogBatchQuery = closed({ dryRun });
export type CatalogBatchQuery = Static<typeof CatalogBatchQuery>;
export const TenantCatalogBatchQuery = closed({ dryRun, ...spaceQuery });
