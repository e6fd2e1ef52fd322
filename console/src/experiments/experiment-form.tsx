import { createSignal, createUniqueId, For, type JSX } from 'solid-js';
import { Card } from '#console/components/card.tsx';
import { Field, SelectField } from '#console/components/field.tsx';
import { Form } from '#console/components/form.tsx';
import { labelOf, metricNames } from '#console/experiments/metrics.ts';
import { newExperimentOf } from '#console/experiments/new-experiment.ts';
import { PlanPanel } from '#console/experiments/plan-panel.tsx';
import type { Experiment, NewExperiment } from '#console/queries/experiments.ts';
import type { Tenant } from '#console/queries/tenants.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';

/** Asks for a new experiment in three steps, and says beside them how many shoppers and days it takes. `from` is the one it is a copy of. */
export function ExperimentForm(props: {
  tenant: Tenant;
  /** Where shoppers were shown something, for the field to propose. */
  placements: readonly string[];
  from: Experiment | undefined;
  onSubmit: (body: NewExperiment) => Promise<void>;
}) {
  const { from } = props;
  const listId = createUniqueId();
  const strategies = Object.keys(props.tenant.config.strategies);
  const [placementId, setPlacementId] = createSignal(from?.placementId ?? props.placements[0] ?? 'default');
  const [metric, setMetric] = createSignal<Experiment['metric']>(from?.metric ?? 'ctr');
  const [lift, setLift] = createSignal(from === undefined ? 5 : from.targetPrecision * 100);
  const [split, setSplit] = createSignal(from?.trafficSplit ?? 50);
  const [days, setDays] = createSignal(from?.plannedDays == null ? '' : String(from.plannedDays));
  const marginOf = (name: string) => from?.guardrails.find((guardrail) => guardrail.metric === name)?.margin;
  return (
    <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <Card>
        <Form submit="Create the draft" onSubmit={(values) => props.onSubmit(newExperimentOf(values))}>
          <Step title="1. What is tried">
            <Field
              label="Name"
              name="name"
              autocomplete="off"
              value={from === undefined ? '' : `Copy of ${from.name}`}
              placeholder="Session or popular on the home page"
            />
            <Field
              label="Placement"
              name="placementId"
              list={listId}
              autocomplete="off"
              value={placementId()}
              hint="Where in the shop. One experiment at a time can run there."
              onInput={(event) => setPlacementId(event.currentTarget.value)}
            />
            <datalist id={listId}>
              <For each={props.placements}>{(placement) => <option value={placement} />}</For>
            </datalist>
            <div class="grid gap-5 sm:grid-cols-2">
              <SelectField
                label="Control"
                name="controlStrategy"
                value={from?.controlStrategy ?? props.tenant.config.defaultStrategy}
                hint="What is there now."
              >
                <Options names={strategies} />
              </SelectField>
              <SelectField
                label="Variant"
                name="variantStrategy"
                value={from?.variantStrategy ?? strategies.find((name) => name !== props.tenant.config.defaultStrategy)}
                hint="What may be better."
              >
                <Options names={strategies} />
              </SelectField>
            </div>
          </Step>
          <Step title="2. What decides">
            <SelectField
              label="Metric"
              name="metric"
              value={metric()}
              onChange={(event) => setMetric(event.currentTarget.value as Experiment['metric'])}
            >
              <For each={metricNames}>{(name) => <option value={name}>{labelOf(name)}</option>}</For>
            </SelectField>
            <SelectField
              label="Preset"
              name="preset"
              value={from?.preset ?? 'clear_signals'}
              hint="Clear signals ships what wins; do no harm ships what does not lose."
            >
              <option value="clear_signals">Clear signals</option>
              <option value="do_no_harm">Do no harm</option>
            </SelectField>
            <fieldset>
              <legend class="mb-1.5 text-sm font-medium">Guardrails</legend>
              <p class="mb-3 text-sm text-soft">
                By how many percent a metric may fall at most. An empty one guards nothing.
              </p>
              <div class="grid gap-5 sm:grid-cols-3">
                <For each={metricNames}>
                  {(name) => (
                    <Field
                      label={labelOf(name)}
                      name={`guardrail.${name}`}
                      inputmode="decimal"
                      autocomplete="off"
                      value={marginOf(name) === undefined ? '' : String((marginOf(name) ?? 0) * 100)}
                      placeholder="%"
                    />
                  )}
                </For>
              </div>
            </fieldset>
          </Step>
          <Step title="3. How long">
            <div class="grid gap-5 sm:grid-cols-2">
              <Field
                label="Change worth finding, in percent"
                name="targetPrecision"
                inputmode="decimal"
                value={String(lift())}
                hint="Half of it takes four times as many shoppers."
                onInput={(event) => setLift(Number(event.currentTarget.value))}
              />
              <Field
                label="Share of the control, in percent"
                name="trafficSplit"
                inputmode="numeric"
                value={String(split())}
                hint="50 takes the fewest shoppers."
                onInput={(event) => setSplit(Number(event.currentTarget.value))}
              />
            </div>
            <Field
              label="Planned days"
              name="plannedDays"
              inputmode="numeric"
              value={days()}
              hint="At their end a verdict is given in any case. Empty: no planned end."
              onInput={(event) => setDays(event.currentTarget.value)}
            />
          </Step>
        </Form>
      </Card>
      <div class="lg:sticky lg:top-6">
        <PlanPanel
          tenantId={props.tenant.id}
          currency={props.tenant.config.currency}
          question={{ placementId: placementId(), metric: metric(), lift: lift() / 100, trafficSplit: split() }}
          onDays={(planned) => setDays(String(planned))}
        />
      </div>
    </div>
  );
}

function Step(props: { title: string; children: JSX.Element }) {
  return (
    <section class="space-y-5 border-b border-line pb-6">
      <h2 class="text-lg">{props.title}</h2>
      {props.children}
    </section>
  );
}

function Options(props: { names: readonly string[] }) {
  return <For each={props.names}>{(name) => <option value={name}>{strategyText(name)}</option>}</For>;
}
