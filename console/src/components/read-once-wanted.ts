import { createSignal } from 'solid-js';
import { attempt } from '#console/components/toasts.tsx';

/**
 * A part of the page that is read when it is wanted first, so that the first view does without. `want` resolves once the part is there, or was said not to have come: then it is undefined, the page is as it was, and
 * the next press tries again.
 */
export function readOnceWanted<Part>(read: () => Promise<Part>): {
  part: () => Part | undefined;
  want: () => Promise<Part | undefined>;
} {
  const [part, setPart] = createSignal<Part>();
  const want = async () => {
    if (part() === undefined)
      await attempt(async () => {
        const came = await read();
        setPart(() => came);
      });
    return part();
  };
  return { part, want };
}
