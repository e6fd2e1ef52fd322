import { several } from '../several.ts';
import { type Check, leastUsersOfArm } from './check-health.ts';
import type { Experiment, Guardrail } from './experiment.ts';
import type { JudgedMetric } from './judge-metric.ts';
import { fewEffectiveUsers } from './statistics/click-rate.ts';

/** What a careful analyst would do. `keep`: control stays, since nothing was found until the planned end. */
export type Decision = 'ship' | 'roll_back' | 'keep' | 'review' | 'wait' | 'blocked';

/** `rule` names what fired; `text` says it in a sentence. `daysLeft` until the target precision, by own traffic; null if that is not known. */
export type Verdict = { decision: Decision; rule: VerdictRule; text: string; daysLeft: number | null };
export type VerdictRule =
  | 'traffic_imbalance'
  | 'no_users'
  | 'first_days'
  | 'not_ready'
  | 'guardrail_loses'
  | 'goal_loses'
  | 'goal_wins'
  | 'nothing_loses'
  | 'nothing_found';

export type GuardrailState = { metric: Guardrail['metric']; margin: number; state: 'holds' | 'loses' | 'open' };

/** For so long nothing is said: the first users are not like the others. */
const silentDays = 3;
const dayMs = 86_400_000;

export type VerdictInput = {
  experiment: Pick<Experiment, 'preset' | 'guardrails' | 'targetPrecision' | 'plannedDays' | 'status'>;
  goal: JudgedMetric;
  /** The metrics that guardrails name, at least. */
  metrics: readonly JudgedMetric[];
  checks: readonly Check[];
  /** How long it has run, pauses not counted. */
  ranMs: number;
  users: number;
};

/**
 * Gives the verdict by the rules of the preset (experiments.md, 'The verdict'). It is ready once the confidence sequence leaves zero out, the
 * interval is as narrow as was aimed at, or the planned end has come; before that the answer is to wait.
 */
export function giveVerdict(input: VerdictInput): Verdict {
  const { experiment, goal, checks, ranMs, users } = input;
  const daysLeft = daysLeftOf(input);
  const say = (decision: Decision, rule: VerdictRule, text: string): Verdict => ({ decision, rule, text, daysLeft });

  const blocking = checks.find(({ blocks }) => blocks);
  if (blocking !== undefined)
    return say(
      'blocked',
      'traffic_imbalance',
      `Users were not split as planned: ${blocking.text}. Find out why before you read any figure.`,
    );
  const isCompleted = experiment.status === 'completed';
  if (users === 0)
    return say('wait', 'no_users', isCompleted ? 'Nobody was shown anything.' : 'Nobody has been shown anything yet.');
  const hasEnded = isCompleted || ranMs >= (experiment.plannedDays ?? Number.POSITIVE_INFINITY) * dayMs;
  if (ranMs < silentDays * dayMs && !isCompleted)
    return say(
      'wait',
      'first_days',
      `In the first ${silentDays} days no verdict is given: the first users are not like the others.`,
    );

  const isLastLook = hasEnded || isPrecise(goal, experiment.targetPrecision);
  const direction = directionOf(goal, isLastLook);
  const losing = guardrailStates(experiment.guardrails, input.metrics).filter(
    (guardrail) => guardrail.state === 'loses' && (isLastLook || losesAtEveryLook(guardrail, input.metrics)),
  );
  if (direction === 'unready' && losing.length === 0)
    return say(
      'wait',
      'not_ready',
      `Too early to tell${daysLeft === null ? '' : `: about ${several(Math.ceil(daysLeft), 'more day')} at this traffic`}.`,
    );
  const lack = hasEnded ? lackOf(input) : null;
  const conclude = (decision: Decision, rule: VerdictRule, text: string) =>
    say(decision, rule, lack === null ? text : `${text} ${lack.who} to rely on that: ${lack.what}.`);
  if (losing.length > 0)
    return conclude(
      'roll_back',
      'guardrail_loses',
      `${losing.map(({ metric }) => metric).join(', ')} fell by more than the margin allows.`,
    );
  if (direction === 'loses') return conclude('roll_back', 'goal_loses', `${goal.metric} is lower with the variant.`);
  if (direction === 'wins')
    return conclude('ship', 'goal_wins', `${goal.metric} is higher with the variant, and no guardrail loses.`);
  if (experiment.preset === 'do_no_harm')
    return conclude('ship', 'nothing_loses', 'Nothing is worse with the variant.');
  return say(
    hasEnded ? 'keep' : 'review',
    'nothing_found',
    lack === null
      ? `No difference of ${goal.metric} was found that this experiment can tell from chance.`
      : `${lack.who} to say whether the variant changes ${goal.metric}: ${lack.what}.`,
  );
}

