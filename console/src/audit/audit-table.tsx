import { For, Show } from 'solid-js';
import { differencesOf } from '#console/audit/differences.ts';
import { sayEntry } from '#console/audit/say-entry.ts';
import { Badge, type Tone } from '#console/components/badge.tsx';
import { Table } from '#console/components/table.tsx';
import { Time } from '#console/components/time.tsx';
import { session } from '#console/session/session.ts';
import type { AuditEntry } from '#schemas/http/audit.ts';

/** Acts, each of which unfolds into what it changed. */
export function AuditTable(props: {
  entries: readonly AuditEntry[];
  timeZone: string;
  onAction: (action: string) => void;
}) {
  return (
    <Table
      caption="Acts"
      rows={props.entries}
      detail={(entry) => <Differences entry={entry} />}
      columns={[
        { title: `When, ${props.timeZone}`, cell: ({ at }) => <Time at={at} timeZone={props.timeZone} isExact /> },
        { title: 'Who', cell: (entry) => <span class="whitespace-nowrap">{whoOf(entry)}</span> },
        {
          title: 'What',
          cell: (entry) => (
            <>
              <span class="block min-w-48">{sayEntry(entry).text}</span>
              <button type="button" title="Only this kind of act" onClick={() => props.onAction(entry.action)}>
                <Badge tone={toneOf(entry.action)}>{entry.action}</Badge>
              </button>
            </>
          ),
        },
        {
          title: 'Changed',
          cell: ({ detail }) => (
            <span class="text-soft">
              {shortened(
                differencesOf(detail)
                  .map(({ path, after }) => `${path}: ${textOf(after)}`)
                  .join(', '),
              ) || '–'}
            </span>
          ),
        },
        { title: 'From', cell: ({ address }) => <span class="figures">{address ?? '–'}</span> },
      ]}
    />
  );
}

function Differences(props: { entry: AuditEntry }) {
  const differences = () => differencesOf(props.entry.detail);
  const hasBefore = () => differences().some(({ before }) => before !== undefined);
  return (
    <div class="space-y-3">
      <p class="text-soft">
        Done to <span class="font-mono text-xs text-ink">{props.entry.subjectId}</span>, entry {props.entry.id}.
      </p>
      <Show when={differences().length > 0} fallback={<p>The entry has no more to tell.</p>}>
        <table class="text-left">
          <thead class="text-soft">
            <tr>
              <th scope="col" class="py-1 pr-6 font-medium">
                Field
              </th>
              <Show when={hasBefore()}>
                <th scope="col" class="py-1 pr-6 font-medium">
                  Before
                </th>
              </Show>
              <th scope="col" class="py-1 font-medium">
                {hasBefore() ? 'After' : 'Value'}
              </th>
            </tr>
          </thead>
          <tbody>
            <For each={differences()}>
              {({ path, before, after }) => (
                <tr>
                  <th scope="row" class="py-1 pr-6 font-mono text-xs font-normal">
                    {path}
                  </th>
                  <Show when={hasBefore()}>
                    <td class="py-1 pr-6 text-rust">
                      <Show when={before !== undefined} fallback="–">
                        <del>{textOf(before)}</del>
                      </Show>
                    </td>
                  </Show>
                  <td class="py-1">
                    {hasBefore() ? <ins class="text-pine no-underline">{textOf(after)}</ins> : textOf(after)}
                  </td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Show>
    </div>
  );
}

/** An act without an admin was done with a key, which it then names, by a command on the machine, or by the product itself. */
function whoOf({ adminId, action, detail }: AuditEntry): string {
  if (action === 'api_key.refused') return 'its holder';
  if (adminId === null && 'keyId' in detail) return `key ${String(detail.keyId).slice(0, 8)}`;
  if (adminId === null) return 'the command line';
  return adminId === session()?.user.id ? 'you' : `admin ${adminId.slice(0, 8)}`;
}

function toneOf(action: string): Tone {
  if (/deleted|revoked|purged|refused/.test(action)) return 'bad';
  if (/suspended|paused|rotated/.test(action)) return 'notice';
  return /created|started|activated/.test(action) ? 'good' : 'plain';
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What a row has room for; all of it unfolds. */
const shortened = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 79).trimEnd()}…`);
