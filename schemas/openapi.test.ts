import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strategies } from '#domain/strategies/index.ts';
import { ApiKeyList, ApiKeyParams, CreateApiKeyBody } from './http/api-keys.ts';
import { Session, SignupBody } from './http/auth.ts';
import { CatalogItemBody, CatalogItemParams, CatalogItemView, CatalogList, CatalogQuery } from './http/catalog.ts';
import { AnyWireEvent, EventReceipt, EventReceiptMeta, StreamProgress } from './http/events.ts';
import { TenantParams } from './http/fields.ts';
import { Health } from './http/health.ts';
import { PageMeta } from './http/paging.ts';
import { questionContracts, RecommendationList, RecommendationsMeta } from './http/recommendations.ts';
import { TenantsQuery, tenantContracts } from './http/tenants.ts';
import { openApiDocument, type RouteContract } from './openapi.ts';
import { fileMediaTypes } from './route-contract.ts';

const route = (
  method: string,
  path: string,
  auth: RouteContract['auth'],
  rest: Partial<RouteContract>,
): RouteContract => ({
  method,
  path,
  auth,
  limit: auth === 'public' ? 'none' : method === 'GET' ? 'read' : 'write',
  summary: 'What it does.',
  tag: 'Tests',
  answers: {},
  ...rest,
});
const { CreateTenantBody, TenantList, TenantView } = tenantContracts(strategies);
const { RecommendationsQuery } = questionContracts(strategies);
const routes: RouteContract[] = [
  route('POST', '/api/v1/auth/signup', 'public', { body: SignupBody, answers: { 201: Session } }),
  route('GET', '/api/v1/tenants', 'admin', { query: TenantsQuery, answers: { 200: TenantList }, meta: PageMeta }),
  route('POST', '/api/v1/tenants', 'admin', { body: CreateTenantBody, answers: { 201: TenantView } }),
  route('GET', '/api/v1/tenants/:id/api-keys', 'admin', { params: TenantParams, answers: { 200: ApiKeyList } }),
  route('POST', '/api/v1/tenants/:id/catalog/import', 'admin', {
    params: TenantParams,
    consumes: fileMediaTypes,
    answers: { 200: StreamProgress },
    produces: 'application/x-ndjson',
  }),
  route('POST', '/api/v1/tenants/:id/api-keys', 'admin', {
    params: TenantParams,
    body: CreateApiKeyBody,
    answers: { 201: null },
  }),
  route('DELETE', '/api/v1/tenants/:id/api-keys/:keyId', 'admin', { params: ApiKeyParams, answers: { 204: null } }),
  route('POST', '/api/v1/events', 'key_write', {
    documentedBody: AnyWireEvent,
    answers: { 202: EventReceipt, 200: EventReceipt },
    meta: EventReceiptMeta,
    bodyLimitBytes: 65_536,
  }),
  route('POST', '/api/v1/events/stream', 'key_write', {
    documentedBody: AnyWireEvent,
    consumes: ['application/x-ndjson'],
    produces: 'application/x-ndjson',
    answers: { 200: StreamProgress },
  }),
  route('GET', '/api/v1/catalog', 'key_read', { query: CatalogQuery, answers: { 200: CatalogList }, meta: PageMeta }),
  route('GET', '/api/v1/catalog/:productId', 'key_read', {
    params: CatalogItemParams,
    answers: { 200: CatalogItemView },
  }),
  route('POST', '/api/v1/catalog', 'key_write', { body: CatalogItemBody, answers: { 201: CatalogItemView } }),
  route('GET', '/api/v1/recommendations', 'key_read', {
    query: RecommendationsQuery,
    answers: { 200: RecommendationList },
    meta: RecommendationsMeta,
  }),
  route('GET', '/health', 'public', { answers: { 200: Health } }),
  route('GET', '/api/v1/health', 'public', { answers: { 200: Health } }),
];
type Node = Record<string, unknown>;
const document = JSON.parse(JSON.stringify(openApiDocument(routes))) as Node;
const operations = Object.entries(document.paths as Record<string, Record<string, Node>>).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);
const at = (path: string, method: string): Node =>
  operations.find((one) => one.path === path && one.method === method)!.operation;

