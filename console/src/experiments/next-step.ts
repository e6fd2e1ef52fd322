import type { Tone } from '#console/components/badge.tsx';
import { several } from '#console/format/several.ts';

/** What to do about an experiment next, in a word or two. Experiments with a lower `urgency` are shown first. */
export type NextStep = { text: string; tone: Tone; urgency: number };

type Seen = {
  status: 'draft' | 'running' | 'paused' | 'completed';
  /** Undefined before the results are there; a draft has none. */
  results?: { sampleSize: number; verdict: { decision: string; daysLeft: number | null } } | undefined;
};

/** Returns the badge of an experiment: while it runs what its verdict asks for, afterwards how it went. */
export function nextStepOf({ status, results }: Seen): NextStep {
  if (status === 'draft') return { text: 'draft', tone: 'plain', urgency: 3 };
  if (status === 'paused') return { text: 'paused', tone: 'notice', urgency: 2 };
  if (results === undefined) return { text: status, tone: 'plain', urgency: status === 'running' ? 4 : 6 };
  const { verdict, sampleSize } = results;
  if (verdict.decision === 'blocked') return { text: 'unhealthy', tone: 'bad', urgency: status === 'running' ? 0 : 5 };
  if (status === 'completed') return { ...outcomeOf(verdict.decision), urgency: 5 };
  if (sampleSize === 0) return { text: 'no data', tone: 'notice', urgency: 1 };
  if (verdict.decision === 'roll_back') return { text: 'roll back', tone: 'bad', urgency: 0 };
  if (verdict.decision === 'ship') return { text: 'ship', tone: 'good', urgency: 1 };
  if (verdict.decision === 'review') return { text: 'review', tone: 'notice', urgency: 1 };
  if (verdict.decision === 'keep') return { text: 'end it, nothing found', tone: 'notice', urgency: 1 };
  const days = verdict.daysLeft === null ? null : Math.ceil(verdict.daysLeft);
  return {
    text: days === null ? 'too early' : `about ${several(days, 'day')} left`,
    tone: 'info',
    urgency: 4,
  };
}

function outcomeOf(decision: string): { text: string; tone: Tone } {
  if (decision === 'ship') return { text: 'won', tone: 'good' };
  if (decision === 'roll_back') return { text: 'lost', tone: 'bad' };
  return { text: 'inconclusive', tone: 'plain' };
}
