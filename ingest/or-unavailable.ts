import { LogError } from '#log/event-log.ts';
import { Problem } from '#runtime/http/problem.ts';
import { SearchTooBroad } from '#stores/catalog/search-too-broad.ts';
import { DatabaseUnavailable } from '#stores/postgres/classify-error.ts';

const headers = { 'retry-after': '1' };

/** Waits for work that needs the log or Postgres; if they refuse, it throws a 503 with `Retry-After`, so that nothing is acknowledged falsely. */
export async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof LogError)
      throw new Problem(503, 'The event log takes nothing just now: this request is not acknowledged, send it again.', {
        headers,
      });
    if (cause instanceof DatabaseUnavailable)
      throw new Problem(503, 'The database does not answer just now: ask again.', { headers });
    if (cause instanceof SearchTooBroad)
      throw new Problem(
        503,
        'The search took too long: use longer or rarer words, a category, or leave out `facets`. `recomengine doctor` says whether the index is missing.',
        { headers },
      );
    throw cause;
  }
}
