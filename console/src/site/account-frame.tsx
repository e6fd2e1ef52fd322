import { Title } from '@solidjs/meta';
import { A } from '@solidjs/router';
import type { JSX } from 'solid-js';

/** The frame of the pages for who is not signed in: one form each. */
export function AccountFrame(props: { title: string; hint: JSX.Element; children: JSX.Element; below: JSX.Element }) {
  return (
    <main class="grid min-h-dvh place-items-center px-4 py-10">
      <Title>{`${props.title} · RecomEngine`}</Title>
      <div class="w-full max-w-sm">
        <A href="/" class="mb-8 inline-flex items-center gap-2.5 text-lg font-semibold tracking-tight">
          <img src="/favicon.svg" alt="" width="26" height="26" />
          RecomEngine
        </A>
        <h1 class="text-2xl">{props.title}</h1>
        <p class="mt-1 mb-6 text-soft">{props.hint}</p>
        {props.children}
        <p class="mt-6 text-sm text-soft">{props.below}</p>
      </div>
    </main>
  );
}

/** A link within a text. */
export function TextLink(props: { href: string; children: JSX.Element }) {
  return (
    <A href={props.href} class="font-medium text-pine underline underline-offset-4 hover:text-pine-strong">
      {props.children}
    </A>
  );
}
