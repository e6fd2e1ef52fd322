import { For } from 'solid-js';
import { SelectField } from '#console/components/field.tsx';

/** One of several, by their words. */
export function Choice<Value extends string>(props: {
  label: string;
  /** Of a field that the API names. */
  name?: string;
  hint?: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChange: (value: Value) => void;
}) {
  return (
    <SelectField
      label={props.label}
      name={props.name ?? ''}
      hint={props.hint}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value as Value)}
    >
      <For each={props.options}>
        {([value, words]) => (
          <option value={value} selected={value === props.value}>
            {words}
          </option>
        )}
      </For>
    </SelectField>
  );
}
