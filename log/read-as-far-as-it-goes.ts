import avro from 'avsc';
import { type RegisteredSchema, registeredSchemas } from '#schemas/registry.ts';
import { CodecError, schemaIdOf } from './framed-avro.ts';

/** One step of reading a value: whether it went well, and what it said. */
export type ReadingStep = { step: 'framing' | 'schema' | 'fields' | 'end'; isDone: boolean; said: string };
/** How far the reading of a value came. `fields` are those that could be read, in their order; bytes are hexadecimal. */
export type Reading = { steps: ReadingStep[]; fields: Readonly<Record<string, unknown>> };

const headerBytes = 5;

/**
 * Reads a value step by step, for a person who wants to know why it could not be used: the framing, the schema, each field, the end. Ends at the first step that fails. It is
 * slow, and no reader of the log uses it.
 */
export function readAsFarAsItGoes(topic: string, value: Buffer | null): Reading {
  const steps: ReadingStep[] = [];
  const done = (step: ReadingStep['step'], said: string) => void steps.push({ step, isDone: true, said });
  const failed = (step: ReadingStep['step'], said: string, fields = {}): Reading => {
    steps.push({ step, isDone: false, said });
    return { steps, fields };
  };
  if (value === null) return failed('framing', 'There is no value: the record is a tombstone.');
  const id = idOf(value);
  if (typeof id === 'string') return failed('framing', id);
  done('framing', `The value says that it was written with schema ${id}.`);
  const schema = registeredSchemas.find((one) => one.id === id);
  if (schema === undefined) return failed('schema', `No schema ${id} was ever released.`);
  const name = `Schema ${id} is ${schema.subject}, version ${schema.version}`;
  if (!schema.subject.startsWith(`${topic}-`)) return failed('schema', `${name}, and belongs to another topic.`);
  done('schema', `${name}.`);
  const { fields, end, unread } = readFields(schema, value);
  if (unread !== null)
    return failed('fields', `Field ${unread} cannot be read: the value ends, or is no such thing.`, fields);
  done('fields', `All ${Object.keys(fields).length} fields could be read.`);
  if (end < value.length) return failed('end', `${value.length - end} bytes are left behind the last field.`, fields);
  done('end', 'The value ends with its last field: it is a record of its schema.');
  return { steps, fields };
}

function idOf(value: Buffer): number | string {
  try {
    return schemaIdOf(value);
  } catch (error) {
    if (error instanceof CodecError) return error.message;
    throw error;
  }
}

function readFields({ schema }: RegisteredSchema, value: Buffer) {
  const { fields: types } = avro.Type.forSchema(schema as avro.Schema) as avro.types.RecordType;
  const fields: Record<string, unknown> = {};
  let end = headerBytes;
  for (const { name, type } of types) {
    const read = tryToRead(type, value, end);
    if (read === null) return { fields, end, unread: name };
    fields[name] = readable(read.value);
    end = read.offset;
  }
  return { fields, end, unread: null };
}

function tryToRead(type: avro.Type, value: Buffer, from: number): { value: unknown; offset: number } | null {
  try {
    const read = type.decode(value, from);
    return read.offset < 0 ? null : read;
  } catch {
    // What the bytes are not is all that is asked here; which of avsc's errors it is says no more.
    return null;
  }
}

function readable(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value.toString('hex');
  if (Array.isArray(value)) return value.map(readable);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, readable(part)]));
}
