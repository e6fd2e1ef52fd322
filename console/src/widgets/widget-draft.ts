import { createEffect, createMemo, createSignal, on, untrack } from 'solid-js';
import { keepDraft } from '#console/components/keep-draft.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { ApiProblem } from '#console/http/problem.ts';
import {
  createWidget,
  deleteWidget,
  listAllWidgets,
  rollBackWidget,
  saveWidget,
  type Widget,
  type WidgetConfig,
} from '#console/queries/widgets.ts';
import { configOf, defaultWidget } from '#console/widgets/default-widget.ts';

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
/** A saved widget that the draft began with; null: nothing is saved for the placement, the defaults are. */
type Base = { widget: Widget | null };

/**
 * The widget of a placement as it is being changed. What is saved elsewhere meanwhile does not touch a draft: `isOvertaken` says so, and a save is refused until one of both is
 * chosen. It is kept over the end of a session.
 */
export function createWidgetDraft(of: () => { tenantId: string; placementId: string }) {
  const [base, setBase] = createSignal<Base | null>(null);
  const [config, setConfig] = createSignal<WidgetConfig>(defaultWidget);
  const [error, setError] = createSignal<unknown>(null);
  const [isBusy, setIsBusy] = createSignal(false);
  const all = createLiveQuery(
    () => of().tenantId,
    (tenantId, signal) => listAllWidgets(tenantId, signal),
  );
  const newest = () => all.answer()?.find(({ placementId }) => placementId === of().placementId) ?? null;
  const configOfBase = () => configOf(base()?.widget ?? defaultWidget);
  const isDirty = () => base() !== null && !same(config(), configOfBase());
  const take = (widget: Widget | null) => {
    setBase({ widget });
    setConfig(configOf(widget ?? defaultWidget));
    setError(null);
  };

  // A memo: the tenant is read anew each minute, and only another placement may drop a draft.
  const placement = createMemo(() => of().placementId);
  const subjectOf = (placementId: string) => `widget ${untrack(of).tenantId} ${placementId}`;
  const takeKept = keepDraft(
    () => subjectOf(placement()),
    () => (isDirty() ? { base: base(), config: config() } : null),
  );
  // One effect: the widgets may come together with the first placement, and of two effects the one that forgets the placement before could be the later.
  createEffect(
    on([all.answer, placement], ([answer, now], before) => {
      if (before?.[1] !== now) {
        const kept = takeKept(subjectOf(now));
        setBase(kept?.base ?? null);
        if (kept !== undefined) setConfig(kept.config);
      }
      if (answer !== undefined && !isDirty()) take(newest());
    }),
  );

  async function change(work: (tenantId: string) => Promise<Widget | null>): Promise<boolean> {
    setIsBusy(true);
    setError(null);
    try {
      take(await work(of().tenantId));
      all.refresh();
      return true;
    } catch (thrown) {
      setError(thrown);
      if (thrown instanceof ApiProblem && (thrown.status === 412 || thrown.status === 409)) all.refresh();
      return false;
    } finally {
      setIsBusy(false);
    }
  }
  /** Does something to the saved widget. */
  const changeSaved = (work: (tenantId: string, widget: Widget) => Promise<Widget | null>) => {
    const saved = base()?.widget;
    return saved == null ? Promise.resolve(false) : change((tenantId) => work(tenantId, saved));
  };

  return {
    all,
    config,
    error,
    isBusy,
    isDirty,
    saved: () => base()?.widget ?? null,
    isLoaded: () => base() !== null,
    set: (fields: Partial<WidgetConfig>) => setConfig((now) => ({ ...now, ...fields })),
    /** A saved widget that is newer than the one the draft began with; null if there is none. */
    isOvertaken: () => {
      const widget = newest();
      return base() !== null && widget !== null && widget.version > (base()?.widget?.version ?? 0) ? widget : null;
    },
    discard: () => take(newest()),
    /** Goes on with the draft as a change of the newest version, which has been seen now. */
    keepOver: () => {
      setBase({ widget: newest() });
      setError(null);
    },
    save: () =>
      change(async (tenantId) => {
        const widget = base()?.widget ?? null;
        const { data } =
          widget === null
            ? await createWidget(tenantId, of().placementId, config())
            : await saveWidget(tenantId, widget, config());
        return data;
      }),
    rollBack: (version: number) =>
      changeSaved(async (tenantId, widget) => (await rollBackWidget(tenantId, widget, version)).data),
    remove: () =>
      changeSaved(async (tenantId, widget) => {
        await deleteWidget(tenantId, widget);
        return null;
      }),
  };
}

export type WidgetDraft = ReturnType<typeof createWidgetDraft>;
