import avro from 'avsc';
import { type AvroRecordSchema, type RegisteredSchema, registeredSchemas } from './registry.ts';

export type RegistryRequest = {
  method: string;
  /** The path of the URL, still percent-encoded, without the query. */
  path: string;
  /** The body, parsed from JSON. */
  body?: unknown;
};

export type RegistryAnswer = { status: number; body: unknown };

/**
 * Answers as a Confluent schema registry in read-only mode that holds the released schemas: kcat, Flink and ksqlDB decode our values
 * with its help. Returns `null` if the path is none of a registry's. Registering a known schema returns its id, as the protocol asks; a new
 * one is refused (42205), since schemas are released with the code.
 *
 *     GET  /subjects, /subjects/S/versions, /subjects/S/versions/V[/schema], /schemas/ids/N[/versions|/schema], /schemas/types,
 *          /config[/S], /mode[/S]
 *     PUT  /config/S (of the level that there is)
 *     POST /subjects/S (look up), /subjects/S/versions (register), /compatibility/subjects/S/versions[/V]
 */
export function answerRegistryRequest(
  request: RegistryRequest,
  schemas: readonly RegisteredSchema[] = registeredSchemas,
): RegistryAnswer | null {
  const parts = partsOf(request.path);
  if (parts === null) return fault(400, 400, 'The path is not percent-encoded as it should be.');
  for (const [method, pattern, answer] of routes) {
    if (pattern.length !== parts.length || !pattern.every((part, at) => part === '*' || part === parts[at])) continue;
    if (method !== request.method) continue;
    try {
      return ok(
        answer(
          schemas,
          parts.filter((_, at) => pattern[at] === '*'),
          request.body,
        ),
      );
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  }
  const isOurs = routes.some(([, [first]]) => first === parts[0]);
  return isOurs ? fault(404, 404, `There is no ${request.method} ${request.path}.`) : null;
}

type Route = (schemas: readonly RegisteredSchema[], names: readonly string[], body: unknown) => unknown;

const compatibilityLevel = 'BACKWARD_TRANSITIVE';
/** `*` stands for any text, such as a subject; these texts are handed to the route, in order. */
const routes: readonly (readonly ['GET' | 'POST' | 'PUT', readonly string[], Route])[] = [
  ['GET', ['subjects'], (schemas) => [...new Set(schemas.map(({ subject }) => subject))].sort()],
  ['GET', ['subjects', '*', 'versions'], (schemas, [s]) => versionsOf(schemas, s).map(({ version }) => version)],
  ['GET', ['subjects', '*', 'versions', '*'], (schemas, [s, v]) => described(versionOf(schemas, s, v))],
  ['GET', ['subjects', '*', 'versions', '*', 'schema'], (schemas, [s, v]) => versionOf(schemas, s, v).schema],
  ['POST', ['subjects', '*'], (schemas, [s], body) => described(lookUp(versionsOf(schemas, s), body) ?? refuse(40403))],
  ['POST', ['subjects', '*', 'versions'], register],
  ['GET', ['schemas', 'types'], () => ['AVRO']],
  ['GET', ['schemas', 'ids', '*'], (schemas, [id]) => ({ schema: JSON.stringify(byId(schemas, id).schema) })],
  ['GET', ['schemas', 'ids', '*', 'schema'], (schemas, [id]) => byId(schemas, id).schema],
  [
    'GET',
    ['schemas', 'ids', '*', 'versions'],
    (schemas, [id]) => [byId(schemas, id)].map(({ subject, version }) => ({ subject, version })),
  ],
  ['GET', ['config'], () => ({ compatibilityLevel })],
  ['GET', ['config', '*'], (schemas, [s]) => versionsOf(schemas, s) && { compatibilityLevel }],
  ['PUT', ['config', '*'], keepCompatibility],
  ['GET', ['mode'], () => ({ mode: 'READONLY' })],
  ['GET', ['mode', '*'], (schemas, [s]) => versionsOf(schemas, s) && { mode: 'READONLY' }],
  [
    'POST',
    ['compatibility', 'subjects', '*', 'versions', '*'],
    (schemas, [s, v], body) => compatibility(body, [versionOf(schemas, s, v)]),
  ],
  [
    'POST',
    ['compatibility', 'subjects', '*', 'versions'],
    (schemas, [s], body) => compatibility(body, versionsOf(schemas, s)),
  ],
];

/** The methods and paths of a registry, in the form of a routes table. */
export const registryPaths = routes.map(([method, pattern]) => ({
  method,
  path: `/${pattern.map((part, at) => (part === '*' ? `:${nameOf(pattern[at - 1])}` : part)).join('/')}`,
}));

function nameOf(before: string | undefined): string {
  return before === 'versions' ? 'version' : before === 'ids' ? 'id' : 'subject';
}

function register(schemas: readonly RegisteredSchema[], [subject]: readonly string[], body: unknown): unknown {
  const known = lookUp(
    schemas.filter((schema) => schema.subject === subject),
    body,
  );
  return { id: (known ?? refuse(42205)).id };
}

/** A client may set the level that is set already, as each of our clients does if a registry is shared. */
function keepCompatibility(_: readonly RegisteredSchema[], _names: readonly string[], body: unknown): unknown {
  const { compatibility: wanted } = (body ?? {}) as { compatibility?: unknown };
  return wanted === compatibilityLevel ? { compatibility: compatibilityLevel } : refuse(42205);
}

function compatibility(body: unknown, with_: readonly RegisteredSchema[]): unknown {
  const reader = typeOf(body);
  const messages = with_.flatMap(({ version, schema }) => {
    try {
      reader.createResolver(avro.Type.forSchema(schema as avro.Schema));
      return [];
    } catch (error) {
      return [`It cannot read version ${version}: ${(error as Error).message}`];
    }
  });
  return { is_compatible: messages.length === 0, messages };
}

function versionsOf(schemas: readonly RegisteredSchema[], subject = ''): RegisteredSchema[] {
  const found = schemas.filter((schema) => schema.subject === subject);
  return found.length === 0 ? refuse(40401) : found.sort((a, b) => a.version - b.version);
}

function versionOf(schemas: readonly RegisteredSchema[], subject = '', version = ''): RegisteredSchema {
  const versions = versionsOf(schemas, subject);
  if (version === 'latest' || version === '-1') return versions.at(-1)!;
  if (!/^[1-9]\d{0,8}$/.test(version)) return refuse(42202);
  return versions.find((schema) => schema.version === Number(version)) ?? refuse(40402);
}

function byId(schemas: readonly RegisteredSchema[], id = ''): RegisteredSchema {
  return schemas.find((schema) => String(schema.id) === id) ?? refuse(40403);
}

function lookUp(versions: readonly RegisteredSchema[], body: unknown): RegisteredSchema | undefined {
  const wanted = canonical(typeOf(body));
  return versions.find(({ schema }) => canonical(avro.Type.forSchema(schema as avro.Schema)) === wanted);
}

function described({ subject, version, id, schema }: RegisteredSchema): unknown {
  return { subject, version, id, schema: JSON.stringify(schema) };
}

/** Returns the schema of a body `{schema: "…", schemaType?: "AVRO"}`. */
function typeOf(body: unknown): avro.Type {
  const { schema, schemaType = 'AVRO' } = (body ?? {}) as { schema?: unknown; schemaType?: unknown };
  if (typeof schema !== 'string' || schemaType !== 'AVRO') return refuse(42201);
  try {
    return avro.Type.forSchema(JSON.parse(schema) as avro.Schema);
  } catch {
    return refuse(42201);
  }
}

/** Returns the same text for schemas that differ only in layout and documentation. */
const canonical = (type: avro.Type): string => JSON.stringify(type.schema({ exportAttrs: true }) as AvroRecordSchema);

/** The registry's error codes; their first three digits are the HTTP status. */
const faults = {
  40401: 'Subject not found.',
  40402: 'Version not found.',
  40403: 'Schema not found.',
  42201: 'The schema is not Avro.',
  42202: 'The version is neither a number from 1 nor "latest".',
  42205: 'Schemas are released with the product: this registry is read-only.',
} as const;

class Refusal extends Error {
  readonly answer: RegistryAnswer;
  constructor(code: keyof typeof faults) {
    super(faults[code]);
    this.answer = fault(Math.floor(code / 100), code, faults[code]);
  }
}

function refuse(code: keyof typeof faults): never {
  throw new Refusal(code);
}

const ok = (body: unknown): RegistryAnswer => ({ status: 200, body });

function fault(status: number, code: number, message: string): RegistryAnswer {
  return { status, body: { error_code: code, message } };
}

function partsOf(path: string): string[] | null {
  try {
    return path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return null;
  }
}
