import { Title } from '@solidjs/meta';
import { type JSX, Show } from 'solid-js';
import { AddressNotice } from '#console/address/address-notice.tsx';
import type { Taken } from '#console/address/taken.ts';
import { Heading } from '#console/components/heading.tsx';

/**
 * The frame of a page of the dashboard: its title, here and in the tab of the browser, what it is for, and what can be done on it. `takes` says what the parameters of its address may be: what
 * is none of it is told, and the page reads its address without.
 */
export function Page(props: {
  title: string;
  hint?: JSX.Element;
  actions?: JSX.Element;
  takes?: Readonly<Record<string, Taken>>;
  children: JSX.Element;
}) {
  return (
    <div class="mx-auto w-full max-w-6xl space-y-6">
      <Title>{`${props.title} · RecomEngine`}</Title>
      <Heading of="page" title={props.title} hint={props.hint} actions={props.actions} />
      <Show when={props.takes}>{(takes) => <AddressNotice takes={takes()} />}</Show>
      {props.children}
    </div>
  );
}
