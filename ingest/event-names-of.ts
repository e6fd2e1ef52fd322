import type { EventName } from '#domain/events/event-names.ts';
import type { Scope } from '#domain/scope.ts';
import type { IngestDeps } from './ingest-deps.ts';

/** What the tenant of a scope takes names of types of events as; at most 1 s old. */
export const eventNamesOf = (
  { directory }: { directory: Pick<IngestDeps['directory'], 'tenantOfScope'> },
  scope: Scope,
): readonly EventName[] => directory.tenantOfScope(scope)?.config.eventNames ?? [];
