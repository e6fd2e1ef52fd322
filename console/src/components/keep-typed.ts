import { useLocation } from '@solidjs/router';
import { onCleanup, onMount, untrack } from 'solid-js';
import { session } from '#console/session/session.ts';

/** What was typed, by the form it was typed into. In the memory of the page alone: a page that is read anew has none of it. */
const kept = new Map<string, ReadonlyMap<string, string>>();

/**
 * Keeps what was typed into a form over the end of a session: the same form, by its page and its name, has it again after the login of the same admin, and of no other. Passwords and files are not kept.
 * `note` is called at each input, `forget` once what was typed is sent.
 */
export function keepTyped(formOf: () => HTMLFormElement, name: string): { note: () => void; forget: () => void } {
  const userId = untrack(session)?.user.id;
  const key = `${userId} ${untrack(() => useLocation().pathname)} ${name}`;
  let hasTyped = false;
  onMount(() => {
    const typed = kept.get(key);
    if (typed === undefined) return;
    kept.delete(key);
    fillIn(formOf(), typed);
  });
  onCleanup(() => {
    if (hasTyped && userId !== undefined && untrack(session) === null) kept.set(key, typedInto(formOf()));
  });
  return {
    note: () => {
      hasTyped = true;
    },
    forget: () => {
      hasTyped = false;
    },
  };
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
const isControl = (element: unknown): element is Control =>
  element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement;

const isCheckbox = (control: Control): control is HTMLInputElement => control.type === 'checkbox';
const stateOf = (control: Control) => (isCheckbox(control) ? String(control.checked) : control.value);

function typedInto(form: HTMLFormElement): ReadonlyMap<string, string> {
  const controls = [...form.elements].filter(isControl);
  const isKept = ({ name, type }: Control) => name !== '' && type !== 'password' && type !== 'file';
  return new Map(controls.filter(isKept).map((control) => [control.name, stateOf(control)]));
}

/** One after the other, as if typed: a choice may bring the fields that come after it. */
function fillIn(form: HTMLFormElement, typed: ReadonlyMap<string, string>): void {
  for (const [name, value] of typed) {
    const control = form.elements.namedItem(name);
    if (!isControl(control) || stateOf(control) === value) continue;
    if (isCheckbox(control)) control.checked = value === 'true';
    else control.value = value;
    for (const event of ['input', 'change']) control.dispatchEvent(new Event(event, { bubbles: true }));
  }
}
