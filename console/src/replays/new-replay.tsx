import { For, Match, Switch } from 'solid-js';
import { Field, SelectField } from '#console/components/field.tsx';
import { Form } from '#console/components/form.tsx';
import { ToggleGroup } from '#console/components/toggle-group.tsx';
import { askReplay } from '#console/queries/replays.ts';
import { LookBackFields } from '#console/replays/look-back-fields.tsx';
import { type FormValues, taskOf } from '#console/replays/task-of.ts';
import { strategyNames, strategyText } from '#console/strategies/strategy-words.ts';
import type { ReplayKind, ReplayView } from '#schemas/http/replays.ts';

const kinds: readonly { id: ReplayKind; label: string; reads: string; changes: string }[] = [
  {
    id: 'evaluate',
    label: 'Evaluate strategies',
    reads:
      'Reads the stored events of these days, learns from the earlier four fifths, and asks about the later fifth. Seconds for 10,000 events, minutes for a million.',
    changes: 'Nothing that shoppers see changes.',
  },
  {
    id: 'whatIf',
    label: 'What if',
    reads:
      'Reads what was asked for a placement in these days, evenly chosen, and 90 days of events before. Each question is answered twice from what was known then. About a minute for 2,000.',
    changes: 'Nothing that shoppers see changes.',
  },
  {
    id: 'asOf',
    label: 'Look back',
    reads:
      'Reads every event and answer that was known when an answer was given, and what the catalog and the settings were then. Seconds for 100,000 events.',
    changes: 'Nothing that shoppers see changes.',
  },
  {
    id: 'export',
    label: 'Export data',
    reads: 'Reads what is stored of these days, once. About a minute for a million events.',
    changes:
      'Nothing changes. The files can be saved for a week, and have what shoppers did: keep them as you would keep that.',
  },
  {
    id: 'rebuild',
    label: 'Build again',
    reads:
      'Reads every stored record of this installation, of all of its shops. Archived months come back for its length.',
    changes:
      'If it has the rows of the live version, the new one takes over in one step, and the one before is kept; else it waits until you confirm it. Live figures are served meanwhile.',
  },
];

const projections = [
  ['analytics', 'Analytics: daily and quarter-hourly figures'],
  ['attribution', 'Attribution: which click led to which purchase'],
  ['trending', 'Trending: what is popular by the hour'],
  ['top_products', 'Top products'],
  ['cooccurrence', 'Bought together: pair counts'],
  ['experiment_results', 'Results of experiments'],
  ['usage', 'Usage by the month'],
  ['catalog', 'Catalog: products as the log has them'],
] as const;

/** Asks for a replay in steps: what, of which days, by which settings; and says before it runs what will be read, and what will change. */
export function NewReplay(props: {
  tenantId: string;
  kind: ReplayKind;
  onChoose: (kind: ReplayKind) => void;
  onAsked: (replay: ReplayView) => void;
}) {
  const kind = () => props.kind;
  const chosen = () => kinds.find(({ id }) => id === kind());
  async function submit(values: FormValues): Promise<void> {
    const { data } = await askReplay(props.tenantId, taskOf(kind(), values));
    props.onAsked(data);
  }
  return (
    <Form submit="Start" onSubmit={submit}>
      <ToggleGroup
        label="What to do"
        options={kinds.map(({ id, label }) => ({ id, label }))}
        selected={kind()}
        onSelect={(id) => props.onChoose(id as ReplayKind)}
      />
      <Switch>
        <Match when={kind() === 'evaluate'}>
          <fieldset class="space-y-2">
            <legend class="mb-1.5 text-sm font-medium">Strategies</legend>
            <For each={strategyNames}>
              {(name) => (
                <label class="flex items-center gap-2 text-sm">
                  <input type="checkbox" name={`strategy:${name}`} checked={name === 'session'} />
                  {strategyText(name)}
                </label>
              )}
            </For>
          </fieldset>
          <Field
            label="Days"
            name="evaluate.days"
            type="number"
            min="1"
            max="3660"
            value="90"
            hint="Counted back from the last event."
          />
          <label class="flex items-center gap-2 text-sm">
            <input type="checkbox" name="served" />
            Measure the whole pipeline too: rules, filters, what stands in
          </label>
          <Field
            label="Placement"
            name="evaluate.placementId"
            value="default"
            hint="Whose rules hold in the pipeline."
          />
        </Match>
        <Match when={kind() === 'whatIf'}>
          <Field label="Placement" name="whatIf.placementId" value="default" hint="Whose answers are answered again." />
          <SelectField label="What would be set" name="change">
            <option value="off">No rules at all</option>
            <For each={strategyNames}>
              {(name) => <option value={`strategy:${name}`}>The strategy: {strategyText(name)}</option>}
            </For>
          </SelectField>
          <Field
            label="Days"
            name="whatIf.days"
            type="number"
            min="1"
            max="90"
            value="7"
            hint="Counted back from the last answer."
          />
        </Match>
        <Match when={kind() === 'asOf'}>
          <LookBackFields />
        </Match>
        <Match when={kind() === 'export'}>
          <SelectField label="Format" name="export.format">
            <option value="jsonl">JSON lines: an object a line</option>
            <option value="parquet">Parquet: for DuckDB, pandas, Spark</option>
            <option value="avro">Avro container files</option>
          </SelectField>
          <SelectField label="What" name="tables">
            <option value="">Events, exposures, attributions and catalog</option>
            <option value="events">Events</option>
            <option value="exposures">Exposures: what was shown to whom</option>
            <option value="attributions">Attributions</option>
            <option value="catalog">Catalog</option>
          </SelectField>
          <div class="grid gap-4 sm:grid-cols-2">
            <Field label="First day" name="export.from" type="date" hint="Of UTC; empty: the first there is." />
            <Field label="Last day" name="export.to" type="date" hint="Included; empty: today." />
          </div>
        </Match>
        <Match when={kind() === 'rebuild'}>
          <SelectField label="Projection" name="rebuild.projection">
            <For each={projections}>{([name, words]) => <option value={name}>{words}</option>}</For>
          </SelectField>
        </Match>
      </Switch>
      <dl class="space-y-2 rounded-md bg-sunken p-4 text-sm">
        <div>
          <dt class="font-medium">What will be read</dt>
          <dd class="text-soft">{chosen()?.reads}</dd>
        </div>
        <div>
          <dt class="font-medium">What will change</dt>
          <dd class="text-soft">{chosen()?.changes}</dd>
        </div>
      </dl>
    </Form>
  );
}
