import { Field } from '#console/components/field.tsx';

/** A number; nothing where the line is empty. */
export function NumberInput(props: {
  label: string;
  /** Of a field that the API names. */
  name?: string;
  hint?: string;
  value: number | undefined;
  min?: number;
  max?: number;
  step?: number;
  onChange: (value: number | undefined) => void;
}) {
  return (
    <Field
      label={props.label}
      name={props.name ?? ''}
      hint={props.hint}
      type="number"
      min={props.min}
      max={props.max}
      step={props.step ?? 'any'}
      value={props.value ?? ''}
      onChange={({ currentTarget: { value } }) => props.onChange(value === '' ? undefined : Number(value))}
    />
  );
}
