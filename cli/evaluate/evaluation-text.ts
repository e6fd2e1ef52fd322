import type { Figures } from '#domain/evaluation/figures.ts';
import { metricNames } from '#domain/evaluation/measure-answer.ts';
import type { Losses } from '#domain/evaluation/served-contender.ts';
import type { Evaluation } from './run-evaluation.ts';

/** An evaluation as a person reads it. docs/evaluate.md tells how. */
export function evaluationText(evaluation: Evaluation): string {
  const { k, questions, clusters, untilMs, unknown, figures, losses, difference, gates, notes, seconds } = evaluation;
  const from = untilMs === null ? '' : `, asked from ${new Date(untilMs).toISOString()} on`;
  return [
    `${n(questions)} questions of ${n(clusters)} shoppers or visits${from}; in ${percent(unknown)} of them what came next was unknown before`,
    '',
    ...aligned([
      [
        '',
        `HR@${k}`,
        '95 %',
        `MRR@${k}`,
        '95 %',
        `NDCG@${k}`,
        'recall',
        'coverage',
        'popularity',
        'unanswered',
        'p50 / p95 / p99 ms',
      ],
      ...figures.map(rowOf),
    ]),
    '',
    'By what came next: touched before by the shopper, or new to them',
    ...aligned([
      [
        '',
        'repeats',
        `HR@${k}`,
        `MRR@${k}`,
        'new',
        `HR@${k}`,
        `MRR@${k}`,
        'tied',
        `HR@${k} by ties`,
        `MRR@${k} by ties`,
      ],
      ...figures.map(kindRowOf),
    ]),
    ...losses.flatMap(({ strategy, losses }) => ['', ...lossLines(strategy, losses, k)]),
    ...(difference === null
      ? []
      : [
          '',
          `${difference.a} less ${difference.b}, paired over the same questions`,
          ...aligned(
            metricNames.map((name) => {
              const { value, low, high, aIsBetter } = difference.metrics[name];
              const verdict = low > 0 ? 'better' : high < 0 ? 'worse' : 'no difference shown';
              return [
                `${name}@${k}`,
                signed(value),
                `[${signed(low)}, ${signed(high)}]`,
                verdict,
                `better in ${percent(aIsBetter)} of the resamples`,
              ];
            }),
          ),
        ]),
    ...(gates.length === 0
      ? []
      : [
          '',
          ...gates.map(
            ({ gate, value, holds }) => `gate ${gate}: ${holds ? 'holds' : 'FAILS'}, it is ${figure(value)}`,
          ),
        ]),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `note: ${note}`)]),
    '',
    `${seconds.toFixed(1)} s`,
  ].join('\n');
}

function rowOf({ name, metrics, coverage, popularity, unanswered, latencyMs }: Figures): string[] {
  const { hr, mrr, ndcg, recall } = metrics;
  return [
    name,
    figure(hr.value),
    `[${figure(hr.low)}, ${figure(hr.high)}]`,
    figure(mrr.value),
    `[${figure(mrr.low)}, ${figure(mrr.high)}]`,
    figure(ndcg.value),
    figure(recall.value),
    percent(coverage),
    popularity === null ? '–' : `${popularity.toFixed(2)} ×`,
    percent(unanswered),
    [latencyMs.p50, latencyMs.p95, latencyMs.p99].map((ms) => ms.toFixed(2)).join(' / '),
  ];
}

function kindRowOf({ name, ofKind, ties }: Figures): string[] {
  const cells = ({ questions, hr, mrr }: { questions: number; hr: number; mrr: number }) =>
    questions === 0 ? ['0', '–', '–'] : [n(questions), figure(hr), figure(mrr)];
  const between = (of: 'hr' | 'mrr') => `${figure(ties.worst[of])} to ${figure(ties.best[of])}`;
  return [name, ...cells(ofKind.repeat), ...cells(ofKind.new), percent(ties.share), between('hr'), between('mrr')];
}

function lossLines(strategy: string, { questions, lostTo, gainedBy }: Losses, k: number): string[] {
  const rows = (counts: Record<string, number>) =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([by, count]) => [`  ${by}`, n(count), `${figure(count / questions)} of HR@${k}`]);
  const [lost, gained] = [rows(lostTo), rows(gainedBy)];
  return [
    `What the steps behind ${strategy} do to its hits, of ${n(questions)} questions`,
    `lost to${lost.length === 0 ? ' nothing' : ''}`,
    ...aligned(lost),
    `gained by${gained.length === 0 ? ' nothing' : ''}`,
    ...aligned(gained),
  ];
}

/** The first column to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

const n = (value: number): string => value.toLocaleString('en');
const figure = (value: number): string => value.toFixed(4);
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
