import type { TSchema } from 'typebox';
import { envelope } from './http/envelope.ts';
import type { Json } from './json.ts';
import { namedWithin } from './named.ts';
import { problemName, problemResponses, problemsOf } from './openapi-problems.ts';
import { exampleOf, namedSchemas, plainSchema } from './openapi-schema.ts';
import { describeTag } from './openapi-tags.ts';
import { describeOperation } from './operation-description.ts';
import { operationIdOf } from './operation-id.ts';
import { consumesOf, isDoneOnce, isEventStream, type RouteContract } from './route-contract.ts';

export type { RouteContract } from './route-contract.ts';

/** The licence is a name of SPDX. */
const info = {
  title: 'RecomEngine',
  version: '1',
  description: 'Product recommendations fed by live behaviour.',
  contact: { name: 'Whoever runs this installation' },
  license: { name: 'Proprietary', identifier: 'LicenseRef-RecomEngine' },
};

export type OpenApiDocument = { openapi: '3.1.1' } & Record<string, Json>;

/** Returns the OpenAPI 3.1 document of these routes, made of the very contracts that validate requests; no part is kept by hand. */
export function openApiDocument(routes: readonly RouteContract[]): OpenApiDocument {
  const paths: Record<string, Record<string, Json>> = {};
  const operationIds = new Set<string>();
  const sent = namedWithin(
    routes.map(({ params, query, body, documentedBody }) => [params, query, body, documentedBody]),
  );
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = operation(route, uniqueId(route, operationIds));
  }
  return {
    openapi: '3.1.1',
    info,
    servers: [{ url: '/', description: 'Where this document was read.' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => {
      const description = describeTag(name);
      return { name, ...(description !== undefined && { description }) };
    }),
    paths,
    components: {
      securitySchemes,
      headers: {
        RequestId: {
          description: "The request's id, the caller's own if it was well formed.",
          schema: { type: 'string' },
        },
        ETag: { description: 'Names this answer, for If-None-Match.', schema: { type: 'string' } },
        RetryAfter: { description: 'Seconds to wait before the next try.', schema: { type: 'integer' } },
      },
      responses: problemResponses(),
      schemas: Object.fromEntries(
        Object.entries({ ...namedSchemas, ...Object.fromEntries(namedWithin(routes)) }).map(([name, schema]) => [
          name,
          plainSchema(schema, { inline: true, isSent: sent.has(name) }),
        ]),
      ),
    },
  };
}

const securitySchemes = {
  adminToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The accessToken of sign-up or login.',
  },
  apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'rk_…', description: 'An API key: rk_live_… or rk_test_….' },
  apiKeyHeader: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: 'The same key in a header of its own.',
  },
  apiKeyQuery: {
    type: 'apiKey',
    in: 'query',
    name: 'key',
    description: 'A read key, which may stand in a page.',
  },
  senderKey: { type: 'http', scheme: 'basic', description: 'A write key as user, without a password.' },
  internalKey: { type: 'http', scheme: 'bearer', description: 'INTERNAL_API_KEY, for metrics.' },
};

const securityOf: Record<RouteContract['auth'], Json> = {
  public: [],
  admin: [{ adminToken: [] }],
  key_read: [{ apiKey: [] }, { apiKeyHeader: [] }],
  key_read_or_query: [{ apiKey: [] }, { apiKeyHeader: [] }, { apiKeyQuery: [] }],
  key_write: [{ apiKey: [] }, { apiKeyHeader: [] }],
  // Also as a field of the body, for which OpenAPI has no scheme.
  key_write_of_sender: [{ apiKey: [] }, { apiKeyHeader: [] }, { senderKey: [] }],
  admin_or_key_write: [{ adminToken: [] }, { apiKey: [] }, { apiKeyHeader: [] }],
  internal: [{ internalKey: [] }],
  // The key is a field of the body, which OpenAPI has no scheme for.
  tracking_token: [],
  tracking_token_or_anonymous: [],
};

function operation(route: RouteContract, operationId: string): Json {
  const body = route.documentedBody ?? route.body;
  const answers = Object.entries(route.answers).map(([status, answer]) => [status, success(route, status, answer)]);
  if (route.maxAgeSeconds !== undefined || (route.isVersioned && route.method === 'GET'))
    answers.push(['304', success(route, '304', null)]);
  const problems = problemsOf(route).map((status) => [
    status,
    { $ref: `#/components/responses/${problemName(status)}` },
  ]);
  return {
    operationId,
    tags: [route.tag],
    summary: route.summary,
    description: describeOperation(route),
    security: securityOf[route.auth],
    parameters: [...pathParameters(route), ...queryParameters(route.query), ...headerParameters(route)],
    ...(body && { requestBody: requestBody(route, body) }),
    responses: Object.fromEntries([...answers, ...problems]),
  };
}

/** An id has some digits for each partition of the log. */
const maxLastEventId = 13_015;

