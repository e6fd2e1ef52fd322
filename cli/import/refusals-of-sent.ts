import { createRefusals, type Refusal } from './refusals.ts';
import type { RefusedFor, SentCounts } from './send-events.ts';

/** Why the server rejected events, each reason with an example. The counts add up to all that it rejected: those that it did not list, beyond the first thousand of a stream, are one reason of their own. */
export function refusalsOfSent(
  { rejected, refused }: Pick<SentCounts, 'rejected' | 'refused'>,
  exampleOf: (first: RefusedFor) => string,
): Refusal[] {
  const refusals = createRefusals();
  let listed = 0;
  for (const first of refused) {
    refusals.add(`the server: ${first.message}`, exampleOf(first), first.count);
    listed += first.count;
  }
  if (listed < rejected) refusals.add('more, of which the server did not list why', 'those above', rejected - listed);
  return refusals.list();
}

/** An event as an example, by what its shop can find it by. */
export const namedEvent = (event: Readonly<Record<string, unknown>> | undefined): string =>
  event === undefined ? '' : `${event.eventType} of ${event.productId} by ${event.userId} at ${event.timestamp}`;
