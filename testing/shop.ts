import { randomUUID } from 'node:crypto';

/** A tenant with its keys, made through the public API as an admin would. */
export type Shop = {
  url: string;
  email: string;
  password: string;
  adminToken: string;
  tenantId: string;
  writeKey: string;
  readKey: string;
  testKey: string;
};

// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the server sent; assertions look into it
export type Json = any;

export type Answer = { status: number; headers: Headers; body: Json };

/** Sends one JSON request; the answer's body is parsed if it is JSON. */
export async function ask(
  url: string,
  options: { method?: string; token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body === undefined
      ? {}
      : { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text.startsWith('{') ? JSON.parse(text) : text };
}

async function mustAsk(...question: Parameters<typeof ask>): Promise<Json> {
  const answer = await ask(...question);
  if (answer.status >= 300) throw new Error(`${question[0]} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body.data;
}

/** Signs an admin up and makes a tenant with a write key, a read key and a test key. */
export async function createShop(url: string, name = 'Test shop'): Promise<Shop> {
  const email = `${randomUUID()}@shop.example`;
  const password = 'correct horse battery';
  const api = `${url}/api/v1`;
  const { accessToken } = await mustAsk(`${api}/auth/signup`, { body: { email, password } });
  const { id } = await mustAsk(`${api}/tenants`, { token: accessToken, body: { name } });
  const createKey = async (permissions: string, space: string): Promise<string> =>
    (
      await mustAsk(`${api}/tenants/${id}/api-keys`, {
        token: accessToken,
        // High limits, so that load does not run into a limit that is not under test.
        body: {
          name: `${permissions} ${space}`,
          permissions,
          space,
          readsPerMinute: 1_000_000,
          writesPerMinute: 1_000_000,
        },
      })
    ).key;
  return {
    url,
    email,
    password,
    adminToken: accessToken,
    tenantId: id,
    writeKey: await createKey('read_write', 'live'),
    readKey: await createKey('read', 'live'),
    testKey: await createKey('read_write', 'test'),
  };
}
