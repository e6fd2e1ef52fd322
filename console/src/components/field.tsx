import { createUniqueId, type JSX, Show, splitProps, useContext } from 'solid-js';
import { FormErrors } from '#console/components/form-errors.ts';
import { KeyHint } from '#console/components/key-hint.tsx';
import { Said } from '#console/components/said.tsx';

const control =
  'w-full min-h-10 rounded-md border border-edge bg-card px-3 py-2 text-ink placeholder:text-faint aria-invalid:border-rust';

type Common = {
  label: JSX.Element;
  name: string;
  hint?: JSX.Element /** A key that leads here, written beside the label. */;
  keyName?: string;
};
type Described = {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
  'aria-keyshortcuts': string | undefined;
};

/** A labelled line of text. What the API says of a field of this `name` stands below it. */
export function Field(props: Common & JSX.InputHTMLAttributes<HTMLInputElement>) {
  const [own, rest] = splitProps(props, ['label', 'name', 'hint', 'keyName', 'class']);
  return (
    <Labelled {...own}>
      {(described) => <input {...described()} name={own.name} {...rest} class={`${control} ${own.class ?? ''}`} />}
    </Labelled>
  );
}

/** A labelled text of several lines. */
export function TextAreaField(props: Common & JSX.TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const [own, rest] = splitProps(props, ['label', 'name', 'hint', 'keyName', 'class']);
  return (
    <Labelled {...own}>
      {(described) => (
        <textarea {...described()} name={own.name} {...rest} class={`block ${control} ${own.class ?? ''}`} />
      )}
    </Labelled>
  );
}

/** A labelled choice of one of several. */
export function SelectField(props: Common & JSX.SelectHTMLAttributes<HTMLSelectElement>) {
  const [own, rest] = splitProps(props, ['label', 'name', 'hint', 'keyName', 'class']);
  return (
    <Labelled {...own}>
      {(described) => <select {...described()} name={own.name} {...rest} class={`${control} ${own.class ?? ''}`} />}
    </Labelled>
  );
}

function Labelled(props: Common & { children: (described: () => Described) => JSX.Element }) {
  const id = createUniqueId();
  const errors = useContext(FormErrors);
  const error = () => errors().get(props.name);
  const describedBy = () =>
    [props.hint === undefined ? '' : `${id}-hint`, error() === undefined ? '' : `${id}-error`].join(' ').trim();
  return (
    <div>
      <div class="mb-1.5 flex items-center gap-2">
        <label for={id} class="block text-sm font-medium">
          {props.label}
        </label>
        <Show when={props.keyName}>{(name) => <KeyHint name={name()} />}</Show>
      </div>
      {props.children(() => ({
        id,
        'aria-describedby': describedBy() || undefined,
        'aria-invalid': error() !== undefined,
        'aria-keyshortcuts': props.keyName,
      }))}
      <Show when={props.hint}>
        <p id={`${id}-hint`} class="mt-1.5 text-sm text-soft">
          {props.hint}
        </p>
      </Show>
      <Show when={error()}>
        <p id={`${id}-error`} class="mt-1.5 text-sm text-rust">
          <Said text={error() ?? ''} />
        </p>
      </Show>
    </div>
  );
}
