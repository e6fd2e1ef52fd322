import { createSignal, For, Show } from 'solid-js';
import { TextAreaField } from '#console/components/field.tsx';
import { Form } from '#console/components/form.tsx';
import { faultOf, startOfRepair } from '#console/dead-letters/start-of-repair.ts';
import { ApiProblem } from '#console/http/problem.ts';
import type { DeadLetterView } from '#schemas/http/dead-letters.ts';
import type { ProblemDocument } from '#schemas/http/problem.ts';

/** The event that a letter should have been, as JSON: it begins with what was sent, as far as that can be read (`sent`: its bytes as a text, if they are one). What the API refuses stands below it, by field; the text stays as it was typed. */
export function RepairLetter(props: {
  draft: object;
  sent: string | null;
  onRepair: (event: unknown) => Promise<void>;
}) {
  const start = startOfRepair(props.draft, props.sent);
  const [errors, setErrors] = createSignal<ProblemDocument['errors']>([]);

  async function repair(text: string): Promise<void> {
    setErrors([]);
    try {
      await props.onRepair(eventOf(text));
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.errors.length === 0) throw error;
      setErrors(error.errors);
    }
  }

  return (
    <Form submit="Repair and put back" onSubmit={({ event = '' }) => repair(event)}>
      <TextAreaField
        label="The event that it should have been"
        name="event"
        rows="14"
        spellcheck={false}
        class="font-mono text-sm"
        hint="As POST /events takes it. It goes onto the topic in place of the letter, once; the letter’s own bytes stay."
        value={start.text}
      />
      <Show when={start.fault}>
        {(fault) => (
          <p class="text-sm text-soft">These are the bytes of the letter as they were sent, as a text. {fault()}.</p>
        )}
      </Show>
      <Show when={errors().length > 0}>
        <div role="alert">
          <ul class="space-y-1 text-sm text-rust">
            <For each={errors()}>
              {({ path, message }) => (
                <li>
                  <code>{pathText(path)}</code>: {message}
                </li>
              )}
            </For>
          </ul>
        </div>
      </Show>
    </Form>
  );
}

const pathText = (path: string) => (path === '' ? 'the event' : path.slice(1).replaceAll('/', '.'));

function eventOf(text: string): unknown {
  const fault = faultOf(text);
  if (fault !== null) throw new Error(fault);
  return JSON.parse(text);
}

/** Whether a letter can still be repaired: an event that waits, and that nobody repaired yet. */
export const draftToRepair = ({ draft, redrivenAt, repair }: DeadLetterView): object | undefined =>
  draft === null || redrivenAt !== null || repair !== null ? undefined : draft;
