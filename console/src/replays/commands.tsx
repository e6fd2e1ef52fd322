import { For } from 'solid-js';
import { Card } from '#console/components/card.tsx';
import { Code } from '#console/components/code.tsx';
import { TextLink } from '#console/site/account-frame.tsx';

/** What is done by commands on the machine of the product alone. */
export function ReplayCommands(props: { shop: string }) {
  const ways = () => [
    {
      title: 'Go back to the version before the last rebuild',
      command: 'npx recomengine rebuild analytics --roll-back',
    },
    {
      title: 'Compare two strategies with an interval, by any setting',
      command: `npx recomengine evaluate --tenant ${JSON.stringify(props.shop)} --compare session,collaborative`,
    },
    {
      title: 'Send history again: what was stored before counts once',
      command: `npx recomengine import events.jsonl.gz --format jsonl --tenant ${JSON.stringify(props.shop)}`,
    },
  ];
  return (
    <Card
      title="By commands"
      hint={
        <>
          For whoever runs the product. <TextLink href="/docs/replay">What each does</TextLink>
        </>
      }
    >
      <div class="space-y-4">
        <For each={ways()}>
          {({ title, command }) => (
            <div>
              <p class="mb-1.5 text-sm text-soft">{title}</p>
              <Code label={title} text={command} />
            </div>
          )}
        </For>
      </div>
    </Card>
  );
}
