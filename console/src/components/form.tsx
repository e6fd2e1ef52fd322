import { createSignal, type JSX, Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Failure } from '#console/components/failure.tsx';
import { FormErrors } from '#console/components/form-errors.ts';
import { keepTyped } from '#console/components/keep-typed.ts';
import { errorsByField, type Told } from '#console/http/errors-by-field.ts';

/**
 * A form of `Field`s. `onSubmit` gets the fields by name and does the work; what it throws is told at the fields that the API names (`/config/currency` is at the field
 * `config.currency`), else above the button. `disabled` on a field keeps it out of the values. If the session ends meanwhile, what was typed is there
 * again after the login.
 */
export function Form(props: {
  submit: string;
  onSubmit: (values: Readonly<Record<string, string>>) => Promise<void>;
  /** Somebody types, or chooses. */
  onInput?: () => void;
  /** What an error of the API means in this form, where its fields are written otherwise than the body. */
  inForm?: (told: Told) => Told;
  isDanger?: boolean;
  aside?: JSX.Element;
  children: JSX.Element;
}) {
  const [error, setError] = createSignal<unknown>(null);
  const [isBusy, setIsBusy] = createSignal(false);
  let form!: HTMLFormElement;
  const typed = keepTyped(() => form, props.submit);

  const fieldNames = () => [...new FormData(form).keys()];
  const told = () => errorsByField(error(), form === undefined ? [] : fieldNames(), props.inForm);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy()) return;
    setIsBusy(true);
    setError(null);
    const values = [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : '']);
    try {
      await props.onSubmit(Object.fromEntries(values));
      typed.forget();
    } catch (thrown) {
      setError(thrown);
      form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    } finally {
      setIsBusy(false);
    }
  }

  const onInput = () => {
    typed.note();
    props.onInput?.();
  };
  return (
    <form ref={form} method="post" noValidate onInput={onInput} onSubmit={submit} class="space-y-5">
      <FormErrors.Provider value={() => told().fields}>{props.children}</FormErrors.Provider>
      <Show when={told().rest}>{(rest) => <Failure error={rest()} />}</Show>
      <div class="flex flex-wrap items-center gap-3">
        <Button type="submit" look={props.isDanger === true ? 'danger' : 'primary'} isBusy={isBusy()}>
          {props.submit}
        </Button>
        {props.aside}
      </div>
    </form>
  );
}
