import { Field } from '#console/components/field.tsx';

/** Several texts in one line, with commas between. */
export function TextsInput(props: {
  label: string;
  hint?: string;
  value: readonly string[];
  list?: string;
  onChange: (value: string[]) => void;
}) {
  const read = (text: string) => text.split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));
  return (
    <Field
      label={props.label}
      name=""
      hint={props.hint ?? 'With commas between.'}
      list={props.list}
      value={props.value.join(', ')}
      onChange={(event) => props.onChange(read(event.currentTarget.value))}
    />
  );
}
