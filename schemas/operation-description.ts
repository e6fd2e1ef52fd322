import { adminLimitOf } from './admin-limits.ts';
import { consumesOf, isDoneOnce, type RouteAuth, type RouteContract, type RouteLimit } from './route-contract.ts';

/** Returns what a client must know of an operation beside its fields, in sentences: who may call it, what it counts against, how it may be sent again, and what of a version. All of it follows from the contract. */
export function describeOperation(route: RouteContract): string {
  return [
    `${route.summary}.`,
    callers[route.auth],
    limitOf(route.limit),
    adminLimitText(route),
    repetitionOf(route),
    route.isVersioned || route.isTagged ? versionOf(route) : '',
    consumesOf(route)[0] === 'application/x-ndjson'
      ? 'The body is lines of JSON, one after another, and so is the answer.'
      : '',
  ]
    .filter(Boolean)
    .join(' ');
}

const callers: Record<RouteAuth, string> = {
  public: 'Anybody may call it.',
  admin: 'For admins, by their access token.',
  key_read: 'For any API key.',
  key_read_or_query: 'For any API key, which may also be `key` of the query.',
  key_write: 'For API keys that may write.',
  key_write_of_sender: 'For API keys that may write, where the software that sends puts its key.',
  admin_or_key_write: 'For admins, by their access token, and for API keys that may write.',
  internal: 'For the operator, by INTERNAL_API_KEY.',
  tracking_token: 'For pages, with the key and the tracking token of an answer in the body.',
  tracking_token_or_anonymous:
    'For pages, with the key and the tracking token of an answer in the body; without the token where the tenant has `publicTracking`.',
};

function adminLimitText(route: RouteContract): string {
  const limit = adminLimitOf(route);
  if (limit === null) return '';
  return `An admin may ${limit.kind === 'reads' ? 'read' : 'write'} ${limit.perAccount} times a minute, on all routes together.`;
}

function limitOf(limit: RouteLimit): string {
  if (limit === 'none') return '';
  if (typeof limit === 'object') return `At most ${limit.perAddress} requests a minute from one address.`;
  return limit === 'write' ? "Counts as a write against the key's limit." : "Counts as a read against the key's limit.";
}

function repetitionOf(route: RouteContract): string {
  const { method } = route;
  if (method === 'GET') return '';
  if (isDoneOnce(route)) return 'With an `Idempotency-Key` it may be sent again, and is done once.';
  return method === 'PUT' || method === 'DELETE' ? 'It may be sent again: it is then as after the first time.' : '';
}

function versionOf({ method }: RouteContract): string {
  return method === 'GET'
    ? 'The `ETag` of the answer names what was read.'
    : 'With `If-Match` it is done only if nobody else changed it since.';
}
