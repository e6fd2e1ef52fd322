import { useBeforeLeave } from '@solidjs/router';
import { onCleanup, onMount } from 'solid-js';
import { session } from '#console/session/session.ts';

/** Asks before the page is left while something would be lost; the end of the session is not asked about. What only changes the query of the page loses nothing. */
export function askBeforeLeaving(isAtStake: () => boolean, question: string): void {
  const ask = (event: BeforeUnloadEvent) => {
    if (isAtStake()) event.preventDefault();
  };
  onMount(() => addEventListener('beforeunload', ask));
  onCleanup(() => globalThis.removeEventListener?.('beforeunload', ask));
  useBeforeLeave((leaving) => {
    if (!isAtStake() || leaving.defaultPrevented || session() === null) return;
    if (typeof leaving.to === 'string' && leaving.to.split('?')[0] === leaving.from.pathname) return;
    if (!confirm(question)) leaving.preventDefault();
  });
}
