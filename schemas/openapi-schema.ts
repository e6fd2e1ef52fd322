import type { TSchema } from 'typebox';
import { eventTypeNames, eventTypes } from './events/index.ts';
import { ApiKeyCreated, ApiKeyView } from './http/api-keys.ts';
import { AuditEntry } from './http/audit.ts';
import { AdminUser, Session } from './http/auth.ts';
import { CatalogBatchReceipt, CatalogItemBody, CatalogItemView } from './http/catalog.ts';
import { DeadLetterView } from './http/dead-letters.ts';
import { Meta } from './http/envelope.ts';
import { AnyWireEvent, BatchReceipt, EventReceipt, EventView, StreamProgress } from './http/events.ts';
import { Readiness } from './http/health.ts';
import { PageMeta } from './http/paging.ts';
import { ProblemDocument, ProblemError } from './http/problem.ts';
import { Recommendation, RecommendationsMeta } from './http/recommendations.ts';
import type { Json } from './json.ts';
import { named, nameOf } from './named.ts';
import { formForGenerators } from './openapi-forms.ts';
import { boundedText, unboundText } from './openapi-texts.ts';
import { unionOfOne } from './openapi-unions.ts';

/** Contracts that always have a name in the document; routes may bring more. Any other contract is written out where it is used. */
export const namedSchemas: Record<string, TSchema> = {
  Problem: ProblemDocument,
  ProblemError,
  Meta,
  PageMeta,
  WireEvent: AnyWireEvent,
  ...Object.fromEntries(eventTypeNames.map((type) => [`WireEvent_${type}`, eventTypes[type].contract])),
  EventReceipt,
  BatchReceipt,
  StreamProgress,
  Event: EventView,
  CatalogItemBody,
  CatalogItem: CatalogItemView,
  CatalogBatchReceipt,
  Recommendation,
  RecommendationsMeta,
  AdminUser,
  Session,
  ApiKey: ApiKeyView,
  ApiKeyCreated,
  AuditEntry,
  DeadLetter: DeadLetterView,
  Readiness,
};

for (const [name, schema] of Object.entries(namedSchemas)) named(name, schema);

/**
 * Returns a contract as JSON Schema 2020-12, with references to named parts, in the form that generators of clients read. `inline` writes out the contract itself, even if it has a name. `isSent`: it is
 * part of a request, whose texts must be storable.
 */
export function plainSchema(schema: TSchema, options: { inline?: boolean; isSent?: boolean } = {}): Json {
  const { inline = false, isSent = false } = options;
  return plain(schema, inline, isSent);
}

function plain(value: unknown, inline: boolean, isSent: boolean): Json {
  if (Array.isArray(value)) return value.map((element) => plain(element, false, isSent));
  if (typeof value !== 'object' || value === null) return value as Json;
  const name = nameOf(value);
  if (name !== undefined && !inline) return { $ref: `#/components/schemas/${name}` };
  // TypeBox keeps its own marks (`~kind`, `~refine`) beside the keywords of JSON Schema.
  const keywords = Object.entries(value).filter(([key, inner]) => !key.startsWith('~') && inner !== undefined);
  const form = Object.fromEntries(keywords.map(([key, inner]) => [key, plain(inner, false, isSent)]));
  const union = unionOfOne(value, form.anyOf);
  if (union !== undefined) {
    const { anyOf: _, ...rest } = form;
    return { ...rest, ...union };
  }
  return formForGenerators(isSent ? boundedText(form) : unboundText(form));
}

type Keywords = {
  examples?: readonly Json[];
  const?: Json;
  default?: Json;
  type?: string;
  properties?: Record<string, TSchema>;
  required?: readonly string[];
  items?: TSchema;
  maxItems?: number;
  anyOf?: readonly TSchema[];
};

/** Returns a value that keeps the contract, put together from the examples of its parts. */
export function exampleOf(schema: TSchema): Json {
  const { examples, properties, items, anyOf, type, maxItems, ...keywords } = schema as Keywords;
  if (examples?.[0] !== undefined) return examples[0];
  if (keywords.const !== undefined) return keywords.const;
  if (keywords.default !== undefined) return keywords.default;
  if (anyOf?.[0] !== undefined) return exampleOf(anyOf[0]);
  if (properties)
    return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, exampleOf(inner)]));
  if (items) return maxItems === 0 ? [] : [exampleOf(items)];
  return type !== undefined && type in plainExamples ? plainExamples[type]! : {};
}

const plainExamples: Record<string, Json> = {
  string: 'text',
  integer: 1,
  number: 1,
  boolean: false,
  array: [],
  null: null,
  object: {},
};
