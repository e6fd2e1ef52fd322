import type { Difference } from './bootstrap.ts';
import type { Figures } from './figures.ts';
import { type MetricName, metricNames } from './measure-answer.ts';

/**
 * A condition on a figure, as `hr>=0.69`, `session.mrr.low>0.36`, `session-popularity.hr.low>0` or `p99<5`:
 *
 *     [contender '.' | contender '-' contender '.'] figure ['.low' | '.high'] ('>=' | '>' | '<=' | '<') number
 *
 * Without a contender the first one is meant. `low` and `high` are the ends of the interval.
 */
export type Gate = {
  text: string;
  of: string | null;
  figure: GateFigure;
  end: 'value' | 'low' | 'high';
  op: Op;
  than: number;
};

const plainFigures = ['coverage', 'popularity', 'unanswered', 'p50', 'p95', 'p99'] as const;
const gateFigures = [...metricNames, ...plainFigures];
type GateFigure = (typeof gateFigures)[number];
type Op = keyof typeof compare;
const compare = {
  '>=': (a: number, b: number) => a >= b,
  '>': (a: number, b: number) => a > b,
  '<=': (a: number, b: number) => a <= b,
  '<': (a: number, b: number) => a < b,
};

const pattern = new RegExp(
  String.raw`^(?:([a-z_:]+(?:-[a-z_:]+)?)\.)?(${gateFigures.join('|')})(?:\.(low|high))?\s*(>=|<=|>|<)\s*([+-]?(?:\d+\.?\d*|\.\d+))$`,
);

/** Null if the text is no gate. */
export function parseGate(text: string): Gate | null {
  const [, of, figure, end, op, than] = pattern.exec(text.trim()) ?? [];
  if (op === undefined) return null;
  const isInterval = metricNames.some((one) => one === figure);
  if (!isInterval && (end !== undefined || of?.includes('-') === true)) return null;
  return {
    text: text.trim(),
    of: of ?? null,
    figure: figure as GateFigure,
    end: (end as Gate['end'] | undefined) ?? 'value',
    op: op as Op,
    than: Number(than),
  };
}

export const gateExample = `hr>=0.69, session.mrr.low>0.36, session-popularity.hr.low>0 or p99<5; figures are ${gateFigures.join(', ')}`;

/** Whether a gate holds, and the figure it looked at; null if nobody has such a figure. `differences` by `a-b`. */
export function judgeGate(
  { of, figure, end, op, than }: Gate,
  figures: readonly Figures[],
  differences: ReadonlyMap<string, Readonly<Record<MetricName, Difference>>>,
): { value: number; holds: boolean } | null {
  const value = of?.includes('-')
    ? differences.get(of)?.[figure as MetricName][end]
    : figureOf(of === null ? figures[0] : figures.find(({ name }) => name === of), figure, end);
  return value === undefined || value === null ? null : { value, holds: compare[op](value, than) };
}

function figureOf(found: Figures | undefined, figure: GateFigure, end: Gate['end']): number | null | undefined {
  switch (figure) {
    case 'coverage':
    case 'popularity':
    case 'unanswered':
      return found?.[figure];
    case 'p50':
    case 'p95':
    case 'p99':
      return found?.latencyMs[figure];
    default:
      return found?.metrics[figure][end];
  }
}
