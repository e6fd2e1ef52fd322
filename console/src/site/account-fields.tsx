import { Field } from '#console/components/field.tsx';

/** The e-mail of an account, under which password managers keep it. */
export function EmailField() {
  return <Field label="E-mail" name="email" type="email" autocomplete="username" required />;
}

/** A password that is being chosen, with what the API takes. */
export function NewPasswordField(props: { label: string; name: string }) {
  return (
    <Field
      label={props.label}
      name={props.name}
      type="password"
      autocomplete="new-password"
      hint="8 to 72 bytes: letters of plain English are one byte each."
      required
    />
  );
}
