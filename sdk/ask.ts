import type { Settings } from './settings.ts';

/** What the API answered: `status` 0 if it did not. */
export type Answered<Data, Meta> = { status: number; data?: Data; meta?: Meta; serverMs?: number };
export type Ask = <Data, Meta>(path: string, cache?: RequestCache) => Promise<Answered<Data, Meta>>;

/** Creates the function that asks the API. It never rejects. */
export const createAsk =
  ({ apiUrl, apiKey }: Pick<Settings, 'apiUrl' | 'apiKey'>): Ask =>
  async (path, cache) => {
    try {
      const headers = { authorization: `Bearer ${apiKey}` };
      const response = await fetch(`${apiUrl}/api/v1/${path}`, { headers, credentials: 'omit', cache });
      const serverMs = Date.parse(response.headers.get('date')!);
      return { ...(await response.json()), status: response.status, serverMs };
    } catch {
      return { status: 0 };
    }
  };
