import type { Settings } from './settings.ts';

/** What the API answered: `status` 0 if it did not. */
export type Answered<Data, Meta> = { status: number; data?: Data; meta?: Meta; serverMs?: number };
export type Ask = <Data, Meta>(path: string, cache?: RequestCache) => Promise<Answered<Data, Meta>>;

/** Creates the function that asks the API. It never rejects. */
export const createAsk =
  ({ apiUrl, apiKey }: Pick<Settings, 'apiUrl' | 'apiKey'>): Ask =>
  async (path, cache) => {
    try {
      const { status, headers, json } = await fetchJson(`${apiUrl}/api/v1/${path}`, apiKey, cache);
      return { status, ...json, serverMs: Date.parse(headers.get('date') || '') };
    } catch {
      return { status: 0 };
    }
  };

async function fetchJson(url: string, apiKey: string, cache: RequestCache = 'default') {
  const response = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` }, credentials: 'omit', cache });
  return { status: response.status, headers: response.headers, json: await response.json() };
}
