import { ignoredEventType } from '#domain/events/judge-event.ts';
import type { Scope } from '#domain/scope.ts';
import type { UnknownNameCounts } from '#stores/unknown-names/count-unknown-names.ts';
import type { SpelledEvent } from '../spell-events.ts';
import type { Judged } from './judge-events.ts';

/** Fields whose values tell nothing of a shopper, so that an example of them may be kept. */
const shownFields: ReadonlySet<string> = new Set([
  'eventType',
  'productId',
  'timestamp',
  'metadata.price',
  'metadata.quantity',
  'metadata.currency',
  'metadata.placementId',
  'metadata.strategy',
]);
const maxExampleLength = 80;

/**
 * Counts for what events were refused, so that an admin sees what the SDK of a sender does not tell: names that are not understood by themselves, and any other reason by its code and field, with what was said and what
 * stood there. `events` and `judged` are of the same events, in order. What the shop leaves out by its own wish is no refusal.
 */
export function noteRefusals(
  names: Pick<UnknownNameCounts, 'note'>,
  scope: Scope,
  events: readonly SpelledEvent[],
  judged: readonly Judged[],
): void {
  for (let index = 0; index < judged.length; index += 1) {
    const errors = judged[index]?.errors;
    // Nearly all events are good: for them nothing is made.
    if (errors == null) continue;
    const wire = events[index]?.wire;
    for (const { code, path, message } of errors) {
      const field = nameAt(path);
      const type = code === 'unknown_event_type' ? valueAt(wire, 'eventType') : null;
      if (code === 'unknown_field') names.note(scope, 'field', field);
      else if (typeof type === 'string' && type !== '') names.note(scope, 'event_type', type);
      else if (code !== ignoredEventType)
        names.note(scope, 'reason', `${code} ${field}`.trimEnd(), { message, example: exampleOf(wire, field) });
    }
  }
}

/** A JSON pointer as a name with dots. */
const nameAt = (pointer: string): string =>
  pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');

function valueAt(wire: unknown, field: string): unknown {
  let value = wire;
  for (const step of field.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
}

function exampleOf(wire: unknown, field: string): string | null {
  const value = shownFields.has(field) ? valueAt(wire, field) : undefined;
  return value === undefined ? null : JSON.stringify(value).slice(0, maxExampleLength);
}
