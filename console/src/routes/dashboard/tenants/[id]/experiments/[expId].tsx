import { A, useNavigate, useParams } from '@solidjs/router';
import { Show } from 'solid-js';
import { Badge } from '#console/components/badge.tsx';
import { ButtonLink } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { ExperimentFacts } from '#console/experiments/experiment-facts.tsx';
import { nextStepOf } from '#console/experiments/next-step.ts';
import { ResultsOf } from '#console/experiments/results-of.tsx';
import { Checklist, StepButtons } from '#console/experiments/step-buttons.tsx';
import { createLiveQuery } from '#console/http/live-query.ts';
import { isNothingThere } from '#console/http/problem.ts';
import { readExperiment, readResults } from '#console/queries/experiments.ts';

/** One experiment: its verdict and what it rests on, and the steps it can take. */
export default function OneExperiment() {
  const { tenant } = useTenant();
  const params = useParams<{ expId: string }>();
  const navigate = useNavigate();
  const list = () => `${tenantPath(tenant().id)}/experiments`;
  const key = () => ({ id: tenant().id, expId: params.expId });
  const experiment = createLiveQuery(
    key,
    async ({ id, expId }, signal) => (await readExperiment(id, expId, signal)).data,
  );
  const isStarted = () => (experiment.answer()?.status ?? 'draft') !== 'draft';
  const results = createLiveQuery(
    () => (isStarted() ? key() : null),
    ({ id, expId }, signal) => readResults(id, expId, signal),
  );
  const refresh = () => {
    experiment.refresh();
    results.refresh();
  };
  return (
    <Show
      when={!isNothingThere(experiment.error())}
      fallback={
        <Page title="There is no such experiment" hint="It was deleted, or the address has a typing error.">
          <div>
            <ButtonLink href={list()}>All experiments</ButtonLink>
          </div>
        </Page>
      }
    >
      <Loaded query={experiment}>
        {(known) => {
          const next = () => nextStepOf({ status: known().status, results: results.answer()?.data });
          return (
            <Page
              title={known().name}
              hint={
                <span class="inline-flex flex-wrap items-center gap-2">
                  <A href={list()} class="underline underline-offset-4">
                    Experiments
                  </A>
                  <Badge tone={next().tone}>{next().text}</Badge>
                  <Show when={known().status !== next().text}>
                    <span>{known().status}</span>
                  </Show>
                </span>
              }
              actions={
                <>
                  <StepButtons
                    tenantId={tenant().id}
                    experiment={known()}
                    isReadOnly={tenant().status !== 'active'}
                    onStep={refresh}
                    onDelete={() => navigate(list(), { replace: true })}
                  />
                  <ButtonLink href={`${list()}/new?copy=${known().id}`}>Copy</ButtonLink>
                </>
              }
            >
              <Show when={known().status === 'draft'}>
                <Card title="Before the start">
                  <Checklist tenantId={tenant().id} expId={known().id} />
                </Card>
              </Show>
              <Show when={isStarted()}>
                <Loaded query={results}>
                  {(answer) => (
                    <ResultsOf
                      tenant={tenant()}
                      experiment={known()}
                      answer={answer()}
                      answeredAtMs={results.answeredAtMs()}
                      onReplayed={results.refresh}
                    />
                  )}
                </Loaded>
              </Show>
              <ExperimentFacts experiment={known()} timeZone={tenant().config.timeZone} />
            </Page>
          );
        }}
      </Loaded>
    </Show>
  );
}
