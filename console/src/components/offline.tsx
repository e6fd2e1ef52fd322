import { createSignal, onCleanup, onMount, Show } from 'solid-js';

/** Says while the browser has no network that what is shown is as it was. Queries ask again by themselves once it is back. */
export function Offline() {
  const [isOffline, setIsOffline] = createSignal(false);
  const look = () => setIsOffline(!navigator.onLine);
  onMount(() => {
    look();
    addEventListener('online', look);
    addEventListener('offline', look);
    onCleanup(() => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    });
  });
  return (
    <div role="status">
      <Show when={isOffline()}>
        <p class="bg-ochre-soft px-4 py-2 text-center text-sm text-ochre">
          You are offline: what is shown is as it was. It is asked again once the network is back.
        </p>
      </Show>
    </div>
  );
}
