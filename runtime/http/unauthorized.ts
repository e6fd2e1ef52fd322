import { Problem } from './problem.ts';

/** What a 401 asks for: `key` an API key, `admin` the access token of a login, `internal` INTERNAL_API_KEY, `tracking token` one of an answer. */
export type Scheme = 'key' | 'admin' | 'admin key' | 'internal' | 'tracking token';

/** A 401 that says which credentials are wanted. */
export function unauthorized(scheme: Scheme, detail: string): Problem {
  return new Problem(401, detail, { headers: { 'www-authenticate': `Bearer realm="recomengine", scope="${scheme}"` } });
}
