import { useLocation } from '@solidjs/router';
import { createEffect, createSignal, type JSX, on, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { Offline } from '#console/components/offline.tsx';
import { readOnceWanted } from '#console/components/read-once-wanted.ts';
import { Toasts } from '#console/components/toasts.tsx';
import { AccountMenu } from '#console/dashboard/account-menu.tsx';
import { Brand } from '#console/dashboard/brand.tsx';
import { SideNav } from '#console/dashboard/side-nav.tsx';
import { Keys } from '#console/palette/keys.tsx';

/** The frame around every page of the dashboard: where one is, where one can go, and who is signed in. On a phone the navigation is a drawer. */
export function Shell(props: { children: JSX.Element }) {
  const [isOpen, setIsOpen] = createSignal(false);
  const drawer = readOnceWanted(async () => (await import('#console/dashboard/nav-drawer.tsx')).NavDrawer);
  const location = useLocation();
  // A way that was taken closes the drawer.
  createEffect(
    on(
      () => location.pathname,
      () => setIsOpen(false),
    ),
  );
  return (
    <div class="min-h-dvh lg:grid lg:grid-cols-[16rem_minmax(0,1fr)]">
      <a
        href="#content"
        class="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-md focus:bg-raised focus:p-3"
      >
        Skip to the page
      </a>
      <aside class="sticky top-0 hidden h-dvh flex-col overflow-y-auto border-r border-line px-4 py-5 lg:flex">
        <Brand />
        <SideNav />
      </aside>
      <div class="min-w-0">
        <Offline />
        <header class="flex h-14 items-center gap-3 border-b border-line px-4 lg:justify-end lg:border-0 lg:px-8">
          <button
            type="button"
            aria-haspopup="dialog"
            aria-expanded={isOpen()}
            class="grid size-10 shrink-0 place-items-center rounded-md border border-line lg:hidden"
            aria-label="Navigation"
            onClick={async () => setIsOpen((await drawer.want()) !== undefined)}
          >
            <svg
              aria-hidden="true"
              viewBox="0 0 20 20"
              class="size-5"
              fill="none"
              stroke="currentColor"
              stroke-width="1.8"
            >
              <path d="M3 6h14M3 10h14M3 14h9" />
            </svg>
          </button>
          <Show when={drawer.part()}>
            {(NavDrawer) => <Dynamic component={NavDrawer()} isOpen={isOpen()} onClose={() => setIsOpen(false)} />}
          </Show>
          <div class="flex shrink-0 grow lg:hidden">
            <Brand />
          </div>
          <Keys />
          <AccountMenu />
        </header>
        <main id="content" tabindex="-1" class="px-4 pt-6 pb-28 outline-none lg:px-8 lg:pt-2">
          {props.children}
        </main>
      </div>
      <Toasts />
    </div>
  );
}
