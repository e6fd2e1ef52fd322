import { createSignal, createUniqueId, For, type JSX } from 'solid-js';
import { Card } from '#console/components/card.tsx';
import { Field, SelectField } from '#console/components/field.tsx';
import { Form } from '#console/components/form.tsx';
import { labelOf, metricNames } from '#console/experiments/metrics.ts';
import { inExperimentForm, newExperimentOf, percentOf, shareOf } from '#console/experiments/new-experiment.ts';
import { PlanPanel } from '#console/experiments/plan-panel.tsx';
import { strategyInPlace } from '#console/experiments/strategy-in-place.ts';
import type { Experiment, NewExperiment } from '#console/queries/experiments.ts';
import type { Tenant } from '#console/queries/tenants.ts';
import type { Widget } from '#console/queries/widgets.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';

/** Asks for a new experiment in three steps, and says beside them how many shoppers and days it takes. `from` is the one it is a copy of. */
export function ExperimentForm(props: {
  tenant: Tenant;
  /** Where shoppers were shown something, and where a widget is, for the field to propose. */
  placements: readonly string[];
  /** They say what each placement asks now, which is the control until another one is chosen. */
  widgets: readonly Widget[];
  from: Experiment | undefined;
  onSubmit: (body: NewExperiment) => Promise<void>;
}) {
  const { from } = props;
  const listId = createUniqueId();
  const strategies = Object.keys(props.tenant.config.strategies);
  const [placementId, setPlacementId] = createSignal(from?.placementId ?? props.placements[0] ?? 'default');
  const [metric, setMetric] = createSignal<Experiment['metric']>(from?.metric ?? 'ctr');
  const [lift, setLift] = createSignal(from === undefined ? '5' : percentOf(from.targetPrecision));
  const [split, setSplit] = createSignal(String(from?.trafficSplit ?? 50));
  const [days, setDays] = createSignal(from?.plannedDays == null ? '' : String(from.plannedDays));
  const inPlace = () => strategyInPlace(props.widgets, placementId().trim(), props.tenant.config.defaultStrategy);
  const [chosenControl, setChosenControl] = createSignal(from?.controlStrategy);
  const [chosenVariant, setChosenVariant] = createSignal(from?.variantStrategy);
  const control = () => chosenControl() ?? inPlace();
  const variant = () => chosenVariant() ?? strategies.find((name) => name !== control());
  const marginOf = (name: string) => {
    const guarded = from?.guardrails.find((guardrail) => guardrail.metric === name);
    return guarded === undefined ? '' : percentOf(guarded.margin);
  };
  let sent: NewExperiment | undefined;
  const submit = (values: Readonly<Record<string, string>>) => {
    sent = newExperimentOf(values);
    return props.onSubmit(sent);
  };
  return (
    <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <Card>
        <Form
          submit="Create the draft"
          onSubmit={submit}
          inForm={(told) => (sent === undefined ? told : inExperimentForm(told, sent))}
        >
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
                value={control()}
                hint={control() === inPlace() ? 'What is there now.' : `Now it is: ${strategyText(inPlace())}.`}
                onChange={(event) => setChosenControl(event.currentTarget.value)}
              >
                <Options names={strategies} />
              </SelectField>
              <SelectField
                label="Variant"
                name="variantStrategy"
                value={variant()}
                hint="What may be better."
                onChange={(event) => setChosenVariant(event.currentTarget.value)}
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
                      value={marginOf(name)}
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
                value={lift()}
                hint="Half of it takes four times as many shoppers."
                onInput={(event) => setLift(event.currentTarget.value)}
              />
              <Field
                label="Share of the control, in percent"
                name="trafficSplit"
                inputmode="numeric"
                value={split()}
                hint="50 takes the fewest shoppers."
                onInput={(event) => setSplit(event.currentTarget.value)}
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
          question={{
            placementId: placementId().trim(),
            metric: metric(),
            lift: shareOf(lift()),
            trafficSplit: Number(split()),
          }}
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
