import { Show } from 'solid-js';
import { Badge } from '#console/components/badge.tsx';
import { Button } from '#console/components/button.tsx';
import { Table } from '#console/components/table.tsx';
import { Time } from '#console/components/time.tsx';
import { count } from '#console/format/numbers.ts';
import { several } from '#console/format/several.ts';
import type { ApiKeyView } from '#schemas/http/api-keys.ts';

/** The active keys of a tenant, with what came with them in the last day. The key itself is in none of them: its beginning tells which it is. */
export function KeyTable(props: {
  keys: readonly ApiKeyView[];
  timeZone: string;
  isReadOnly: boolean;
  onRevoke: (key: ApiKeyView) => void;
}) {
  return (
    <Table
      caption="Active keys"
      rows={props.keys}
      keyOf={({ id }) => id}
      columns={[
        {
          title: 'Key',
          cell: ({ name, keyPrefix }) => (
            <>
              <span class="block font-medium">{name}</span>
              <span class="font-mono text-xs text-soft">{keyPrefix}…</span>
            </>
          ),
        },
        {
          title: 'May',
          cell: ({ permissions, space }) => (
            <>
              <span class="block whitespace-nowrap">{permissions === 'read' ? 'read' : 'read and write'}</span>
              <Badge tone={space === 'live' ? 'good' : 'info'}>{space}</Badge>
            </>
          ),
        },
        {
          title: 'Last used',
          cell: ({ lastUsedAt }) => (
            <Show when={lastUsedAt} fallback={<span class="text-soft">never</span>}>
              {(at) => <Time at={at()} timeZone={props.timeZone} />}
            </Show>
          ),
        },
        { title: 'Requests in 24 h', isFigure: true, cell: ({ lastDay }) => count(lastDay.requests) },
        {
          title: 'Refused',
          isFigure: true,
          cell: ({ lastDay: { refused, limited } }) => (
            <>
              <span class={`block ${refused > 0 ? 'text-rust' : ''}`}>{count(refused)}</span>
              <Show when={limited > 0}>
                <span class="block text-xs whitespace-nowrap text-soft">{count(limited)} by its limit</span>
              </Show>
            </>
          ),
        },
        {
          title: 'At most a minute',
          isFigure: true,
          cell: ({ readsPerMinute, writesPerMinute }) => (
            <>
              <span class="block">{several(readsPerMinute, 'read')}</span>
              <span class="block">{several(writesPerMinute, 'write')}</span>
            </>
          ),
        },
        { title: 'Created', cell: ({ createdAt }) => <Time at={createdAt} timeZone={props.timeZone} /> },
        {
          title: 'Actions',
          cell: (key) => (
            <Button look="bare" isSmall disabled={props.isReadOnly} onClick={() => props.onRevoke(key)}>
              Revoke<span class="sr-only"> {key.name}</span>
            </Button>
          ),
        },
      ]}
    />
  );
}
