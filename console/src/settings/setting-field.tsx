import { For, Match, Switch } from 'solid-js';
import { Field, SelectField, TextAreaField } from '#console/components/field.tsx';
import { Said } from '#console/components/said.tsx';
import { durationText } from '#console/format/duration-text.ts';
import { limitsText, type Setting, toText } from '#console/settings/settings-of.ts';

/** The field of one setting, by its contract, with what people call it and what the API does, its meaning, limits and default. */
export function SettingField(props: { setting: Setting; value: unknown; disabled: boolean }) {
  const contract = () => props.setting.contract;
  const label = () => {
    const name = props.setting.path.split('.').at(-1) ?? '';
    const { title } = contract();
    return title === undefined ? (
      name
    ) : (
      <>
        {title} <code class="ml-1 text-xs font-normal text-faint">{name}</code>
      </>
    );
  };
  const hint = () => {
    const { description = '', default: standard } = contract();
    const limits = limitsText(contract());
    const told = standard === undefined ? '' : `default ${saidOf(standard)}`;
    const span = spanText(props.setting.path, props.value);
    return (
      <>
        <span class="block">
          <Said text={withoutDefault(description)} />
        </span>
        <span class="block text-faint">{[span, limits, told].filter(Boolean).join('; ')}</span>
      </>
    );
  };
  const common = () => ({ label: label(), name: props.setting.path, hint: hint(), disabled: props.disabled });
  return (
    <Switch fallback={<Field {...common()} value={toText(props.value)} autocomplete="off" />}>
      <Match when={contract().type === 'array'}>
        <TextAreaField {...common()} rows="3" value={toText(props.value)} />
      </Match>
      <Match when={contract().type === 'integer' || contract().type === 'number'}>
        <Field
          {...common()}
          type="number"
          step={contract().type === 'number' ? 'any' : 1}
          value={toText(props.value)}
        />
      </Match>
      <Match when={contract().enum ?? (contract().type === 'boolean' && ['true', 'false'])}>
        {(choices) => (
          <SelectField {...common()}>
            <For each={choices()}>
              {(choice) => (
                <option value={choice} selected={choice === toText(props.value)}>
                  {choice === 'true' ? 'yes' : choice === 'false' ? 'no' : choice}
                </option>
              )}
            </For>
          </SelectField>
        )}
      </Match>
    </Switch>
  );
}

function saidOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? value.toLocaleString('en') : toText(value) || 'none';
}

/** The document says the default of a list in its description, where generators of clients cannot read it otherwise. */
const withoutDefault = (description: string): string => description.replace(/ ?If left out: \[\]\.$/, '');

/** Milliseconds and seconds as people say them. */
function spanText(path: string, value: unknown): string {
  const unitMs = path.endsWith('Ms') ? 1 : path.endsWith('Seconds') ? 1_000 : null;
  const text = unitMs === null ? null : durationText(Number(value) * unitMs);
  return text === null ? '' : `now ${text}`;
}
