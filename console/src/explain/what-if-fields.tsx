import { createMemo, Match, Show, Switch } from 'solid-js';
import { Choice } from '#console/components/choice.tsx';
import { FormErrors } from '#console/components/form-errors.ts';
import { thenOf, type WhatIf } from '#console/explain/what-ifs.ts';
import { errorsByField } from '#console/http/errors-by-field.ts';
import { KnownWords } from '#console/rules/known-words.tsx';
import { ThenFields } from '#console/rules/then-editor.tsx';
import { SettingField } from '#console/settings/setting-field.tsx';
import type { Setting } from '#console/settings/settings-of.ts';
import { strategyNames, strategyText } from '#console/strategies/strategy-words.ts';

/** What is tried, and with which value. What the API says of a value stands at its field. */
export function WhatIfFields(props: {
  all: readonly WhatIf[];
  settings: readonly Setting[];
  name: string;
  to: string;
  error: unknown;
  onChange: (change: { with: string | undefined; to: string | undefined }) => void;
}) {
  const setting = createMemo(() => props.settings.find(({ path }) => path === props.name));
  const rule = () => thenOf(props.name, props.to);
  const set = (to: string) => props.onChange({ with: props.name, to });
  return (
    <FormErrors.Provider value={() => errorsByField(props.error, [props.name]).fields}>
      <div class="grid items-start gap-4 sm:grid-cols-2">
        <Choice
          label="What if"
          hint="Tried on this answer alone: nothing is saved, and nobody else sees it."
          value={props.name}
          options={[['', 'nothing is changed'], ...props.all.map(({ name, label }) => [name, label] as const)]}
          onChange={(name) =>
            props.onChange({
              with: name || undefined,
              to: props.all.find((one) => one.name === name)?.first || undefined,
            })
          }
        />
        <Switch>
          <Match when={setting()}>
            {(found) => (
              <div onChange={(event) => set((event.target as HTMLInputElement).value)}>
                <SettingField setting={found()} value={props.to} disabled={false} />
              </div>
            )}
          </Match>
          <Match when={props.name === 'strategy'}>
            <Choice
              label="Strategy"
              value={props.to}
              options={[
                ['', 'what the tenant asks by default'],
                ...strategyNames.map((name) => [name, strategyText(name)] as const),
              ]}
              onChange={set}
            />
          </Match>
          <Match when={rule()}>
            {(then) => (
              <div class="space-y-4">
                <KnownWords />
                <ThenFields then={then()} onChange={(changed) => set(JSON.stringify(changed))} />
              </div>
            )}
          </Match>
        </Switch>
      </div>
      <Show when={rule() === null && props.name.startsWith('rule-')}>
        <p class="mt-3 text-sm text-soft">The rule in the address cannot be read: choose it again.</p>
      </Show>
    </FormErrors.Provider>
  );
}