function walk(node: unknown, visit: (node: Node) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) visit(node as Node);
  for (const inner of Object.values(node)) walk(inner, visit);
}

function resolve(ref: string): unknown {
  return ref
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (node, step) => (node as Node | undefined)?.[step.replaceAll('~1', '/').replaceAll('~0', '~')],
      document,
    );
}

test('every reference resolves, and nothing of TypeBox shows', () => {
  let references = 0;
  walk(document, (node) => {
    for (const key of Object.keys(node)) assert.ok(!key.startsWith('~'), key);
    if (typeof node.$ref === 'string') {
      references++;
      assert.ok(resolve(node.$ref), node.$ref);
    }
  });
  assert.ok(references > 20);
  assert.equal(resolve('#/components/schemas/Missing'), undefined);
});

test('operation ids are unique, also if a route stands at two paths', () => {
  const ids = operations.map(({ operation }) => operation.operationId as string);
  assert.equal(new Set(ids).size, routes.length);
  assert.ok(ids.includes('getHealth') && ids.includes('getHealth2') && ids.includes('deleteApiKey'));
});

test('every path parameter is declared, and only those', () => {
  for (const { path, operation } of operations) {
    const declared = (operation.parameters as Node[]).filter((parameter) => parameter.in === 'path');
    assert.deepEqual(
      declared.map(({ name }) => name),
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
    );
    for (const parameter of declared) assert.equal(parameter.required, true);
  }
});

test('security says who may call', () => {
  assert.deepEqual(at('/health', 'get').security, []);
  assert.deepEqual(at('/api/v1/tenants', 'get').security, [{ adminToken: [] }]);
  assert.deepEqual(at('/api/v1/catalog', 'get').security, [{ apiKey: [] }, { apiKeyHeader: [] }]);
  const schemes = Object.keys((document.components as Node).securitySchemes as Node);
  for (const { operation } of operations) {
    for (const requirement of operation.security as Node[])
      for (const scheme of Object.keys(requirement)) assert.ok(schemes.includes(scheme));
  }
});

test('problems follow from the route', () => {
  const statuses = (path: string, method: string) => Object.keys(at(path, method).responses as Node);
  assert.deepEqual(statuses('/api/v1/events', 'post'), [
    '200',
    '202',
    '400',
    '401',
    '403',
    '413',
    '415',
    '429',
    '431',
    '503',
  ]);
  assert.deepEqual(statuses('/api/v1/tenants/{id}/api-keys', 'post'), [
    '201',
    '400',
    '401',
    '403',
    '404',
    '409',
    '413',
    '415',
    '429',
    '431',
    '503',
  ]);
  assert.deepEqual(statuses('/health', 'get'), ['200', '431']);
});

test('JSON stands in the envelope, other media types and 204 outside it', () => {
  const content = (path: string, method: string, status: string) =>
    ((at(path, method).responses as Node)[status] as Node).content as Record<string, Node> | undefined;
  const enveloped = content('/api/v1/tenants', 'get', '200')?.['application/json'];
  assert.deepEqual((enveloped!.schema as Node).required, ['data', 'meta', 'errors']);
  assert.deepEqual(Object.keys(content('/api/v1/events/stream', 'post', '200') ?? {}), ['application/x-ndjson']);
  assert.equal(content('/api/v1/tenants/{id}/api-keys/{keyId}', 'delete', '204'), undefined);
});

