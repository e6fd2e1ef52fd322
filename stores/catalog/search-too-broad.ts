import { sqlStateOf } from '../postgres/classify-error.ts';

const queryCanceled = '57014';

/** A search of the catalog took longer than the statement timeout of its pool. A narrower question may be answered. */
export class SearchTooBroad extends Error {
  readonly code = 'search_too_broad';
  readonly retryable = false;
  constructor(cause: unknown) {
    super('the search took too long', { cause });
    this.name = 'SearchTooBroad';
  }
}

/** Waits for a search; throws `SearchTooBroad` if Postgres ended it after the statement timeout. */
export async function orTooBroad<T>(search: Promise<T>): Promise<T> {
  try {
    return await search;
  } catch (error) {
    throw sqlStateOf(error) === queryCanceled ? new SearchTooBroad(error) : error;
  }
}