/** What an experiment has too little of for its end to say anything, by the checks; null if it has enough. */
function lackOf({ experiment, goal, checks }: VerdictInput): { who: string; what: string } | null {
  const missed = (name: Check['name']) => checks.find((check) => check.name === name && !check.ok)?.value;
  const days = missed('full_week');
  const users = missed('enough_users');
  const effective = goal.metric === 'ctr' ? missed('effective_users') : undefined;
  const what = [
    ...(days === undefined ? [] : [`${days.toFixed(1)} of 7 days`]),
    ...(users === undefined ? [] : [`${users} of ${leastUsersOfArm} users in the smaller arm`]),
    ...(effective === undefined ? [] : [`${Math.floor(effective)} of ${fewEffectiveUsers} effective users`]),
  ];
  if (what.length === 0) return null;
  const isOver = experiment.status === 'completed';
  const who =
    days === undefined ? `It ${isOver ? 'had' : 'has'} too few users` : `It ${isOver ? 'ended' : 'is'} too early`;
  return { who, what: what.join(', ') };
}

/** Whether a guardrail holds (not worse than the margin), loses (worse than the margin), or cannot be told yet. */
export function guardrailStates(guardrails: readonly Guardrail[], metrics: readonly JudgedMetric[]): GuardrailState[] {
  return guardrails.map(({ metric, margin }) => {
    const { lower, upper } = metrics.find((judged) => judged.metric === metric)?.liftInterval ?? {
      lower: null,
      upper: null,
    };
    const state = lower !== null && lower > -margin ? 'holds' : upper !== null && upper < -margin ? 'loses' : 'open';
    return { metric, margin, state };
  });
}

/** Whether the confidence sequence lies below the margin: by the interval for one look, somebody who looks daily would roll back one in eight for nothing. */
function losesAtEveryLook({ metric, margin }: Guardrail, metrics: readonly JudgedMetric[]): boolean {
  const judged = metrics.find((one) => one.metric === metric);
  const upper = judged?.sequential.interval.upper ?? null;
  return judged !== undefined && upper !== null && upper < -margin * Math.abs(judged.control);
}

function directionOf(
  { sequential, difference }: JudgedMetric,
  isLastLook: boolean,
): 'wins' | 'loses' | 'none' | 'unready' {
  if (sequential.pValue < 0.05) return difference.value > 0 ? 'wins' : 'loses';
  if (!isLastLook) return 'unready';
  if (difference.pValue === null || difference.pValue >= 0.05) return 'none';
  return difference.value > 0 ? 'wins' : 'loses';
}

const halfWidthOf = ({ liftInterval: { lower, upper } }: JudgedMetric): number | null =>
  lower === null || upper === null ? null : (upper - lower) / 2;

function isPrecise(goal: JudgedMetric, targetPrecision: number): boolean {
  const half = halfWidthOf(goal);
  return half !== null && half <= targetPrecision;
}

/** An interval narrows with the root of the users: (half-width ÷ target)² times the days so far, less those. */
function daysLeftOf({ experiment, goal, ranMs }: VerdictInput): number | null {
  const half = halfWidthOf(goal);
  if (half === null || experiment.status === 'completed') return null;
  return Math.max(0, ((half / experiment.targetPrecision) ** 2 - 1) * (ranMs / dayMs));
}
