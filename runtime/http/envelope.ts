import type { Envelope } from '#schemas/http/envelope.ts';

/** Wraps data in the envelope of every JSON success; the server adds the request id to `meta`. */
export function success<Data>(data: Data, meta: Readonly<Record<string, unknown>> = {}): Envelope<Data> {
  return { data, meta: { requestId: '', ...meta }, errors: [] };
}

export function isEnvelope(value: unknown): value is Envelope<unknown> {
  return typeof value === 'object' && value !== null && 'data' in value && 'meta' in value && 'errors' in value;
}
