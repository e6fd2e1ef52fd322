import { createSignal, For, Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Dialog } from '#console/components/dialog.tsx';
import { Form } from '#console/components/form.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Said } from '#console/components/said.tsx';
import { say } from '#console/components/toasts.tsx';
import { createLiveQuery } from '#console/http/live-query.ts';
import { deleteDraft, type Experiment, readChecklist, type Step, takeStep } from '#console/queries/experiments.ts';

type Offer = {
  step: Step | 'delete';
  label: string;
  consequences: readonly string[];
  isDanger?: boolean;
  done: string;
};

const complete: Offer = {
  step: 'complete',
  label: 'Complete',
  isDanger: true,
  done: 'The experiment is complete.',
  consequences: [
    'It is for good: a complete experiment is never started again; a copy of it is a new split.',
    'From the next second on, questions on the placement are answered as without it.',
    'What its shoppers do counts on for 30 minutes, then the result stands.',
  ],
};
const start: Offer = {
  step: 'start',
  label: 'Start',
  done: 'The experiment runs.',
  consequences: [
    'Within a second, shoppers on the placement are answered by the strategy of their arm.',
    'Placement, strategies, split, metric and planned users are then kept as they are: to try something else, complete it and create a copy.',
  ],
};
const offers: Readonly<Record<Experiment['status'], readonly Offer[]>> = {
  draft: [
    start,
    {
      step: 'delete',
      label: 'Delete the draft',
      isDanger: true,
      done: 'The draft is deleted.',
      consequences: ['The draft goes for good. Nobody has been shown anything of it.'],
    },
  ],
  running: [
    {
      step: 'pause',
      label: 'Pause',
      done: 'The experiment is paused.',
      consequences: [
        'Nobody new enters, and questions on the placement are answered as without it.',
        'What those do who have entered counts on. You can go on later.',
      ],
    },
    complete,
  ],
  paused: [
    {
      ...start,
      label: 'Go on',
      done: 'The experiment goes on.',
      consequences: ['Shoppers enter again, each in the same arm as before.'],
    },
    complete,
  ],
  completed: [],
};

/** What can be done with an experiment in its state. Each says first what it leads to; a start also what speaks against it. */
export function StepButtons(props: {
  tenantId: string;
  experiment: Experiment;
  isReadOnly: boolean;
  onStep: () => void;
  onDelete: () => void;
}) {
  const [asked, setAsked] = createSignal<Offer | null>(null);
  async function take({ step, done }: Offer): Promise<void> {
    if (step === 'delete') await deleteDraft(props.tenantId, props.experiment.id);
    else await takeStep(props.tenantId, props.experiment.id, step);
    setAsked(null);
    say(done);
    if (step === 'delete') props.onDelete();
    else props.onStep();
  }
  return (
    <>
      <For each={offers[props.experiment.status]}>
        {(offer) => (
          <Button
            look={offer.step === 'start' ? 'primary' : 'quiet'}
            disabled={props.isReadOnly}
            onClick={() => setAsked(offer)}
          >
            {offer.label}
          </Button>
        )}
      </For>
      <Show when={asked()}>
        {(offer) => (
          <Dialog isOpen onClose={() => setAsked(null)} title={`${offer().label}: ${props.experiment.name}`}>
            <Form
              submit={offer().label}
              isDanger={offer().isDanger === true}
              onSubmit={() => take(offer())}
              aside={<Button onClick={() => setAsked(null)}>Leave it as it is</Button>}
            >
              <ul class="mb-5 list-disc space-y-2 pl-5 text-soft">
                <For each={offer().consequences}>{(text) => <li>{text}</li>}</For>
              </ul>
              <Show when={offer().step === 'start' && props.experiment.status === 'draft'}>
                <Checklist tenantId={props.tenantId} expId={props.experiment.id} />
              </Show>
            </Form>
          </Dialog>
        )}
      </Show>
    </>
  );
}

/** What must be true before a start, and what speaks against it, by the API. */
export function Checklist(props: { tenantId: string; expId: string }) {
  const checklist = createLiveQuery(
    () => ({ id: props.tenantId, expId: props.expId }),
    async ({ id, expId }, signal) => (await readChecklist(id, expId, signal)).data,
  );
  return (
    <Loaded query={checklist}>
      {(answer) => (
        <ul class="mb-5 space-y-2 text-sm">
          <For each={answer().blockers}>
            {({ text }) => (
              <li class="rounded-md bg-rust-soft px-3 py-2 text-rust">
                It cannot start: <Said text={text} />
              </li>
            )}
          </For>
          <For each={answer().hints}>
            {({ text }) => (
              <li class="rounded-md bg-ochre-soft px-3 py-2 text-ochre">
                <Said text={text} />
              </li>
            )}
          </For>
          <Show when={answer().blockers.length === 0}>
            <li class="rounded-md bg-pine-soft px-3 py-2 text-pine">Nothing forbids the start.</li>
          </Show>
        </ul>
      )}
    </Loaded>
  );
}
