import { Match, Show, Switch } from 'solid-js';
import { AsOfAnswer } from '#console/replays/as-of-report.tsx';
import { EvaluationFigures } from '#console/replays/evaluation-report.tsx';
import { ExportFiles } from '#console/replays/export-files.tsx';
import { RebuildFigures } from '#console/replays/rebuild-report.tsx';
import { turnText } from '#console/replays/replay-words.ts';
import { WhatIfFigures } from '#console/replays/what-if-report.tsx';
import type { AsOfReport, EvaluationReport, RebuildReport, WhatIfReport } from '#schemas/http/replay-reports.ts';
import type { ReplayView } from '#schemas/http/replays.ts';

/** What a replay found, or why it found nothing. */
export function ReplayReport(props: { tenantId: string; replay: ReplayView; timeZone: string; currency: string }) {
  return (
    <Show when={props.replay.report} fallback={<p class="text-sm text-soft">{withoutReport(props.replay)}</p>}>
      <Switch>
        <Match when={props.replay.kind === 'evaluate'}>
          <EvaluationFigures report={props.replay.report as EvaluationReport} />
        </Match>
        <Match when={props.replay.kind === 'whatIf'}>
          <WhatIfFigures report={props.replay.report as WhatIfReport} currency={props.currency} />
        </Match>
        <Match when={props.replay.kind === 'asOf'}>
          <AsOfAnswer report={props.replay.report as AsOfReport} timeZone={props.timeZone} />
        </Match>
        <Match when={props.replay.kind === 'export'}>
          <ExportFiles {...props} />
        </Match>
        <Match when={props.replay.kind === 'rebuild'}>
          <RebuildFigures tenantId={props.tenantId} report={props.replay.report as RebuildReport} />
        </Match>
      </Switch>
    </Show>
  );
}

function withoutReport({ state, failure, waitingFor }: ReplayView): string {
  if (failure !== null) return failure;
  if (state === 'cancelled') return 'It was cancelled before it was done, and kept nothing.';
  return state === 'queued'
    ? `It waits its turn, ${turnText(waitingFor)}: a shop has one at work at a time.`
    : 'It is at work. What it finds will stand here.';
}
