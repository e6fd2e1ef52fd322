import { For, Index, Match, Show, Switch } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Choice } from '#console/components/choice.tsx';
import { Field, SelectField } from '#console/components/field.tsx';
import { NumberInput } from '#console/components/number-input.tsx';
import { TextsInput } from '#console/components/texts-input.tsx';
import { FilterEditor } from '#console/rules/filter-editor.tsx';
import { scalarOf } from '#console/rules/filter-fields.ts';
import { knownCategories } from '#console/rules/known-words.tsx';
import type { Filter, When } from '#console/rules/rule.ts';
import { partsOfWhen, type WhenPart, whenWords, withoutPart, withPart } from '#console/rules/when-parts.ts';

/** Under which conditions a rule holds: all of them must. Without any it always does. */
export function WhenEditor(props: { when: When | undefined; onChange: (when: When | undefined) => void }) {
  const when = (): When => props.when ?? {};
  const parts = () => partsOfWhen(when());
  const others = () =>
    (Object.keys(whenWords) as WhenPart[]).filter((part) => part === 'params' || !parts().includes(part));
  return (
    <div class="space-y-3">
      <Show when={parts().length === 0}>
        <p class="text-sm text-soft">It always holds.</p>
      </Show>
      <For each={parts()}>
        {(part) => (
          <div class="flex flex-wrap items-end gap-3 rounded-md border border-line p-3">
            <div class="min-w-0 flex-1 basis-60">
              <Part part={part} when={when()} onChange={props.onChange} />
            </div>
            <Button
              isSmall
              aria-label={`Remove: ${whenWords[part]}`}
              onClick={() => props.onChange(withoutPart(when(), part))}
            >
              Remove
            </Button>
          </div>
        )}
      </For>
      <SelectField
        label="Add a condition"
        name=""
        value=""
        onChange={(event) => {
          const part = event.currentTarget.value as WhenPart;
          event.currentTarget.value = '';
          props.onChange(withPart(when(), part));
        }}
      >
        <option value="">Choose…</option>
        <For each={others()}>{(part) => <option value={part}>{whenWords[part]}</option>}</For>
      </SelectField>
    </div>
  );
}

function Part(props: { part: WhenPart; when: When; onChange: (when: When) => void }) {
  const context = (fields: object) => props.onChange({ ...props.when, context: { ...props.when.context, ...fields } });
  const user = (fields: object) => props.onChange({ ...props.when, user: { ...props.when.user, ...fields } });
  const cart = (fields: object) => props.onChange({ ...props.when, cart: { ...props.when.cart, ...fields } });
  const between = () => props.when.cart?.total?.between ?? [0, 0];
  return (
    <Switch>
      <Match when={props.part === 'productId'}>
        <TextsInput
          label={whenWords.productId}
          value={props.when.context?.productId?.in ?? []}
          onChange={(ids) => context({ productId: { in: ids } })}
        />
      </Match>
      <Match when={props.part === 'category'}>
        <CategoryInput
          label={whenWords.category}
          value={props.when.context?.category?.under ?? ''}
          onChange={(under) => context({ category: { under } })}
        />
      </Match>
      <Match when={props.part === 'filter'}>
        <p class="mb-2 text-sm font-medium">{whenWords.filter}</p>
        <FilterEditor filter={props.when.context?.filter as Filter} onChange={(filter) => context({ filter })} />
      </Match>
      <Match when={props.part === 'isNew'}>
        <Choice
          label="The shopper is"
          value={props.when.user?.isNew === false ? 'known' : 'new'}
          options={[
            ['new', 'new: has no events yet'],
            ['known', 'known: has some'],
          ]}
          onChange={(value) => user({ isNew: value === 'new' })}
        />
      </Match>
      <Match when={props.part === 'hasBought'}>
        <CategoryInput
          label={whenWords.hasBought}
          value={props.when.user?.hasBought?.category ?? ''}
          onChange={(category) => user({ hasBought: { category } })}
        />
      </Match>
      <Match when={props.part === 'cartTotal'}>
        <div class="grid grid-cols-2 gap-3">
          <NumberInput
            label="The cart is worth at least"
            min={0}
            value={between()[0]}
            onChange={(low) => cart({ total: { between: [low ?? 0, between()[1] ?? 0] } })}
          />
          <NumberInput
            label="and at most"
            min={0}
            value={between()[1]}
            onChange={(high) => cart({ total: { between: [between()[0] ?? 0, high ?? 0] } })}
          />
        </div>
      </Match>
      <Match when={props.part === 'cartContains'}>
        <TextsInput
          label={whenWords.cartContains}
          value={props.when.cart?.contains ?? []}
          onChange={(contains) => cart({ contains })}
        />
      </Match>
      <Match when={props.part === 'params'}>
        <div class="space-y-3">
          <p class="text-sm font-medium">{whenWords.params}</p>
          <Index each={props.when.params ?? []}>
            {(param, index) => {
              const set = (fields: object) =>
                props.onChange({
                  ...props.when,
                  params: (props.when.params ?? []).with(index, { ...param(), ...fields }),
                });
              return (
                <div class="grid gap-3 sm:grid-cols-2">
                  <Field
                    label="Name"
                    name=""
                    placeholder="device"
                    value={param().name}
                    onChange={(event) => set({ name: event.currentTarget.value })}
                  />
                  <TextsInput
                    label="is one of"
                    value={param().in.map(String)}
                    onChange={(values) => set({ in: values.map((one) => scalarOf(one, 'attribute')) })}
                  />
                </div>
              );
            }}
          </Index>
        </div>
      </Match>
    </Switch>
  );
}

function CategoryInput(props: { label: string; value: string; onChange: (category: string) => void }) {
  return (
    <Field
      label={props.label}
      name=""
      list={knownCategories}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}
