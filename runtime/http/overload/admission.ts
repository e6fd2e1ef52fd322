import type { FastifyRequest } from 'fastify';
import type { Metrics } from '../../metrics.ts';
import { Problem } from '../problem.ts';
import type { Route } from '../route.ts';
import type { Overload } from './overload.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The turn of the event loop in which it was last judged whether there is time for it. */
    judgedIn: number;
    /** Whether an answer that costs less is wanted, since more is asked than can be answered in time. */
    isHurried: boolean;
  }
}

/** Refusals say different seconds in turn, so that those who were refused together do not come back together. Made once: an error a request would be most of its cost. */
const refusals = [1, 2, 3].map(
  (seconds) =>
    new Problem(503, 'More is sent than this server can do in time: nothing of this was done, send it again later.', {
      headers: { 'retry-after': String(seconds) },
    }),
);

/** Refuses requests of a route for which there is no time, by a 503 with `Retry-After`. */
type Admission = {
  /** When it is known whose a request is. */
  admit(request: FastifyRequest): void;
  /** When its body is there: if that took more than one turn, others have come meanwhile. */
  admitBody(request: FastifyRequest): void;
  /** Before it is worked on, and, once for each, after that. */
  begin(): void;
  end(): void;
};

/** Returns null for routes that are never refused. */
export function createAdmission(
  { load }: Pick<Route, 'load'>,
  overload: Overload | undefined,
  metrics: Pick<Metrics, 'requestsRefused'>,
): Admission | null {
  if (load === undefined || overload === undefined) return null;
  const { begin, end } = overload.underWay[load];
  const refused = metrics.requestsRefused.labels({ load });
  let next = 0;
  const admit = (request: FastifyRequest): void => {
    const { caller } = request;
    if (!('key' in caller)) return;
    const verdict = overload.judge(caller.key.tenantId, load);
    request.judgedIn = overload.turn;
    request.isHurried = verdict === 'hurry';
    if (verdict !== 'refuse') return;
    refused.inc();
    next = (next + 1) % refusals.length;
    throw refusals[next];
  };
  return {
    admit,
    begin,
    end,
    admitBody(request) {
      if (request.judgedIn !== overload.turn) admit(request);
    },
  };
}
