import type { RouteLoad } from '#schemas/route-contract.ts';
import { createTenantShares, mostFairness } from './tenant-shares.ts';
import { createUnderWay, type UnderWay } from './under-way.ts';

/** `hurry`: an answer that costs less is wanted, if there is one. */
export type Verdict = 'take' | 'hurry' | 'refuse';

/** Tells apart what a process can still do in time from what it can not. */
export type Overload = {
  /** Called once for each request, when it is known whose it is and before anything is done for it. */
  judge(tenantId: string, load: RouteLoad): Verdict;
  /** Requests that were taken and wait for the log or Postgres. */
  readonly underWay: Readonly<Record<RouteLoad, UnderWay>>;
  /** Whether more is offered than can be done in time: then streams and files wait. */
  isOffered(): boolean;
  /** Whether a request was refused within the last second or so: then it is worth refusing the next ones early (`refuse-early.ts`). */
  readonly isRefusing: boolean;
  /** Changes with each turn of the event loop in which requests came. */
  readonly turn: number;
};

/** A turn of the event loop is long if that many requests at least came in it and took that long together: those that come meanwhile wait for its end before they are seen. */
const longTurnMs = 15;
const manyRequests = 8;
/** Long turns that take this long together, one after the other, are no burst: a queue stands that does not get shorter. Half a second, so that a slow machine takes a hundred questions at once. */
const standingMs = 500;
/** The most that is counted of long turns, so that a flood is forgotten within a second. */
const mostStandingMs = 1_000;
/** What passes between two turns and is not counted as rest: answers, appends and models are worked on in between. */
const betweenTurnsMs = 100;
/** How far into a turn requests are taken. Who is taken last has waited for the turn before too, and waits for one or two more until its event is durable and answered; who is refused has waited for one or two. Where refusals alone took longer than that in the turn before, as much time is given to work, so that at least half of all time is. */
const mostIntoTurnMs: Readonly<Record<RouteLoad, number>> = { question: 100, event: 50, batch: 40 };
/** From here on a question gets a cheaper answer. */
const hurryIntoTurnMs = 50;
/** How long one more may take that is under way. */
const mostUnderWayMs: Readonly<Record<RouteLoad, number>> = { question: 300, event: 300, batch: 300 };
/** For so long after an event or a question was refused no batch is taken. */
const yieldingMs = 100;
/** So long after the last refusal none is expected any more. */
const calmMs = 1_000;
/** Streams and files wait from this part on of how long one more event or batch may take. */
const streamsPart = 1 / 2;
/** A tenant that took more than its share is refused earlier in a turn, so that there is room behind it for those who did not, but not earlier than this part of it. */
const leastShare = 1 / 8;
const shareOf = (fairness: number): number => (fairness >= 1 ? fairness : Math.max(leastShare, fairness / 2));

/**
 * A request cannot be asked how long it has waited: until the event loop comes to it, it lies in the system's buffers. But the loop takes all that is there at once and works on it one by one. So the time since the first of a turn
 * is what this one has waited at least, and what a turn takes, those wait that come meanwhile. Within a turn requests are taken up to a limit, and the rest is refused, which costs a tenth of a batch; the next turn begins anew, so there is
 * always work. What was taken and waits for the log or Postgres is counted by itself (`under-way.ts`). A burst is no overload: nothing is refused until there is a queue that stands.
 */
