import { useBeforeLeave, useIsRouting } from '@solidjs/router';
import { onCleanup, onMount } from 'solid-js';

const reloadedFor = 'reloaded-for';

/**
 * Reads the page anew, where it is led to, if a part of it is not there any more: the console was built again since the page was opened, and serves the parts of the new build. Once for each
 * part: one that is still missing then is told as any other error. Without a network nothing is read anew: the page that
 * is there is better than none.
 */
export function ReplaceOutdatedPage() {
  const isRouting = useIsRouting();
  let leadsTo: string | null = null;
  useBeforeLeave(({ to }) => {
    leadsTo = typeof to === 'string' ? to : null;
  });
  const replace = (event: VitePreloadErrorEvent) => {
    if (!navigator.onLine) return;
    const part = event.payload.message;
    if (sessionStorage.getItem(reloadedFor) === part) return;
    sessionStorage.setItem(reloadedFor, part);
    event.preventDefault();
    if (isRouting() && leadsTo !== null) location.assign(leadsTo);
    else location.reload();
  };
  onMount(() => {
    addEventListener('vite:preloadError', replace);
    onCleanup(() => removeEventListener('vite:preloadError', replace));
  });
  return null;
}
