import type { FastifyRequest } from 'fastify';
import type { Metrics } from '../../metrics.ts';
import type { Route } from '../route.ts';
import type { Overload } from './overload.ts';
import { createRefusals } from './refusals.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The turn of the event loop in which it was last judged whether there is time for it. */
    judgedIn: number;
    /** Whether an answer that costs less is wanted, since more is asked than can be answered in time. */
    isHurried: boolean;
  }
}

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
  const nextRefusal = createRefusals(metrics.requestsRefused.labels({ load }));
  const admit = (request: FastifyRequest): void => {
    const { caller, raw } = request;
    if (!('key' in caller)) return;
    const verdict = raw.verdict ?? overload.judge(caller.key.tenantId, load);
    raw.verdict = undefined;
    request.judgedIn = overload.turn;
    request.isHurried = verdict === 'hurry';
    if (verdict === 'refuse') throw nextRefusal();
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
