import { attributeLastClick, type Touch } from '../attribution/attribute-last-click.ts';
import type { Experiment, Variant } from './experiment.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Phones' clocks: so long before the first exposure an event may say that it happened. */
const clockSkewMs = 5 * minuteMs;
/** So long after completion events still count: a purchase may follow a click for as long. */
export const countedAfterCompletionMs = 30 * minuteMs;
/** What a user did in so many days before is taken out of the metrics (`statistics/cuped.ts`). */
export const activityDays = 14;

/** From when to when users enter; `toMs` null while it runs. A pause lies between two of them. */
export type RunningPeriod = { fromMs: number; toMs: number | null };

/** What of an experiment, or of a period of a holdout, says who is in it and what counts. */
export type ExperimentRun = Pick<Experiment, 'experimentId' | 'trafficSplit' | 'startedAtMs' | 'completedAtMs'> & {
  /** Null for a holdout: it is on every placement, and all purchases count. */
  placementId: string | null;
  /** The id that users are hashed with: the experiment's, or that of the tenant who holds shoppers out. */
  hashedWith: string;
  periods: readonly RunningPeriod[];
};

/** An answer of one of the arms; null if it does not say of which. */
export type ShownArm = { servedAtMs: number; variant: Variant | null };

/** An impression, a click or a purchase, at its place on the log. */
export type UserEvent = {
  kind: 'impression' | 'click' | 'purchase';
  /** Hexadecimal. */
  id: string;
  timestampMs: number;
  productId: string;
  placementId: string | null;
  exposureId: string | null;
  log: number;
  offset: bigint;
  /** Of a purchase, in 1/10,000 of the tenant's currency; 0 in another one. */
  revenueE4: bigint;
};

/** What is known of one user; in any order. Answers are those of this experiment, for a holdout all; events are of every placement. */
export type UserHistory = { shown: readonly ShownArm[]; events: readonly UserEvent[] };

/** `variant` is null if no answer says the arm: then the hash does (`assign.ts`). */
export type Entry = { enteredAtMs: number; variant: Variant | null; isCrossover: boolean };

/**
 * When a user entered: at the first answer of an arm, or impression on the placement, while it ran; a holdout only at the first answer. Null if never. A function of the set of what is
 * known. The arm is that of the first such answer; whoever was served by both is a crossover.
 */
export function enterExperiment({ placementId, periods }: ExperimentRun, { shown, events }: UserHistory): Entry | null {
  const served = shown
    .filter(({ servedAtMs }) => isRunningAt(periods, servedAtMs))
    .sort((a, b) => a.servedAtMs - b.servedAtMs || ((a.variant ?? '') < (b.variant ?? '') ? -1 : 1));
  const [first] = served;
  let enteredAtMs = first?.servedAtMs ?? Number.POSITIVE_INFINITY;
  // Who is held out sees no recommendation: an impression would let in the others alone.
  for (const { kind, placementId: place, timestampMs } of placementId === null ? [] : events)
    if (kind === 'impression' && place === placementId && isRunningAt(periods, timestampMs))
      enteredAtMs = Math.min(enteredAtMs, timestampMs);
  if (enteredAtMs === Number.POSITIVE_INFINITY) return null;
  return {
    enteredAtMs,
    variant: first?.variant ?? null,
    isCrossover: served.some(({ variant }) => variant !== first?.variant),
  };
}

/** What a user who entered then did on the placement, from 5 minutes before to 30 minutes after completion, both included, by event time. */
export type UserCounts = { impressions: number; clicks: number; conversions: number; revenueE4: bigint };

/**
 * Counts impressions and clicks on the placement, and the purchases that are attributed to it with click and purchase in that time. Of events
 * of one answer, product and kind only the first on the log counts, and only at its own time. Of a holdout all purchases count, and nothing else.
 */
export function countUser(run: ExperimentRun, enteredAtMs: number, events: readonly UserEvent[]): UserCounts {
  return run.placementId === null
    ? countPurchases(run, enteredAtMs, events)
    : countOnPlacement(run, enteredAtMs, events);
}

/** Whoever is held out has nothing to click on, so that an attributed purchase would be one of the others alone. */
function countPurchases(run: ExperimentRun, enteredAtMs: number, events: readonly UserEvent[]): UserCounts {
  const counted = events.filter(
    ({ kind, timestampMs }) =>
      kind === 'purchase' && timestampMs >= enteredAtMs - clockSkewMs && timestampMs <= countsUntil(run),
  );
  const revenueE4 = counted.reduce((sum, purchase) => sum + purchase.revenueE4, 0n);
  return { impressions: 0, clicks: 0, conversions: counted.length, revenueE4 };
}

function countOnPlacement(run: ExperimentRun, enteredAtMs: number, events: readonly UserEvent[]): UserCounts {
  const fromMs = enteredAtMs - clockSkewMs;
  const toMs = countsUntil(run);
  const isCounted = ({ placementId, timestampMs }: UserEvent) =>
    placementId === run.placementId && timestampMs >= fromMs && timestampMs <= toMs;
  const counts: UserCounts = { impressions: 0, clicks: 0, conversions: 0, revenueE4: 0n };
  for (const event of firstOfEach(events)) {
    if (event.kind === 'impression' && isCounted(event)) counts.impressions += 1;
    if (event.kind === 'click' && isCounted(event)) counts.clicks += 1;
  }
  for (const touches of Map.groupBy(events.filter(isTouch), ({ productId }) => productId).values())
    for (const [purchase, click] of attributeLastClick(touches)) {
      if (!isCounted(click) || purchase.timestampMs > toMs) continue;
      counts.conversions += 1;
      counts.revenueE4 += purchase.revenueE4;
    }
  return counts;
}

/** The last ms that counts; infinite until it is completed. */
export const countsUntil = ({ completedAtMs }: Pick<ExperimentRun, 'completedAtMs'>): number =>
  completedAtMs === null ? Number.POSITIVE_INFINITY : completedAtMs + countedAfterCompletionMs;

/** Whether an event is looked at at all: not if it says that it happened more than 14 days before the start. */
export const isLookedAt = (
  { startedAtMs }: Pick<ExperimentRun, 'startedAtMs'>,
  { timestampMs }: Pick<UserEvent, 'timestampMs'>,
): boolean => timestampMs >= (startedAtMs ?? 0) - activityDays * dayMs;

/** When activity counts as that of before; `beforeMs` is not in it. What counts as effect begins there. */
export const activitySpan = (enteredAtMs: number): { fromMs: number; beforeMs: number } => ({
  fromMs: enteredAtMs - clockSkewMs - activityDays * dayMs,
  beforeMs: enteredAtMs - clockSkewMs,
});

/** A period has its begin in it, and not its end. */
const isRunningAt = (periods: readonly RunningPeriod[], atMs: number): boolean =>
  periods.some(({ fromMs, toMs }) => fromMs <= atMs && (toMs === null || atMs < toMs));

const isTouch = (event: UserEvent): event is UserEvent & Touch => event.kind !== 'impression';

function firstOfEach(events: readonly UserEvent[]): UserEvent[] {
  const firsts = new Map<string, UserEvent>();
  const alone: UserEvent[] = [];
  for (const event of events) {
    if (event.exposureId === null) {
      alone.push(event);
      continue;
    }
    const key = JSON.stringify([event.exposureId, event.productId, event.kind]);
    const known = firsts.get(key);
    if (known === undefined || isBefore(event, known)) firsts.set(key, event);
  }
  return [...alone, ...firsts.values()];
}

const isBefore = (a: UserEvent, b: UserEvent): boolean => a.log < b.log || (a.log === b.log && a.offset < b.offset);
