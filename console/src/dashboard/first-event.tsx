import { SnippetTabs } from '#console/dashboard/snippet-tabs.tsx';
import { snippetsOf } from '#console/dashboard/snippets.ts';

/** How a first event is sent, in the language that one has at hand. */
export function FirstEvent(props: { apiUrl: string; writeKey: string; readKey: string }) {
  return <SnippetTabs label="How to send an event" snippets={snippetsOf(props)} />;
}
