import { useSearchParams } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { Empty } from '#console/components/empty.tsx';
import { Field } from '#console/components/field.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { askRecommendations } from '#console/queries/recommendations.ts';
import type { WidgetConfig } from '#console/queries/widgets.ts';
import { PreviewFrame } from '#console/widgets/preview-frame.tsx';

const widths = [
  { id: 'phone', label: 'Phone', px: 360 },
  { id: 'tablet', label: 'Tablet', px: 768 },
  { id: 'desk', label: 'Desk', px: 1_120 },
] as const;
/** A shop on a desk is too small to be read in the room that a phone has for it. */
const standardWidth = () => (innerWidth < widths[1].px ? widths[0] : widths[2]);
/** The most products that a widget shows. */
const mostShown = 20;
const pressed =
  'min-h-8 rounded-sm px-2.5 text-sm text-soft hover:text-ink aria-pressed:bg-pine-soft aria-pressed:font-medium aria-pressed:text-pine';

/** The draft on a real answer of its placement, in three widths, on light and dark pages. Width, ground, shopper and product stand in the URL. */
export function WidgetPreview(props: { placementId: string; config: WidgetConfig }) {
  const { tenant } = useTenant();
  const [search, setSearch] = useSearchParams<{
    width?: string;
    ground?: string;
    userId?: string;
    productId?: string;
  }>();
  const width = () => widths.find(({ id }) => id === search.width) ?? standardWidth();
  const isDark = () => search.ground === 'dark';
  const answer = createLiveQuery(
    () => ({
      id: tenant().id,
      question: {
        placementId: props.placementId,
        // A number that cannot be saved is told at its field, and not here once more.
        limit: Math.min(Math.max(props.config.maxItems, 1), mostShown),
        // The saved widget may name another strategy than the draft.
        strategy: props.config.strategy ?? (tenant().config.defaultStrategy as string),
        userId: search.userId,
        productId: search.productId,
        locale: 'en',
      },
    }),
    async ({ id, question }, signal) => (await askRecommendations(id, question, signal)).data,
  );
  const look = () => {
    const { strategy: _, ...shown } = props.config;
    return { ...shown, placementId: 'preview', version: 0, currency: tenant().config.currency };
  };
  return (
    <div class="space-y-4">
      <div class="flex flex-wrap items-end gap-3">
        <fieldset class="flex flex-wrap gap-1 rounded-md border border-line bg-card p-1">
          <legend class="sr-only">Width</legend>
          <For each={widths}>
            {({ id, label, px }) => (
              <button
                type="button"
                aria-pressed={width().id === id}
                class={pressed}
                onClick={() => setSearch({ width: id }, { replace: true })}
              >
                {label} <span class="figures text-xs">{px}</span>
              </button>
            )}
          </For>
        </fieldset>
        <fieldset class="flex gap-1 rounded-md border border-line bg-card p-1">
          <legend class="sr-only">Ground</legend>
          <For each={['light', 'dark']}>
            {(ground) => (
              <button
                type="button"
                aria-pressed={isDark() === (ground === 'dark')}
                class={pressed}
                onClick={() => setSearch({ ground: ground === 'dark' ? ground : undefined }, { replace: true })}
              >
                {ground === 'dark' ? 'Dark page' : 'Light page'}
              </button>
            )}
          </For>
        </fieldset>
      </div>
      <div class="grid gap-3 sm:grid-cols-2">
        <Field
          label="For shopper"
          name="userId"
          placeholder="nobody known"
          value={search.userId ?? ''}
          onChange={(event) => setSearch({ userId: event.currentTarget.value || undefined }, { replace: true })}
        />
        <Field
          label="On the page of product"
          name="productId"
          placeholder="none"
          value={search.productId ?? ''}
          onChange={(event) => setSearch({ productId: event.currentTarget.value || undefined }, { replace: true })}
        />
      </div>
      <Loaded query={answer}>
        {(items) => (
          <Show
            when={items().length > 0}
            fallback={
              <Empty title="Nothing is answered here yet">
                <p>
                  Without products the placement stays empty, in the shop too. Upload a catalog, or ask as another
                  shopper.
                </p>
              </Empty>
            }
          >
            <PreviewFrame look={look()} items={items()} widthPx={width().px} isDark={isDark()} />
          </Show>
        )}
      </Loaded>
    </div>
  );
}
