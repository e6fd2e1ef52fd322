import { createSignal } from 'solid-js';
import { Code } from '#console/components/code.tsx';
import { Tabs } from '#console/components/tabs.tsx';
import { snippetsOf } from '#console/dashboard/snippets.ts';

/** How a first event is sent, in the language that one has at hand. */
export function FirstEvent(props: { apiUrl: string; writeKey: string; readKey: string }) {
  const [selected, setSelected] = createSignal('curl');
  return (
    <Tabs
      label="How to send an event"
      selected={selected()}
      onSelect={setSelected}
      tabs={snippetsOf(props).map(({ id, label, text }) => ({
        id,
        label,
        content: () => <Code label={label} text={text} />,
      }))}
    />
  );
}
