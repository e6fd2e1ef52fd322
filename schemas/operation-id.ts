import type { RouteContract } from './route-contract.ts';

/**
 * Returns what clients that are made from the document call an operation: `listExperiments`, `getExperiment`, `createExperiment`, `startExperiment`. It follows from method and path; a route
 * whose path does not read so names itself (`operationId`). A tenant that other things belong to is not named: nearly everything is a tenant's.
 */
export function operationIdOf(route: RouteContract): string {
  if (route.operationId !== undefined) return route.operationId;
  const segments = route.path
    .replace(/^\/(?:api\/v1\/)?/, '')
    .replace(/^(?:tenants\/:id|auth|internal)\/(?=.)/, '')
    .split('/');
  const last = segments.at(-1) ?? '';
  const isAction = route.method === 'POST' && !isCreation(route, last);
  const nouns = nounsOf(isAction ? segments.slice(0, -1) : segments);
  if (isAction) return camel([last, ...nouns]);
  return camel([verbOf(route), ...(route.method === 'POST' ? [...nouns.slice(0, -1), singular(last)] : nouns)]);
}

/** A POST makes one of what its path ends in, or does what its path ends in. */
const isCreation = (route: RouteContract, last: string): boolean => route.answers[201] !== undefined || isPlural(last);

/** Each step of a path as a noun: of one thing in the singular, of all of them in the plural. */
function nounsOf(segments: readonly string[]): string[] {
  return segments.flatMap((segment, at) => {
    const after = segments[at + 1];
    if (segment.startsWith(':')) return [];
    if (after?.startsWith(':') && !isPlural(segment)) return [segment, 'of', after.slice(1)];
    return [after === undefined ? segment : singular(segment)];
  });
}

function verbOf({ method, answers }: RouteContract): string {
  if (method === 'POST') return 'create';
  if (method === 'GET')
    return (answers[200] as { type?: string } | null | undefined)?.type === 'array' ? 'list' : 'get';
  return method === 'PUT' ? 'update' : method.toLowerCase();
}

const isPlural = (noun: string): boolean => noun.endsWith('s') && noun !== 'analytics';
const singular = (noun: string): string => (isPlural(noun) ? noun.slice(0, -1) : noun);

function camel(words: readonly string[]): string {
  const [first = '', ...rest] = words.flatMap((word) => word.split(/\W+/)).filter(Boolean);
  return first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
