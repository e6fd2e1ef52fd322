import type { Scope } from '#domain/scope.ts';
import { type EventType, eventTypes } from '#schemas/events/index.ts';

/** Which events of a scope are meant; all of them if nothing is named. `from` is inclusive, `to` exclusive, both of event time. */
export type EventFilter = {
  type?: EventType | undefined;
  userId?: string | undefined;
  productId?: string | undefined;
  from?: Date | null;
  to?: Date | null;
};

/** The condition on rows of `events`; `filterValues` are its parameters, the first six of the query. */
export const filterCondition = `scope = $1 AND ($2::smallint IS NULL OR type = $2) AND ($3::text IS NULL OR user_id = $3) AND ($4::text IS NULL OR product_id = $4)
  AND ($5::timestamptz IS NULL OR event_time >= $5) AND ($6::timestamptz IS NULL OR event_time < $6)`;

export function filterValues(scope: Scope, filter: EventFilter): readonly unknown[] {
  return [
    scope,
    filter.type === undefined ? null : eventTypes[filter.type].code,
    filter.userId ?? null,
    filter.productId ?? null,
    filter.from ?? null,
    filter.to ?? null,
  ];
}
