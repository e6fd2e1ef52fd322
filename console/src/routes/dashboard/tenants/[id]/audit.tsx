import { useSearchParams } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { usable } from '#console/address/address-faults.ts';
import { aDay, anOffset, oneOf } from '#console/address/taken.ts';
import { auditActions } from '#console/audit/audit-actions.ts';
import { AuditTable } from '#console/audit/audit-table.tsx';
import { Card } from '#console/components/card.tsx';
import { Empty } from '#console/components/empty.tsx';
import { Field, SelectField } from '#console/components/field.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { Pager } from '#console/components/pager.tsx';
import { hasWholeYear } from '#console/components/whole-year.ts';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { timeIn } from '#console/format/local-time.ts';
import { offsetOf } from '#console/format/offset-of.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { listAudit } from '#console/queries/audit.ts';

const dayMs = 86_400_000;
const takes = { action: oneOf(...auditActions), from: aDay, to: aDay, offset: anOffset };

/** Who did what to a shop, when, from where. */
export default function Audit() {
  const { tenant } = useTenant();
  const [search, setSearch] = useSearchParams<{ action?: string; from?: string; to?: string; offset?: string }>();
  const timeZone = () => tenant().config.timeZone;
  const midnight = (day: string | undefined, days = 0) => {
    const ms = day === undefined ? Number.NaN : timeIn(timeZone(), `${day}T00:00`);
    return Number.isNaN(ms) ? {} : { at: new Date(ms + days * dayMs).toISOString() };
  };
  const acts = createLiveQuery(
    () => ({
      action: usable(search.action, takes.action),
      from: midnight(usable(search.from, aDay)).at,
      to: midnight(usable(search.to, aDay), 1).at,
      offset: offsetOf(search.offset),
    }),
    ({ action, from, to, offset }, signal) =>
      listAudit(
        tenant().id,
        {
          offset,
          ...(action === undefined ? {} : { action }),
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
        },
        signal,
      ),
  );
  const change = (wanted: { action?: string | undefined; from?: string | undefined; to?: string | undefined }) =>
    setSearch({ ...wanted, offset: undefined });
  return (
    <Page title="Audit trail" takes={takes} hint="Who did what, when and from where. Nobody can change an entry.">
      <Card>
        <search class="grid gap-4 sm:grid-cols-3">
          <SelectField
            label="What"
            keyName="/"
            name="action"
            value={search.action ?? ''}
            onChange={(event) => change({ action: event.currentTarget.value || undefined })}
          >
            <option value="">Any</option>
            <For each={auditActions}>{(action) => <option value={action}>{action}</option>}</For>
          </SelectField>
          <Field
            label="From"
            name="from"
            type="date"
            value={search.from ?? ''}
            onChange={({ currentTarget: { value } }) => hasWholeYear(value) && change({ from: value || undefined })}
          />
          <Field
            label="To"
            name="to"
            type="date"
            value={search.to ?? ''}
            onChange={({ currentTarget: { value } }) => hasWholeYear(value) && change({ to: value || undefined })}
          />
        </search>
      </Card>
      <Card>
        <Loaded query={acts}>
          {(answer) => (
            <Show
              when={answer().data.length > 0}
              fallback={
                <Empty
                  title="No act is like that"
                  onClear={() => change({ action: undefined, from: undefined, to: undefined })}
                />
              }
            >
              <AuditTable entries={answer().data} timeZone={timeZone()} onAction={(action) => change({ action })} />
              <Pager
                {...answer().meta}
                onGo={(offset) => setSearch({ offset: offset === 0 ? undefined : String(offset) })}
              />
            </Show>
          )}
        </Loaded>
      </Card>
    </Page>
  );
}
