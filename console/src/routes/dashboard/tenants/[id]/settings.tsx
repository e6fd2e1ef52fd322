import { createEffect, createSignal, For, Show, untrack } from 'solid-js';
import { askBeforeLeaving } from '#console/components/ask-before-leaving.ts';
import { Card } from '#console/components/card.tsx';
import { Field } from '#console/components/field.tsx';
import { Form } from '#console/components/form.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { say } from '#console/components/toasts.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { RemoveDemo } from '#console/demo/remove-demo.tsx';
import { createLiveQuery } from '#console/http/live-query.ts';
import { type FieldContract, readConfigContract } from '#console/queries/contract.ts';
import { changeSeenTenant, type Tenant, type TenantChange, TenantOvertaken } from '#console/queries/tenants.ts';
import { BusyHours } from '#console/settings/busy-hours.tsx';
import { SettingField } from '#console/settings/setting-field.tsx';
import {
  changeOf,
  type Setting,
  settingsOf,
  textsOf,
  toText,
  type Values,
  valueAt,
} from '#console/settings/settings-of.ts';
import { TenantEnd } from '#console/settings/tenant-end.tsx';
import { TextLink } from '#console/site/account-frame.tsx';
import { strategyText } from '#console/strategies/strategy-words.ts';

const name: Setting = { path: 'name', contract: { type: 'string' } };

/** Everything that can be set for a shop, as the API's contract describes it, and the end of the shop. */
export default function Settings() {
  const { tenant } = useTenant();
  const contract = createLiveQuery(
    () => 'contract',
    (_, signal) => readConfigContract(signal),
    { everyMs: null },
  );
  return (
    <Page title="Settings" hint="What is left as it is stays so. A change is in force within a second.">
      <Loaded query={contract}>{(described) => <SettingsForm contract={described()} />}</Loaded>
      <BusyHours />
      <Show when={tenant().isDemo}>
        <Card title="Demo data" hint="Everything in this tenant is made up.">
          <RemoveDemo tenant={tenant()} />
        </Card>
      </Show>
      <TenantEnd />
    </Page>
  );
}

function SettingsForm(props: { contract: FieldContract }) {
  const { tenant, refresh } = useTenant();
  const all = () => [name, ...settingsOf(props.contract, 'config')];
  const general = () => all().filter(({ path }) => path !== 'name' && !path.startsWith('config.strategies.'));
  const ofStrategy = (strategy: string) =>
    all().filter(({ path }) => path.startsWith(`config.strategies.${strategy}.`));
  const strategies = () =>
    Object.keys(props.contract.properties?.strategies?.properties ?? {}).filter((one) => ofStrategy(one).length > 0);
  const isReadOnly = () => tenant().status !== 'active';
  /** The tenant that the fields show. While something is typed it stays, whatever others set meanwhile. */
  const [shown, setShown] = createSignal(untrack(tenant));
  let isTyped = false;
  askBeforeLeaving(() => isTyped, 'Leave without saving? What you typed is lost.');
  /** What others have set, by path, and what was said of it: the next try sets over it. */
  const told = new Map<string, string>();
  createEffect(() => {
    const now = tenant();
    if (!isTyped) setShown(now);
  });

  const inChange = (change: TenantChange) => all().filter(({ path }) => valueAt(change as Values, path) !== undefined);

  /** Changes what was seen so; what others have set meanwhile is told at its field. */
  async function save(was: Tenant, change: TenantChange) {
    const saved = await changeSeenTenant(was.id, change, (now) =>
      inChange(change).flatMap(({ path }) => {
        const text = toText(valueAt(now, path));
        return text === toText(valueAt(was, path)) || text === told.get(path) ? [] : [{ path, text }];
      }),
    );
    setShown(saved.data);
    refresh();
    return saved;
  }
  async function submit(values: Readonly<Record<string, string>>): Promise<void> {
    const change = changeOf(all(), shown(), values) as TenantChange | null;
    if (change === null) {
      isTyped = false;
      say('Nothing differs from what is set.');
      return;
    }
    const before = textsOf(inChange(change), shown());
    const { data, meta } = await save(shown(), change).catch((error: unknown) => {
      if (error instanceof TenantOvertaken) for (const { path, text } of error.overtaken) told.set(path, text);
      throw error;
    });
    const back = changeOf(inChange(change), data, { ...before, ...Object.fromEntries(told) }) as TenantChange;
    isTyped = false;
    told.clear();
    say(['Saved.', ...meta.warnings.map(({ message }) => message)].join(' '), async () => {
      await save(data, back);
    });
  }
  const fields = (settings: readonly Setting[]) => (
    <div class="grid items-start gap-5 md:grid-cols-2">
      <For each={settings}>
        {(setting) => <SettingField setting={setting} value={valueAt(shown(), setting.path)} disabled={isReadOnly()} />}
      </For>
    </div>
  );
  return (
    <Form submit="Save the settings" onSubmit={submit} onInput={() => (isTyped = true)}>
      <Card title="Shop">
        <div class="mb-5">
          <Field label="Name" name="name" value={shown().name} disabled={isReadOnly()} autocomplete="off" />
        </div>
        {fields(general())}
        <p class="mt-5 text-sm text-soft">
          What names of events of your senders are taken as (<code>eventNames</code>):{' '}
          {tenant().config.eventNames.length === 0 ? 'none is set' : `${tenant().config.eventNames.length} set`}, on the
          page <TextLink href={`${tenantPath(tenant().id)}/events`}>Events</TextLink>.
        </p>
      </Card>
      <For each={strategies()}>
        {(strategy) => <Card title={`${strategyText(strategy)} (${strategy})`}>{fields(ofStrategy(strategy))}</Card>}
      </For>
    </Form>
  );
}
