import { For } from 'solid-js';
import { Card } from '#console/components/card.tsx';
import { Code } from '#console/components/code.tsx';
import { Page } from '#console/components/page.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { TextLink } from '#console/site/account-frame.tsx';

/** What can be replayed today: by commands of whoever runs the product. */
export default function Replay() {
  const { tenant } = useTenant();
  const shop = () => JSON.stringify(tenant().name);
  const ways = () => [
    {
      title: 'How would a strategy have done?',
      hint: 'Each event is asked for before it is learnt, with the settings and rules of this shop. It changes nothing.',
      command: `npx recomengine evaluate --tenant ${shop()} --strategy all --served`,
    },
    {
      title: 'Build a table or model again',
      hint: 'From all events, beside the live one, which serves on until the new one has caught up and takes over.',
      command: 'npx recomengine rebuild analytics',
    },
    {
      title: 'Go back to the version before',
      hint: 'The version that was live before the last rebuild is kept for that.',
      command: 'npx recomengine rebuild analytics --roll-back',
    },
    {
      title: 'Does an experiment find what is not there?',
      hint: 'Splits its users at random 1,000 times. The figures stand beside its results then.',
      command: 'npx recomengine experiment aa "$EXPERIMENT"',
    },
    {
      title: 'Send history again',
      hint: 'What was stored before counts once, so that sending all of it is safe.',
      command: `npx recomengine import events.jsonl.gz --format jsonl --tenant ${shop()}`,
    },
  ];
  return (
    <Page
      title="Replay"
      hint={
        <>
          Every figure can be computed from the events again. Today that is done by commands on the machine of the
          product; jobs that are started here are not built yet. <TextLink href="/docs/replay">What each does</TextLink>
        </>
      }
    >
      <div class="space-y-6">
        <For each={ways()}>
          {({ title, hint, command }) => (
            <Card title={title} hint={hint}>
              <Code label={title} text={command} />
            </Card>
          )}
        </For>
      </div>
    </Page>
  );
}
