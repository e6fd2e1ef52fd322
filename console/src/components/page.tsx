import { Title } from '@solidjs/meta';
import type { JSX } from 'solid-js';
import { Heading } from '#console/components/heading.tsx';

/** The frame of a page of the dashboard: its title, here and in the tab of the browser, what it is for, and what can be done on it. */
export function Page(props: { title: string; hint?: JSX.Element; actions?: JSX.Element; children: JSX.Element }) {
  return (
    <div class="mx-auto w-full max-w-6xl space-y-6">
      <Title>{`${props.title} · RecomEngine`}</Title>
      <Heading of="page" title={props.title} hint={props.hint} actions={props.actions} />
      {props.children}
    </div>
  );
}
