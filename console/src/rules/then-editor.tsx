import { Match, Show, Switch } from 'solid-js';
import { Choice } from '#console/components/choice.tsx';
import { Field } from '#console/components/field.tsx';
import { NumberInput } from '#console/components/number-input.tsx';
import { TextsInput } from '#console/components/texts-input.tsx';
import { actionNames, actions } from '#console/rules/actions.ts';
import { FilterEditor } from '#console/rules/filter-editor.tsx';
import { knownFacets } from '#console/rules/known-words.tsx';
import type { Filter, Then } from '#console/rules/rule.ts';
import { FillEditor, StrategyEditor } from '#console/rules/strategies-editor.tsx';

const modes = [
  ['keep', 'kept'],
  ['demote', 'moved down'],
  ['drop', 'left out'],
] as const;

/** What a rule does: its action, and a field for each of what that takes. */
export function ThenEditor(props: { then: Then; onChange: (then: Then) => void }) {
  return (
    <div class="space-y-4">
      <Choice
        label="What it does"
        value={props.then.action}
        hint={actions[props.then.action].hint}
        options={actionNames.map((name) => [name, actions[name].label] as const)}
        onChange={(action) => props.onChange(actions[action].fresh)}
      />
      <ThenFields then={props.then} onChange={props.onChange} />
    </div>
  );
}

/** A field for each of what the action of a rule takes. */
export function ThenFields(props: { then: Then; onChange: (then: Then) => void }) {
  /** The rule as that of one of these actions; undefined of any other. Fields are asked for by name, since several actions share most of them. */
  const set = (fields: object) => props.onChange({ ...props.then, ...fields } as Then);
  const has = (field: string) => field in actions[props.then.action].fresh;
  const value = (field: string) => (props.then as Readonly<Record<string, unknown>>)[field];
  const number = (field: string) => value(field) as number | undefined;
  return (
    <div class="space-y-4">
      <Show when={has('filter')}>
        <FilterEditor filter={value('filter') as Filter} onChange={(filter) => set({ filter })} />
      </Show>
      <Show when={has('productIds')}>
        <TextsInput
          label="Product ids"
          value={value('productIds') as string[]}
          onChange={(productIds) => set({ productIds })}
        />
      </Show>
      <div class="grid gap-4 sm:grid-cols-2">
        <Show when={has('position')}>
          <NumberInput
            label="Place"
            hint="1 is the first."
            min={1}
            max={50}
            step={1}
            value={(number('position') ?? 0) + 1}
            onChange={(place) => set({ position: (place ?? 1) - 1 })}
          />
          <Choice
            label="What an “only” rule leaves out"
            value={value('force') === true ? 'force' : 'no'}
            options={[
              ['no', 'stays out'],
              ['force', 'is pinned all the same'],
            ]}
            onChange={(force) => set({ force: force === 'force' ? true : undefined })}
          />
        </Show>
        <Show when={has('factor')}>
          <NumberInput
            label="Factor"
            hint="1 to 10."
            min={1}
            max={10}
            value={number('factor')}
            onChange={(factor) => set({ factor: factor ?? 1 })}
          />
        </Show>
        <Show when={has('facet')}>
          <Field
            label="Facet"
            name=""
            hint="category, currency or an attribute."
            list={knownFacets}
            value={String(value('facet') ?? '')}
            onChange={(event) => set({ facet: event.currentTarget.value })}
          />
        </Show>
        <Switch>
          <Match when={props.then.action === 'match'}>
            <Choice
              label="Its value is"
              value={value('mode') as 'same' | 'different'}
              options={[
                ['same', 'the same'],
                ['different', 'another one'],
              ]}
              onChange={(mode) => set({ mode })}
            />
          </Match>
          <Match when={props.then.action === 'limit'}>
            <NumberInput
              label="At most"
              min={1}
              max={50}
              step={1}
              value={number('max')}
              onChange={(max) => set({ max: max ?? 1 })}
            />
          </Match>
          <Match when={props.then.action === 'priceRange'}>
            <NumberInput label="From" min={0} value={number('min')} onChange={(min) => set({ min })} />
            <NumberInput label="To" min={0} value={number('max')} onChange={(max) => set({ max })} />
            <Choice
              label="In"
              value={(value('relativeTo') as 'product' | 'cart' | undefined) ?? 'price'}
              options={[
                ['price', "the tenant's currency"],
                ['product', "percent of the viewed product's price"],
                ['cart', 'percent of the cart'],
              ]}
              onChange={(unit) => set({ relativeTo: unit === 'price' ? undefined : unit })}
            />
          </Match>
          <Match when={props.then.action === 'seen' || props.then.action === 'purchased'}>
            <Choice
              label="These are"
              value={value('mode') as 'keep' | 'demote' | 'drop'}
              options={modes}
              onChange={(mode) => set({ mode })}
            />
          </Match>
        </Switch>
        <Show when={has('strength')}>
          <NumberInput
            label="Strength"
            hint="0 changes nothing, 1 is the most."
            min={0}
            max={1}
            value={number('strength')}
            onChange={(strength) => set({ strength: strength ?? 0 })}
          />
        </Show>
        <Show when={has('windowMinutes')}>
          <NumberInput
            label="In the last minutes"
            min={1}
            max={43_200}
            step={1}
            value={number('windowMinutes')}
            onChange={(windowMinutes) => set({ windowMinutes: windowMinutes ?? 1 })}
          />
        </Show>
        <Show when={props.then.action === 'purchased'}>
          <NumberInput
            label="For so many days"
            hint="Empty: for ever."
            min={1}
            max={3_650}
            step={1}
            value={number('afterDays')}
            onChange={(afterDays) => set({ afterDays })}
          />
        </Show>
      </div>
      <Show when={props.then.action === 'strategy'}>
        <StrategyEditor then={props.then as Extract<Then, { action: 'strategy' }>} onChange={props.onChange} />
      </Show>
      <Show when={props.then.action === 'fill'}>
        <FillEditor strategies={value('strategies') as string[]} onChange={(strategies) => set({ strategies })} />
      </Show>
    </div>
  );
}
