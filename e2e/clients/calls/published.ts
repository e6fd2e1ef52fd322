/** Compiled with clients/typescript, so that its types are proven, and run against a product: prints one JSON object. */
import { type Client, createClient, ProblemError } from './index.ts';

type Given = Record<'URL' | 'RELAY' | 'CONTROL_RELAY' | 'ADMIN_RELAY' | 'KEY' | 'READ_KEY' | 'ADMIN', string>;
const { URL, RELAY, CONTROL_RELAY, ADMIN_RELAY, KEY, READ_KEY, ADMIN } = process.env as Given;
const direct = createClient({ url: URL, token: KEY });

async function problemOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    return error instanceof ProblemError
      ? { status: error.status, codes: error.problem.errors.map(({ code }) => code) }
      : 'no answer';
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const events = Array.from({ length: 20 }, (_, n) => ({
  eventType: 'product_viewed' as const,
  userId: `shopper-${n}`,
  productId: 'p-1',
}));
const send = (client: Client) => client.call('post', '/api/v1/events/batch', { body: { events } });
const once = await problemOf(send(createClient({ url: CONTROL_RELAY, token: KEY, maxTries: 1 })));
const sent = await send(createClient({ url: RELAY, token: KEY }));

const admin = createClient({ url: ADMIN_RELAY, token: ADMIN });
const name = 'Second shop';
const made = await admin.call('post', '/api/v1/tenants', { body: { name } });
const names = (await all(admin.items('/api/v1/tenants', { query: { limit: 1 } }))).map((tenant) => tenant.name);

const products = Array.from({ length: 5 }, (_, n) => `p-${n}`);
for (const productId of products)
  await direct.call('put', '/api/v1/catalog/{productId}', {
    path: { productId },
    body: {
      name: productId,
      category: 'Mugs',
      price: 1,
      imageUrl: 'https://shop.example/i.png',
      url: 'https://shop.example/p',
      available: true,
    },
  });
const listed = (await all(direct.items('/api/v1/catalog', { query: { limit: 2 } }))).map((item) => item.productId);

const refused = await problemOf(send(createClient({ url: URL, token: READ_KEY })));
const unfinished = { eventType: 'product_viewed' as const, userId: 'ada' };
// The client's types refuse both: the compiler fails where one of these lines has no error.
// @ts-expect-error: an event without a product
const invalid = await problemOf(direct.call('post', '/api/v1/events', { body: unfinished }));
// @ts-expect-error: a path that is not there
const missing = await problemOf(direct.call('get', '/api/v1/nothing', {}));

console.log(JSON.stringify({ once, sent: sent.data, made: made.data.name, names, listed, refused, invalid, missing }));
