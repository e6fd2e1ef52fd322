import type { RegisteredSchema } from '#schemas/registry.ts';
import { LogError } from '../event-log.ts';

export type SchemaRegistryOptions = {
  url: string;
  username?: string;
  password?: string;
  timeoutMs?: number;
};

/** What our values need of a Confluent schema registry (Redpanda has one built in). */
export type SchemaRegistry = {
  /** Registers a schema under its subject, or finds it there. Returns its id in this registry. */
  register(schema: RegisteredSchema): Promise<number>;
  /** Returns the id of a schema under its subject in this registry, null if it is not registered. Changes nothing. */
  find(schema: RegisteredSchema): Promise<number | null>;
  /** Makes the registry refuse schemas under this subject that cannot read what the earlier ones wrote. */
  requireCompatibility(subject: string): Promise<void>;
  /** Returns the text of a schema, null if the registry has none with this id. */
  schemaById(id: number): Promise<string | null>;
};

const defaultTimeoutMs = 5_000;
const contentType = 'application/vnd.schemaregistry.v1+json';
const notFound = 404;

/** Makes a client of the registry at `url`. Every call throws `LogError('unavailable')` if the registry does not answer or refuses. */
export function createSchemaRegistry(options: SchemaRegistryOptions): SchemaRegistry {
  const base = options.url.replace(/\/+$/, '');
  const { username, password = '' } = options;
  const headers: Record<string, string> = { accept: contentType, 'content-type': contentType };
  if (username !== undefined)
    headers.authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

  /** Returns null if the registry has no such thing and `mayBeMissing` is set. */
  const ask = async (method: string, path: string, body?: unknown, mayBeMissing = method === 'GET') => {
    let response: Response;
    let text: string;
    try {
      response = await fetch(base + path, {
        method,
        headers,
        signal: AbortSignal.timeout(options.timeoutMs ?? defaultTimeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      text = await response.text();
    } catch (cause) {
      throw new LogError('unavailable', `the schema registry at ${base} does not answer`, { cause });
    }
    if (response.status === notFound && mayBeMissing) return null;
    if (!response.ok)
      throw new LogError('unavailable', `the schema registry refuses ${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as unknown;
  };

  return {
    async register({ subject, schema }) {
      const answer = await ask('POST', `/subjects/${encodeURIComponent(subject)}/versions`, {
        schema: JSON.stringify(schema),
      });
      return (answer as { id: number }).id;
    },
    async find({ subject, schema }) {
      const body = { schema: JSON.stringify(schema) };
      const answer = await ask('POST', `/subjects/${encodeURIComponent(subject)}`, body, true);
      return answer === null ? null : (answer as { id: number }).id;
    },
    async requireCompatibility(subject) {
      await ask('PUT', `/config/${encodeURIComponent(subject)}`, { compatibility: 'BACKWARD_TRANSITIVE' });
    },
    async schemaById(id) {
      const answer = await ask('GET', `/schemas/ids/${id}`);
      return answer === null ? null : (answer as { schema: string }).schema;
    },
  };
}
