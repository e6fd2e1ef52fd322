import { createEffect, createSignal, type JSX } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Dialog } from '#console/components/dialog.tsx';
import { Field } from '#console/components/field.tsx';
import { Form } from '#console/components/form.tsx';

/** Asks before something is destroyed: says what goes, and wants its name typed. */
export function ConfirmByName(props: {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** What is to be typed. */
  name: string;
  /** What the button says: a verb and its object. */
  action: string;
  onConfirm: () => Promise<void>;
  children: JSX.Element;
}) {
  const [typed, setTyped] = createSignal('');
  // Whoever thought better of it is asked anew.
  createEffect(() => props.isOpen || setTyped(''));
  async function confirm(): Promise<void> {
    if (typed() !== props.name) throw new Error(`Type “${props.name}” to confirm.`);
    await props.onConfirm();
    props.onClose();
  }
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title={props.title}>
      <div class="space-y-4">
        <div class="text-soft">{props.children}</div>
        <Form
          submit={props.action}
          isDanger
          onSubmit={confirm}
          aside={<Button onClick={props.onClose}>Keep it</Button>}
        >
          <Field
            label={
              <>
                Type <strong class="select-all">{props.name}</strong> to confirm
              </>
            }
            name="name"
            autocomplete="off"
            value={typed()}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </Form>
      </div>
    </Dialog>
  );
}
