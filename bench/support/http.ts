import { openRawClient, type RawClient } from './raw-client.ts';

const maxConnections = 256;
const clients = new Map<string, RawClient>();

/** Sends one request over kept-alive connections. Resolves with the status once the body has been read, with 0 if there was no answer. */
export function send(url: string, key: string, body?: string): Promise<number> {
  const { origin, pathname, search } = new URL(url);
  let client = clients.get(origin);
  if (client === undefined) {
    client = openRawClient(origin, maxConnections);
    clients.set(origin, client);
  }
  return client.send(pathname + search, key, body === undefined ? undefined : Buffer.from(body));
}

/** The same, but resolves with the parsed body too. */
export async function getJson<T>(url: string, key: string): Promise<T> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  return (await response.json()) as T;
}

export function closeConnections(): void {
  for (const client of clients.values()) client.close();
  clients.clear();
}
