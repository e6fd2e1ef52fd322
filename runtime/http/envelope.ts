import type { Envelope } from '#schemas/http/envelope.ts';

/** A success as every JSON answer has it; the server adds the request id to `meta`. */
export function success<Data>(data: Data, meta: Readonly<Record<string, unknown>> = {}): Envelope<Data> {
  return { data, meta: { requestId: '', ...meta }, errors: [] };
}

export function isEnvelope(value: unknown): value is Envelope<unknown> {
  return typeof value === 'object' && value !== null && 'data' in value && 'meta' in value && 'errors' in value;
}
