import { several } from '#domain/several.ts';
import type {
  AsOfReport,
  EvaluationReport,
  ExportReport,
  RebuildReport,
  WhatIfReport,
} from '#schemas/http/replay-reports.ts';
import type { Replay } from '#stores/replays/replay.ts';
import { counterfactualLines } from './counterfactual-lines.ts';
import { rebuildText } from './parity-text.ts';

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** What people are told of a replay: how far it is, or what it found. `folder` is where its files lie. */
export function replayText(replay: Replay, folder: string): string {
  const head = `${replay.id} ${replay.kind} ${replay.state}`;
  if (replay.failure !== null) return `${head}: ${replay.failure}`;
  if (replay.report === null) {
    const { waitingFor, phase, done, total } = replay;
    if (waitingFor !== null && waitingFor > 0) return `${head}, after ${several(waitingFor, 'other')}`;
    return phase === null ? head : `${head}: ${phase} ${done}${total === null ? '' : ` of ${total}`}`;
  }
  return `${head}\n${reportText(replay, folder)}`;
}

function whatIfText({
  answers,
  changed,
  reproduced,
  clicks,
  revenue,
  today,
  changedWay,
  counterfactual,
  won,
  lost,
  notes,
}: WhatIfReport): string {
  const line = (name: string, of: typeof today) =>
    `  ${name.padEnd(12)} ${of.items.toFixed(1)} products an answer, ${of.products} different, ${of.categories.toFixed(1)} categories, ${percent(of.fallback)} by a stand-in; keeps ${of.clicksKept} of ${clicks} clicks and ${of.revenueKept} of ${revenue}`;
  const named = (counted: typeof won) => counted.map((one) => `${one.productId} (${one.answers})`).join(', ') || 'none';
  return [
    `${several(answers, 'answer')}, of which ${percent(changed)} would differ; today's settings answer ${percent(reproduced)} of what was shown again`,
    line('today', today),
    line('changed', changedWay),
    ...(counterfactual === null ? [] : counterfactualLines(counterfactual)),
    `won: ${named(won)}`,
    `lost: ${named(lost)}`,
    ...notes,
  ].join('\n');
}

function asOfText({ at, items, strategy, shown, isSame, isExact, records, products, notes }: AsOfReport): string {
  const shownIds = shown?.productIds ?? [];
  const place = ({ productId }: { productId: string }) => {
    const before = shownIds.indexOf(productId);
    return before < 0 ? 'not shown' : `shown as ${before + 1}`;
  };
  const gone = shownIds.filter((productId) => items.every((item) => item.productId !== productId));
  const isAs = isSame ? 'the same answer again' : 'another answer than was shown';
  return [
    `${at}: ${shown === null ? 'answered' : `${isAs},`} by ${strategy}${shown === null || strategy === shown.strategy ? '' : ` (then ${shown.strategy})`}`,
    `what was known: ${several(records, 'event or answer', 'events and answers')}, ${several(products, 'product')}${isExact ? '' : ', by time'}`,
    ...items.map(
      (item, n) =>
        `  ${String(n + 1).padStart(2)} ${item.productId}: ${item.reason}${isSame === false ? ` (${place(item)})` : ''}`,
    ),
    ...(gone.length === 0 ? [] : [`shown then, and not now: ${gone.join(', ')}`]),
    ...notes,
  ].join('\n');
}

function reportText({ kind, report, files }: Replay, folder: string): string {
  switch (kind) {
    case 'evaluate': {
      const { figures, questions, k, notes } = report as EvaluationReport;
      const rows = figures.map(({ name, metrics, unanswered }) => {
        const { hr, mrr } = metrics;
        return `  ${name.padEnd(28)} hr@${k} ${hr?.value.toFixed(3)} (${hr?.low.toFixed(3)} to ${hr?.high.toFixed(3)})  mrr@${k} ${mrr?.value.toFixed(3)}  unanswered ${percent(unanswered)}`;
      });
      return [several(questions, 'question'), ...rows, ...notes].join('\n');
    }
    case 'whatIf':
      return whatIfText(report as WhatIfReport);
    case 'asOf':
      return asOfText(report as AsOfReport);
    case 'export': {
      const { missingMonths, notes = [] } = report as ExportReport;
      const rows = files.reduce((sum, file) => sum + file.rows, 0);
      const missing =
        missingMonths.length === 0
          ? []
          : [`events of ${missingMonths.join(', ')} are in archives alone: docs/archives.md says how to read them`];
      return [
        `${several(rows, 'row')} in ${several(files.length - 1, 'file')}, in ${folder}`,
        ...missing,
        ...notes,
      ].join('\n');
    }
    case 'rebuild':
      return rebuildText(report as RebuildReport);
  }
}
