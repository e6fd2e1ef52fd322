import type { Claim } from '../repeats/in-flight.ts';
import type { Repeats } from '../repeats/open-repeats.ts';
import type { Judged, KnownEvent } from './judge-events.ts';

export type Claimed = {
  claim: Claim;
  /** The events that are this request's to append, in order. */
  fresh: KnownEvent[];
  /** Outcomes of other requests that are appending the same events just now; this request's own for repeats inside it. */
  awaited: ReadonlySet<Promise<void>>;
};

/**
 * Marks what the hint knows, what another request is at and what came before in this one as repeats, and claims the rest,
 * all in one turn of the event loop: nobody else can come in between.
 */
export function claimNew({ hint, inFlight }: Pick<Repeats, 'hint' | 'inFlight'>, judged: readonly Judged[]): Claimed {
  const claim = inFlight.open();
  const fresh: KnownEvent[] = [];
  const awaited = new Set<Promise<void>>();
  for (const one of judged) {
    if (one.status === 'refused') continue;
    const { id } = one.event;
    const other = inFlight.outcomeOf(id);
    if (other !== undefined) {
      one.status = 'repeat';
      awaited.add(other);
    } else if (hint.has(id)) {
      one.status = 'repeat';
    } else {
      claim.add(id);
      fresh.push(one);
    }
  }
  return { claim, fresh, awaited };
}
