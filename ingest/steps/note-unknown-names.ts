import type { Scope } from '#domain/scope.ts';
import type { UnknownNameCounts } from '#stores/unknown-names/count-unknown-names.ts';
import type { SpelledEvent } from '../spell-events.ts';
import type { Judged } from './judge-events.ts';

/** Counts the names that refused events have and that we do not understand, so that an admin sees what a sender means. `events` and `judged` are of the same events, in order. */
export function noteUnknownNames(
  names: Pick<UnknownNameCounts, 'note'>,
  scope: Scope,
  events: readonly SpelledEvent[],
  judged: readonly Judged[],
): void {
  for (let index = 0; index < judged.length; index += 1) {
    const errors = judged[index]?.errors;
    // Nearly all events are good: for them nothing is made.
    if (errors == null) continue;
    for (const { code, path } of errors) {
      if (code === 'unknown_field') names.note(scope, 'field', nameAt(path));
      if (code === 'unknown_event_type') {
        const type = typeOf(events[index]?.wire);
        if (type !== null) names.note(scope, 'event_type', type);
      }
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

function typeOf(wire: unknown): string | null {
  const type = typeof wire === 'object' && wire !== null && 'eventType' in wire ? wire.eventType : null;
  return typeof type === 'string' && type !== '' ? type : null;
}
