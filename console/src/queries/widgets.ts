import type { Static } from 'typebox';
import { type Answer, ask, askForNothing } from '#console/http/ask.ts';
import type { PageMeta } from '#schemas/http/paging.ts';
import type { widgetContracts } from '#schemas/http/widgets.ts';

type Contracts = ReturnType<typeof widgetContracts>;
/** The contracts are made for the strategies that a server has, so that their type does not name any. */
type Named<Config> = Omit<Config, 'strategy'> & { strategy: string | null };
export type Widget = Named<Static<Contracts['WidgetView']>>;
export type WidgetConfig = Omit<Widget, 'id' | 'placementId' | 'version' | 'createdAt' | 'updatedAt'>;
export type WidgetVersion = { version: number; config: WidgetConfig; adminId: string; at: string };

const pathOf = (tenantId: string) => `/api/v1/tenants/${tenantId}/widgets`;
const seen = (version: number) => ({ 'if-match': `"${version}"` });
/** As many as the API answers at once; a tenant has twice as many at most. */
const pageLimit = 100;

/** All widgets of a tenant, in the order of their placements. */
export async function listAllWidgets(tenantId: string, signal?: AbortSignal): Promise<Widget[]> {
  const all: Widget[] = [];
  for (;;) {
    const { data, meta } = await ask<Widget[], Static<typeof PageMeta>>('GET', pathOf(tenantId), {
      query: { limit: pageLimit, offset: all.length },
      signal,
    });
    all.push(...data);
    if (data.length === 0 || all.length >= meta.total) return all;
  }
}

export const createWidget = (tenantId: string, placementId: string, config: WidgetConfig): Promise<Answer<Widget>> =>
  ask('POST', pathOf(tenantId), { body: { placementId, ...config } });

/** Saves a widget that was seen at this version; a 412 if it is at another by now. */
export const saveWidget = (
  tenantId: string,
  { id, version }: { id: string; version: number },
  config: WidgetConfig,
): Promise<Answer<Widget>> => ask('PUT', `${pathOf(tenantId)}/${id}`, { body: config, headers: seen(version) });

export const deleteWidget = (tenantId: string, { id, version }: { id: string; version: number }): Promise<void> =>
  askForNothing('DELETE', `${pathOf(tenantId)}/${id}`, { headers: seen(version) });

/** The newest 20 versions, the newest first. */
export const listWidgetVersions = (
  tenantId: string,
  widgetId: string,
  signal?: AbortSignal,
): Promise<Answer<WidgetVersion[], Static<typeof PageMeta>>> =>
  ask('GET', `${pathOf(tenantId)}/${widgetId}/versions`, { signal });

/** Makes an earlier version the next one. */
export const rollBackWidget = (
  tenantId: string,
  { id, version }: { id: string; version: number },
  to: number,
): Promise<Answer<Widget>> =>
  ask('POST', `${pathOf(tenantId)}/${id}/rollback`, { body: { version: to }, headers: seen(version) });
