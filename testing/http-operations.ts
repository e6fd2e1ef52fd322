import { ask, type Json } from './shop.ts';

/** One operation of the contract at /openapi.json. */
export type Operation = {
  method: string;
  /** Parameters as `{id}`. */
  path: string;
  /** Names of the security schemes, any of which suffices; empty if the operation is public. */
  schemes: readonly string[];
  queryNames: readonly string[];
  /** The query that it cannot be asked without, by the contract's examples: `?format=…`, or nothing. */
  requiredQuery: string;
  headerNames: readonly string[];
  /** Whether it can answer with server-sent events, which have no end: it has `follow` then. */
  isStream: boolean;
  /** A body that the contract's own example makes valid, all examples that there are, and the media type; null if the operation takes none. */
  body: { type: string; example: unknown; examples: readonly unknown[] } | null;
  /** Refusals that the contract describes as something other than our problem documents, as `status type`. */
  ownRefusals: readonly string[];
};

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** Reads every operation that a running server documents. */
export async function readOperations(url: string): Promise<Operation[]> {
  const document = (await ask(`${url}/openapi.json`)).body;
  return Object.entries<Record<string, Json>>(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        schemes: operation.security.flatMap((scheme: object) => Object.keys(scheme)),
        queryNames: namesOf(operation, 'query'),
        requiredQuery: requiredQueryOf(operation),
        headerNames: namesOf(operation, 'header'),
        isStream: operation.responses[200]?.content?.['text/event-stream'] !== undefined,
        body: bodyOf(operation.requestBody),
        ownRefusals: ownRefusalsOf(operation.responses),
      })),
  );
}

function requiredQueryOf({ parameters }: Json): string {
  const wanted = parameters.filter((one: Json) => one.in === 'query' && one.required === true);
  const pairs = wanted.map(({ name, schema }: Json) => [name, String(schema.examples?.[0] ?? schema.enum?.[0])]);
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}

const namesOf = ({ parameters }: Json, place: string): string[] =>
  parameters.flatMap((one: Json) => (one.in === place ? [one.name] : []));

function ownRefusalsOf(responses: Json): string[] {
  return Object.entries<Json>(responses)
    .filter(([status]) => Number(status) >= 400)
    .flatMap(([status, response]) => Object.keys(response.content ?? {}).map((type) => `${status} ${type}`));
}

function bodyOf(requestBody: Json): Operation['body'] {
  if (requestBody === undefined) return null;
  const [type, content] = Object.entries<Json>(requestBody.content)[0]!;
  const named = Object.values<Json>(content.examples ?? {}).map(({ value }) => value);
  const examples = content.example === undefined ? named : [content.example];
  return { type, example: examples[0] ?? {}, examples };
}
