import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileMediaTypes, registryMediaType } from '#schemas/route-contract.ts';
import { type Product, startProduct } from '#testing/product.ts';
import { internalHeaders } from '#testing/readiness.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';

type Operation = { method: string; path: string; headers: Record<string, string>; taken: string[]; contract: Json };

/** Every media type that a route takes, and one that no route takes. */
const offered = [
  'application/json',
  'text/plain',
  'application/x-ndjson',
  'application/x-www-form-urlencoded',
  registryMediaType,
  ...fileMediaTypes,
  'image/png',
];
/** A body that is malformed as JSON and as a line of JSON, so that it has no effect if it is taken. */
const nothing = '{';

let product: Product;
let shop: Shop;
let operations: Operation[];

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
  const { paths } = (await ask(`${product.url}/openapi.json`)).body;
  operations = Object.entries<Record<string, Json>>(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, contract]) => ({
      method: method.toUpperCase(),
      path: pathOf(path, contract),
      headers: headersOf(contract.security),
      taken: Object.keys(contract.requestBody?.content ?? {}),
      contract,
    })),
  );
});
after(() => product.remove());

/** Returns the path with the example of each parameter, and with our own tenant. */
const pathOf = (path: string, { parameters }: Json): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name) => {
    if (name === 'id' && path.includes('/tenants/')) return shop.tenantId;
    const { schema } = parameters.find((one: Json) => one.name === name);
    return encodeURIComponent(schema.examples?.[0] ?? '1');
  });

function headersOf(security: Record<string, []>[]): Record<string, string> {
  const schemes = security.flatMap((one) => Object.keys(one));
  if (schemes.includes('adminToken')) return { authorization: `Bearer ${shop.adminToken}` };
  if (schemes.includes('apiKey')) return { authorization: `Bearer ${shop.writeKey}` };
  return schemes.includes('internalKey') ? internalHeaders(product) : {};
}

test('the contract names exactly the media types that each route takes: any other is a 415', async () => {
  const withBody = operations.filter(({ taken }) => taken.length > 0);
  assert.ok(withBody.length > 20 && new Set(withBody.flatMap(({ taken }) => taken)).size > 2, 'control');
  for (const { method, path, headers, taken } of withBody) {
    const accepted: string[] = [];
    for (const type of offered) {
      const sent = { ...headers, 'content-type': type };
      const { status } = await ask(product.url + path, { method, headers: sent, body: nothing });
      assert.ok(status < 500, `${method} ${path} with ${type}: ${status}`);
      if (status !== 415) accepted.push(type);
    }
    assert.deepEqual(accepted.sort(), [...taken].sort(), `${method} ${path}`);
  }
});

test('the contract names the media type of each success', async () => {
  const answered = new Set<string>();
  for (const { method, path, headers, taken, contract } of operations) {
    if (method === 'DELETE' || path.endsWith('/logout')) continue;
    const [type] = taken;
    const content = type === undefined ? undefined : contract.requestBody.content[type];
    const [first] = Object.values<Json>(content?.examples ?? {});
    const body = content === undefined ? undefined : JSON.stringify(content.example ?? first?.value);
    const sent = type === undefined ? headers : { ...headers, 'content-type': type };
    const answer = await ask(product.url + path, { method, headers: sent, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 300) continue;
    const given = answer.headers.get('content-type')?.split(';')[0] ?? '';
    const named = Object.keys(contract.responses[answer.status]?.content ?? {});
    const isNamed = named.length === 0 ? given === '' : named.includes(given);
    assert.ok(isNamed, `${method} ${path}: ${answer.status} ${given} is none of ${named.join(', ')}`);
    answered.add(given);
  }
  for (const type of [
    'application/json',
    'application/x-ndjson',
    'text/plain',
    'text/html',
    'text/css',
    registryMediaType,
  ])
    assert.ok(answered.has(type), `control: nothing answered ${type}`);
});
