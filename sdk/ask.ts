import type { Settings } from './settings.ts';

/** What the API answered: `status` 0 if it did not. */
export type Answered<Data, Meta> = { status: number; data?: Data; meta?: Meta; serverMs?: number };
/** `path`: of a placement and what is asked of it. */
export type Ask = <Data, Meta>(
  path: string,
  query?: readonly [field: string, text: string][],
  cache?: RequestCache,
) => Promise<Answered<Data, Meta>>;

/** Creates the function that asks the API. It never rejects. The key goes in the query: with a header browsers would send a preflight before each question. */
export const createAsk =
  ({ apiUrl, apiKey }: Pick<Settings, 'apiUrl' | 'apiKey'>): Ask =>
  async (path, query = [], cache) => {
    try {
      const asked = new URLSearchParams([['key', apiKey], ...query]);
      const response = await fetch(`${apiUrl}/api/v1/widgets/${path}?${asked}`, { credentials: 'omit', cache });
      const serverMs = Date.parse(response.headers.get('date')!);
      return { ...(await response.json()), status: response.status, serverMs };
    } catch {
      return { status: 0 };
    }
  };
