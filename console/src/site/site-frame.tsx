import { Title } from '@solidjs/meta';
import { A } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import { ButtonLink } from '#console/components/button.tsx';
import { hasSession } from '#console/session/has-session.ts';

/** The frame of the pages that anybody may read. What has a title of its own gives it none. */
export function SiteFrame(props: { title?: string; children: JSX.Element }) {
  return (
    <div class="flex min-h-dvh flex-col">
      <Show when={props.title}>{(title) => <Title>{title()}</Title>}</Show>
      <header class="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-6 gap-y-2 px-4 py-4 lg:px-8">
        <A href="/" class="inline-flex items-center gap-2.5 text-lg font-semibold tracking-tight">
          <img src="/favicon.svg" alt="" width="26" height="26" />
          RecomEngine
        </A>
        {/* On a phone these two stand in a line of their own. */}
        <nav aria-label="Site" class="order-last flex basis-full gap-x-5 text-sm text-soft sm:order-none sm:basis-auto">
          <A href="/docs" class="py-1 hover:text-ink">
            Docs
          </A>
          <A href="/pricing" class="py-1 hover:text-ink">
            Pricing
          </A>
        </nav>
        <div class="ml-auto flex items-center gap-3 text-sm text-soft">
          <Show
            when={hasSession()}
            fallback={
              <>
                <A href="/login" class="py-1 hover:text-ink">
                  Log in
                </A>
                <ButtonLink href="/signup" look="primary" isSmall>
                  Sign up
                </ButtonLink>
              </>
            }
          >
            <ButtonLink href="/dashboard" look="primary" isSmall>
              Dashboard
            </ButtonLink>
          </Show>
        </div>
      </header>
      <main class="mx-auto w-full max-w-6xl flex-1 px-4 pt-8 pb-20 lg:px-8">{props.children}</main>
      <footer class="border-t border-line px-4 py-6 text-center text-sm text-soft">
        RecomEngine keeps one log of all it took in; every number can be counted again from it.
      </footer>
    </div>
  );
}