export function createOverload({
  now = () => performance.now(),
  afterTurn = (end) => void setImmediate(end),
  onChange = () => {},
}: {
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
  /** Calls `end` when all requests that had come are begun. */
  afterTurn?: (end: () => void) => void;
  /** Hears that requests are refused, and that none is any more. */
  onChange?: (isRefusing: boolean) => void;
} = {}): Overload {
  const shares = createTenantShares();
  const underWay = { question: createUnderWay(now), event: createUnderWay(now), batch: createUnderWay(now) };
  let turn = 0;
  let isInTurn = false;
  let begunMs = 0;
  let endedMs = Number.NEGATIVE_INFINITY;
  let requests = 0;
  let last = { tenantId: '', atMs: 0, isRefused: false };
  /** What refusals took in this turn and in the one before. */
  let refusing = { nowMs: 0, beforeMs: 0 };
  let stoodMs = 0;
  let refusedPromptAtMs = Number.NEGATIVE_INFINITY;
  let refusedAtMs = Number.NEGATIVE_INFINITY;
  let isRefusing = false;

  const tell = (refuses: boolean): void => {
    if (refuses === isRefusing) return;
    isRefusing = refuses;
    onChange(refuses);
  };
  /** What the request before took, since now another one comes. */
  const settleLast = (nowMs: number): void => {
    const tookMs = nowMs - last.atMs;
    shares.add(last.tenantId, tookMs, nowMs);
    if (last.isRefused) refusing.nowMs += tookMs;
  };
  const begin = (nowMs: number): void => {
    isInTurn = true;
    begunMs = nowMs;
    requests = 0;
    turn += 1;
    stoodMs = Math.max(0, stoodMs - Math.max(0, nowMs - endedMs - betweenTurnsMs));
    afterTurn(end);
  };
  const end = (): void => {
    const nowMs = now();
    settleLast(nowMs);
    refusing = { nowMs: 0, beforeMs: refusing.nowMs };
    const tookMs = nowMs - begunMs;
    const isLong = requests >= manyRequests && tookMs >= longTurnMs;
    stoodMs = isLong
      ? Math.min(mostStandingMs, stoodMs + tookMs)
      : Math.max(0, stoodMs - Math.min(nowMs - endedMs, mostStandingMs));
    isInTurn = false;
    endedMs = nowMs;
    tell(nowMs - refusedAtMs < calmMs);
  };
  const isStanding = (intoMs: number): boolean =>
    stoodMs >= standingMs || (requests >= manyRequests && stoodMs + intoMs >= standingMs);
  const verdictOf = (tenantId: string, load: RouteLoad, nowMs: number): Verdict => {
    const intoMs = nowMs - begunMs;
    const waitsMs = underWay[load].waitMs(nowMs);
    const standing = isStanding(intoMs);
    if (!standing && waitsMs === 0) return 'take';
    const fairness = shares.fairness(tenantId, nowMs);
    const share = shareOf(fairness);
    // What stands before the log is not of who took the least: they are not told to wait for its end.
    if (waitsMs > mostUnderWayMs[load] * share && fairness < mostFairness) return 'refuse';
    if (!standing) return 'take';
    if (load === 'batch' && nowMs - refusedPromptAtMs < yieldingMs) return 'refuse';
    if (intoMs > Math.max(mostIntoTurnMs[load], refusing.beforeMs) * share) return 'refuse';
    return load === 'question' && intoMs > hurryIntoTurnMs * share ? 'hurry' : 'take';
  };

  return {
    judge(tenantId, load) {
      const nowMs = now();
      if (isInTurn) settleLast(nowMs);
      else begin(nowMs);
      requests += 1;
      const verdict = verdictOf(tenantId, load, nowMs);
      last = { tenantId, atMs: nowMs, isRefused: verdict === 'refuse' };
      if (verdict !== 'refuse') return verdict;
      refusedAtMs = nowMs;
      if (load !== 'batch') refusedPromptAtMs = nowMs;
      return verdict;
    },
    underWay,
    isOffered() {
      const nowMs = now();
      if (stoodMs >= standingMs && nowMs - endedMs < mostStandingMs) return true;
      return (['event', 'batch'] as const).some(
        (load) => underWay[load].waitMs(nowMs) > mostUnderWayMs[load] * streamsPart,
      );
    },
    get isRefusing() {
      return isRefusing;
    },
    get turn() {
      return turn;
    },
  };
}
