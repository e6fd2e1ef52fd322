import { createUniqueId, For, Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Field } from '#console/components/field.tsx';
import { Said } from '#console/components/said.tsx';
import { Switch } from '#console/components/switch.tsx';
import { hasWholeYear } from '#console/components/whole-year.ts';
import { describeRule } from '#console/rules/describe-rule.ts';
import type { Rule } from '#console/rules/rule.ts';
import { ThenEditor } from '#console/rules/then-editor.tsx';
import { WhenEditor } from '#console/rules/when-editor.tsx';

/** One rule in its place: what it says in a sentence, and, opened, its forms. `problems` is what the API has refused of it. */
export function RuleCard(props: {
  rule: Rule;
  place: number;
  isOpen: boolean;
  problems: readonly string[];
  onToggle: () => void;
  onChange: (rule: Rule) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}) {
  const id = createUniqueId();
  const isOn = () => props.rule.enabled !== false;
  const set = (fields: Partial<Rule>) => {
    const given = Object.entries({ ...props.rule, ...fields }).filter(([, value]) => value !== undefined);
    props.onChange(Object.fromEntries(given) as Rule);
  };
  const time = (label: string, field: 'startsAt' | 'endsAt') => (
    <Field
      label={label}
      name=""
      hint="In UTC; empty: always."
      type="datetime-local"
      value={props.rule[field]?.slice(0, 16) ?? ''}
      onChange={({ currentTarget: { value } }) =>
        hasWholeYear(value) && set({ [field]: value === '' ? undefined : `${value}:00.000Z` })
      }
    />
  );
  return (
    <article aria-labelledby={id} class="rounded-lg border border-line bg-card p-4 shadow-card">
      <div class="flex flex-wrap items-start gap-3">
        <button
          type="button"
          data-handle
          aria-label={`Place ${props.place + 1}: ${props.rule.name}. Move it by the arrow keys`}
          title="Drag, or press ↑ and ↓"
          onKeyDown={(event) => {
            if (event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
            event.preventDefault();
            props.onMove(props.place + (event.key === 'ArrowUp' ? -1 : 1));
          }}
          class="figures mt-0.5 grid size-8 shrink-0 cursor-grab place-items-center rounded-sm border border-line bg-sunken text-sm text-soft disabled:cursor-default"
        >
          {props.place + 1}
        </button>
        <div class="min-w-0 flex-1 basis-52">
          <h3 id={id} class={`font-medium break-words ${isOn() ? '' : 'text-soft line-through'}`}>
            {props.rule.name}
          </h3>
          <p class="mt-0.5 text-sm break-words text-soft">{describeRule(props.rule)}</p>
        </div>
        <div class="flex flex-wrap items-center gap-1">
          <Switch
            label={`${props.rule.name} is on`}
            isOn={isOn()}
            onChange={(on) => set({ enabled: on ? undefined : false })}
          />
          <Button
            look="bare"
            isSmall
            aria-expanded={props.isOpen}
            aria-label={`${props.isOpen ? 'Close' : 'Edit'} ${props.rule.name}`}
            onClick={props.onToggle}
          >
            {props.isOpen ? 'Close' : 'Edit'}
          </Button>
          <Button look="bare" isSmall aria-label={`Remove ${props.rule.name}`} onClick={props.onRemove}>
            Remove
          </Button>
        </div>
      </div>
      <Show when={props.problems.length > 0}>
        <ul role="alert" class="mt-3 list-disc rounded-md bg-rust-soft py-2 pr-3 pl-7 text-sm text-rust">
          <For each={props.problems}>
            {(problem) => (
              <li>
                <Said text={problem} />
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={props.isOpen}>
        <div class="mt-4 space-y-6 border-t border-line pt-4">
          <Field
            label="Name"
            name=""
            value={props.rule.name}
            onInput={(event) => set({ name: event.currentTarget.value })}
          />
          <section aria-label="What it does">
            <ThenEditor then={props.rule.then} onChange={(what) => set(withThen(what))} />
          </section>
          <section aria-label="When it holds">
            <h4 class="mb-2 font-medium">When it holds</h4>
            <WhenEditor when={props.rule.when} onChange={(when) => set({ when })} />
          </section>
          <div class="grid gap-4 sm:grid-cols-2">
            {time('From', 'startsAt')}
            {time('Until', 'endsAt')}
          </div>
        </div>
      </Show>
    </article>
  );
}

// biome-ignore lint/suspicious/noThenProperty: the word of the API; nobody awaits a rule
const withThen = (what: Rule['then']): Partial<Rule> => ({ then: what });
