import { Show } from 'solid-js';
import { Card } from '#console/components/card.tsx';
import { Freshness } from '#console/components/freshness.tsx';
import { type Column, Table } from '#console/components/table.tsx';
import { AaCard } from '#console/experiments/aa-card.tsx';
import { EntriesCard, HealthCard } from '#console/experiments/health.tsx';
import { MetricTable } from '#console/experiments/metric-table.tsx';
import { OverTimeCard } from '#console/experiments/over-time-card.tsx';
import { VerdictCard, WaysCard } from '#console/experiments/verdict-card.tsx';
import { count, moneyIn } from '#console/format/numbers.ts';
import { type Experiment, type readResults, replayAa } from '#console/queries/experiments.ts';
import type { Tenant } from '#console/queries/tenants.ts';
import type { ExperimentResults } from '#schemas/http/experiment-results.ts';

type Arm = ExperimentResults['arms'][number];

/** The results of an experiment, from what can be concluded down to what it rests on. */
export function ResultsOf(props: {
  tenant: Tenant;
  experiment: Experiment;
  answer: Awaited<ReturnType<typeof readResults>>;
  answeredAtMs: number | null;
  onReplayed: () => void;
}) {
  const results = () => props.answer.data;
  const currency = () => props.tenant.config.currency;
  const columns = (): Column<Arm>[] => [
    { title: 'Arm', cell: ({ variant }) => variant },
    { title: 'Shoppers', isFigure: true, cell: ({ users }) => count(users) },
    { title: 'Impressions', isFigure: true, cell: ({ impressions }) => count(impressions) },
    { title: 'Clicks', isFigure: true, cell: ({ clicks }) => count(clicks) },
    { title: 'Conversions', isFigure: true, cell: ({ conversions }) => count(conversions) },
    { title: 'Revenue', isFigure: true, cell: ({ revenue }) => moneyIn(currency())(revenue) },
  ];
  return (
    <>
      <Show when={results().verdict.decision === 'blocked'}>
        <Banner tone="bad">
          Sample-ratio mismatch: shoppers were not split as planned. Whatever the figures below say may come from that.
        </Banner>
      </Show>
      <Show when={results().lowConfidence}>
        <Banner tone="notice">
          Low confidence: an arm has fewer than 500 shoppers. The figures are shown, and they are too few to judge.
        </Banner>
      </Show>
      <Freshness freshness={props.answer.meta.freshness} answeredAtMs={props.answeredAtMs} />
      <VerdictCard results={results()} currency={currency()} timeZone={props.tenant.config.timeZone} />
      <MetricTable results={results()} currency={currency()} />
      <OverTimeCard tenant={props.tenant} experiment={props.experiment} metric={results().metric} />
      <Card title="Both arms">
        <Table caption="What the shoppers of each arm did" rows={results().arms} columns={columns()} />
      </Card>
      <HealthCard results={results()} />
      <WaysCard results={results()} currency={currency()} />
      <EntriesCard results={results()} />
      <AaCard
        replay={results().replay}
        isReadOnly={props.tenant.status !== 'active'}
        onReplay={async () => {
          await replayAa(props.tenant.id, results().experimentId);
          props.onReplayed();
        }}
      />
    </>
  );
}

function Banner(props: { tone: 'bad' | 'notice'; children: string }) {
  return (
    <p
      role="note"
      class={`rounded-md px-4 py-3 text-sm ${props.tone === 'bad' ? 'bg-rust-soft text-rust' : 'bg-ochre-soft text-ochre'}`}
    >
      {props.children}
    </p>
  );
}
