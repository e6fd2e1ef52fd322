import type { EvaluationReport, ExportReport, RebuildReport } from '#schemas/http/replays.ts';
import type { Replay } from '#stores/replays/replay.ts';

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** What people are told of a replay: how far it is, or what it found. `folder` is where its files lie. */
export function replayText(replay: Replay, folder: string): string {
  const head = `${replay.id} ${replay.kind} ${replay.state}`;
  if (replay.failure !== null) return `${head}: ${replay.failure}`;
  if (replay.report === null) {
    const { phase, done, total } = replay;
    return phase === null ? head : `${head}: ${phase} ${done}${total === null ? '' : ` of ${total}`}`;
  }
  return `${head}\n${reportText(replay, folder)}`;
}

function reportText({ kind, report, files }: Replay, folder: string): string {
  switch (kind) {
    case 'evaluate': {
      const { figures, questions, k, notes } = report as EvaluationReport;
      const rows = figures.map(({ name, metrics, unanswered }) => {
        const { hr, mrr } = metrics;
        return `  ${name.padEnd(28)} hr@${k} ${hr?.value.toFixed(3)} (${hr?.low.toFixed(3)} to ${hr?.high.toFixed(3)})  mrr@${k} ${mrr?.value.toFixed(3)}  unanswered ${percent(unanswered)}`;
      });
      return [`${questions.toLocaleString('en')} questions`, ...rows, ...notes].join('\n');
    }
    case 'export': {
      const { missingMonths } = report as ExportReport;
      const rows = files.reduce((sum, file) => sum + file.rows, 0);
      const missing =
        missingMonths.length === 0
          ? []
          : [`events of ${missingMonths.join(', ')} are in archives alone: docs/archives.md says how to read them`];
      return [`${rows.toLocaleString('en')} rows in ${files.length - 1} files, in ${folder}`, ...missing].join('\n');
    }
    case 'rebuild': {
      const { projection, version, events } = report as RebuildReport;
      return `${projection} is at version ${version}: ${events.toLocaleString('en')} events`;
    }
  }
}