function requestBody(route: RouteContract, body: TSchema): Json {
  const limit: { [name: string]: Json } =
    route.bodyLimitBytes === undefined ? {} : { description: `At most ${route.bodyLimitBytes} bytes.` };
  return {
    required: true,
    ...limit,
    content: Object.fromEntries(
      consumesOf(route).map((type) => [type, areLines(type, body) ? linesOf(body) : contentOf(body)]),
    ),
  };
}

/** A body, with an example of each form that it may have: of each member of a union, or each of its own, where it has several. */
function contentOf(body: TSchema): Json {
  const { anyOf, examples = [] } = body as {
    anyOf?: readonly (TSchema & { type?: string })[];
    examples?: readonly { [field: string]: Json }[];
  };
  const schema = plainSchema(body, { isSent: true });
  // A bare list is told of in words.
  const members = anyOf?.filter(({ type }) => type !== 'array') ?? [];
  if (members.length > 1) {
    const shown = members.map((member, index) => [exampleName(member, index), { value: exampleOf(member) }]);
    return { schema, examples: Object.fromEntries(shown) };
  }
  if (examples.length < 2) return { schema, example: exampleOf(body) };
  // By their first fields, which are the kinds of such a body.
  const shown = examples.map((value) => [Object.keys(value)[0], { value }]);
  return { schema, examples: Object.fromEntries(shown) };
}

/** Whether the contract is of a line; a text is one of the whole body. */
const areLines = (type: string, body: TSchema): boolean =>
  type === 'application/x-ndjson' && (body as { type?: string }).type !== 'string';

/** Lines of JSON are a text to clients, who write and read them one by one. What each line is, OpenAPI can say from 3.2 on, as `itemSchema`. */
function linesOf(line: TSchema): Json {
  return {
    schema: { type: 'string', description: 'Lines of JSON, each as `x-itemSchema` says.' },
    'x-itemSchema': plainSchema(line),
    example: `${JSON.stringify(exampleOf(line))}\n`,
  };
}

function exampleName(member: TSchema, index: number): string {
  const { eventType } = (member as { properties?: { eventType?: { const?: string } } }).properties ?? {};
  return eventType?.const ?? `form ${index + 1}`;
}

function success(route: RouteContract, status: string, answer: TSchema | null): Json {
  const requestId = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } };
  const headers =
    route.maxAgeSeconds === undefined && !route.isVersioned && !route.isTagged
      ? requestId
      : { ...requestId, ETag: { $ref: '#/components/headers/ETag' } };
  if (status === '304') return { description: 'It is what If-None-Match names.', headers };
  if (answer === null) return { description: 'Done; there is no body.', headers: requestId };
  const schema = route.produces === undefined ? envelope(answer, route.meta) : answer;
  const description = (answer as { description?: string }).description ?? 'Done.';
  const bodies = { [route.produces ?? 'application/json']: schema, ...(status === '200' ? route.alternatives : {}) };
  const content = Object.fromEntries(
    Object.entries(bodies).map(([type, body]) => [
      type,
      areLines(type, body) ? linesOf(body) : { schema: plainSchema(body), example: exampleOf(body) },
    ]),
  );
  return { description, headers, content };
}

function pathParameters(route: RouteContract): Json[] {
  const properties = propertiesOf(route.params);
  return [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name: name!,
    in: 'path',
    required: true,
    schema: properties[name!] ? plainSchema(properties[name!]!, { isSent: true }) : { type: 'string' },
  }));
}

function queryParameters(query: TSchema | undefined): Json[] {
  const required = (query as { required?: readonly string[] } | undefined)?.required ?? [];
  return Object.entries(propertiesOf(query)).map(([name, schema]) => {
    const { description, type } = schema as { description?: string; type?: string };
    return {
      // No style of OpenAPI writes an object like this; the name says how.
      name: type === 'object' ? `${name}.NAME` : name,
      in: 'query',
      required: required.includes(name),
      ...(description && { description }),
      schema: plainSchema(
        type === 'object' ? (schema as { additionalProperties: TSchema }).additionalProperties : schema,
        { isSent: true },
      ),
    };
  });
}

function headerParameters(route: RouteContract): Json[] {
  const header = (name: string, description: string, maxLength = 255) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string', maxLength },
  });
  if (isEventStream(route))
    return [header('Last-Event-ID', 'The last `id` that the client has of the stream.', maxLastEventId)];
  if (route.method === 'GET') return [];
  return [
    ...(isDoneOnce(route) ? [header('Idempotency-Key', 'Makes a retry answer what the first try answered.')] : []),
    ...(route.isVersioned || route.isTagged
      ? [
          header(
            'If-Match',
            'The ETag of the version that you have seen: at any other one, nothing is changed and the answer is a 412.',
          ),
        ]
      : []),
  ];
}

function propertiesOf(schema: TSchema | undefined): Record<string, TSchema> {
  return (schema as { properties?: Record<string, TSchema> } | undefined)?.properties ?? {};
}

/** A second route of one name gets a number behind it. */
function uniqueId(route: RouteContract, taken: Set<string>): string {
  const base = operationIdOf(route);
  let id = base;
  for (let number = 2; taken.has(id); number++) id = base + number;
  taken.add(id);
  return id;
}