test('lines of JSON are a text to clients, and the document says what each line is', () => {
  const stream = at('/api/v1/events/stream', 'post');
  for (const { content } of [stream.requestBody as Node, (stream.responses as Node)['200'] as Node]) {
    const lines = (content as Record<string, Node>)['application/x-ndjson']!;
    assert.equal((lines.schema as Node).type, 'string');
    assert.equal(typeof JSON.parse(lines.example as string), 'object');
    assert.match((lines['x-itemSchema'] as { $ref: string }).$ref, /StreamProgress|WireEvent/);
  }
});

test('texts of requests have the bounds that the server keeps, and texts of answers none', () => {
  const { WireEvent_purchase: purchase, CatalogItem } = (document.components as Node).schemas as Record<string, Node>;
  const { userId, metadata } = purchase!.properties as Record<string, Node>;
  const withoutNul = new RegExp(userId!.pattern as string);
  assert.deepEqual(
    ['ada', 'a\nb', 'a\0'].map((text) => withoutNul.test(text)),
    [true, true, false],
  );
  const price = (metadata!.properties as Record<string, { anyOf: Node[] }>).price!;
  const decimal = new RegExp(price.anyOf.find(({ type }) => type === 'string')!.pattern as string);
  assert.deepEqual(
    ['12.95', '12', '1.234,56', '12 EUR', '-1'].map((text) => decimal.test(text)),
    [true, true, false, false, false],
  );
  const { CatalogItemBody } = (document.components as Node).schemas as Record<string, Node>;
  const visible = new RegExp(((CatalogItemBody!.properties as Record<string, Node>).name as Node).pattern as string);
  assert.deepEqual(
    ['Mug', ' a\nmug ', ' \t', '', 'a\0'].map((text) => visible.test(text)),
    [true, true, false, false, false],
  );
  assert.equal(((CatalogItem!.properties as Record<string, Node>).name as Node).pattern, undefined, 'control');
  assert.ok(!JSON.stringify(document).includes('documentedPattern'));
});

test('an operation says who may call it, what it counts against, and whether it may be sent again', () => {
  assert.match(at('/api/v1/events', 'post').description as string, /For API keys that may write\. Counts as a write/);
  assert.match(at('/api/v1/tenants', 'post').description as string, /For admins.*`Idempotency-Key`/);
  assert.doesNotMatch(at('/api/v1/tenants', 'get').description as string, /Idempotency/);
  const file = at('/api/v1/tenants/{id}/catalog/import', 'post');
  assert.doesNotMatch(JSON.stringify([file.description, file.parameters]), /Idempotency/, 'a file is read each time');
});

test('a choice among texts is an enum, so that a page can list it', () => {
  const { AdminUser } = (document.components as Node).schemas as Record<string, { properties: Record<string, Node> }>;
  assert.deepEqual(AdminUser?.properties.role, { type: 'string', enum: ['admin', 'super_admin'] });
});

test('every problem has an example of its own status', () => {
  const responses = (document.components as Node).responses as Record<string, Node>;
  for (const [name, { content }] of Object.entries(responses)) {
    const { example } = (content as Record<string, { example: Node }>)['application/problem+json']!;
    assert.equal(name, `Problem${example.status}`);
    assert.equal((example.errors as unknown[]).length > 0, example.status === 400);
  }
});

test('a body that is one of several forms has an example of each', () => {
  const body = (at('/api/v1/events', 'post').requestBody as Node).content as Record<string, Node>;
  const examples = body['application/json']?.examples as Record<string, { value: Node }>;
  assert.equal(Object.keys(examples).length, 7);
  assert.equal(examples.purchase?.value.eventType, 'purchase');
});

test('an object in a query is shown as the parameters that it is sent as', () => {
  const parameters = at('/api/v1/recommendations', 'get').parameters as { name: string; schema: Node }[];
  const names = parameters.map(({ name }) => name);
  assert.deepEqual([names.includes('context.NAME'), names.includes('context')], [true, false]);
  assert.ok(Array.isArray(parameters.find(({ name }) => name === 'context.NAME')?.schema.anyOf));
});
