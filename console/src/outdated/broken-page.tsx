import { Title } from '@solidjs/meta';
import { HttpStatusCode } from '@solidjs/start';
import { onCleanup, onMount, Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { missingPartIn } from '#console/outdated/missing-part.ts';

/** How often it is looked whether a part that did not come is there now. */
const lookEveryMs = 5_000;

/**
 * Stands in the place of a page that could not be drawn, and says why. If a part of the page did not come (the console was being started again, or the network failed), it is read anew by itself as soon as
 * that part can be had, and not before: a browser would put an error of its own in the place of all that is still there. What else went wrong waits for the button.
 */
export function BrokenPage(props: { error: unknown }) {
  const part = () => missingPartIn(props.error);
  let timer: ReturnType<typeof setTimeout> | undefined;
  async function look(): Promise<void> {
    clearTimeout(timer);
    const missing = part();
    const answer = await fetch(missing ?? '', { method: 'HEAD', cache: 'no-store' }).catch(() => null);
    if (answer?.ok || (answer !== null && missing === null)) location.reload();
    else if (missing !== null) timer = setTimeout(look, lookEveryMs);
  }
  onMount(() => {
    if (part() === null) return;
    // Not at once: a part that can be had and brings another one that cannot would have the page read anew without an end.
    timer = setTimeout(look, lookEveryMs);
    addEventListener('online', look);
  });
  onCleanup(() => {
    clearTimeout(timer);
    removeEventListener('online', look);
  });
  return (
    <div class="mx-auto w-full max-w-md space-y-4 py-10">
      <Title>Could not be opened · RecomEngine</Title>
      <HttpStatusCode code={500} />
      <h1 class="text-2xl">This page could not be opened</h1>
      <p role="alert" class="text-soft">
        <Show
          when={part() !== null}
          fallback="Something in it went wrong, which is a fault of ours. Nothing of yours is lost."
        >
          A part of it did not come. It is tried again by itself.
        </Show>
      </p>
      <Button look="primary" onClick={look}>
        Try again
      </Button>
    </div>
  );
}
