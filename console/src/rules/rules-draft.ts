import { createEffect, createMemo, createSignal, on } from 'solid-js';
import { keepDraft } from '#console/components/keep-draft.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { ApiProblem } from '#console/http/problem.ts';
import { type RuleWarning, readRules, rollBackRules, saveRules } from '#console/queries/rules.ts';
import type { Rule } from '#console/rules/rule.ts';

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * The rules of a placement as they are being changed. What is saved elsewhere meanwhile does not touch a draft: `isOvertaken` says so, and a save is refused until one of both is
 * chosen. It is kept over the end of a session.
 */
export function createRulesDraft(of: () => { tenantId: string; placementId: string }) {
  const [base, setBase] = createSignal<{ version: number; rules: Rule[] } | null>(null);
  const [rules, setRules] = createSignal<Rule[]>([]);
  const [error, setError] = createSignal<unknown>(null);
  const [warnings, setWarnings] = createSignal<readonly RuleWarning[]>([]);
  const [isBusy, setIsBusy] = createSignal(false);
  const saved = createLiveQuery(
    of,
    async ({ tenantId, placementId }, signal) => (await readRules(tenantId, placementId, signal)).data,
  );
  const isDirty = () => base() !== null && !same(rules(), base()?.rules);
  const take = (answer: { version: number; rules: Rule[] }) => {
    setBase(answer);
    setRules(answer.rules);
    setError(null);
  };

  // A memo: the tenant is read anew each minute, and only another placement may drop a draft.
  const subject = createMemo(() => JSON.stringify(of()));
  const takeKept = keepDraft(
    () => `rules ${subject()}`,
    () => (isDirty() ? { base: base(), rules: rules() } : null),
  );
  createEffect(
    on(subject, (now) => {
      const kept = takeKept(`rules ${now}`);
      setBase(kept?.base ?? null);
      setRules(kept?.rules ?? []);
      setError(null);
      setWarnings([]);
    }),
  );
  createEffect(
    on(saved.answer, (answer) => {
      if (answer !== undefined && (!isDirty() || same(answer.rules, rules()))) take(answer);
    }),
  );

  /** Does what changes the list; if another version was saved meanwhile, that one is read, and nothing is lost. */
  async function change(
    work: (seen: { placementId: string; version: number }) => Promise<{ version: number; rules: Rule[] }>,
  ) {
    const { placementId } = of();
    setIsBusy(true);
    setError(null);
    try {
      take(await work({ placementId, version: base()?.version ?? 0 }));
      saved.refresh();
      return true;
    } catch (thrown) {
      setError(thrown);
      if (thrown instanceof ApiProblem && thrown.status === 412) saved.refresh();
      return false;
    } finally {
      setIsBusy(false);
    }
  }

  return {
    saved,
    rules,
    setRules,
    error,
    warnings,
    isBusy,
    isDirty,
    version: () => base()?.version ?? 0,
    /** Tells what a preview of the draft was refused for, at the rules that it is about. */
    tell: setError,
    isLoaded: () => base() !== null,
    /** A version that is newer than the one the draft began with; null if there is none. */
    isOvertaken: () => {
      const newest = saved.answer();
      return newest !== undefined && base() !== null && newest.version > (base()?.version ?? 0) ? newest : null;
    },
    discard: () => {
      const newest = saved.answer() ?? base();
      if (newest !== null) take(newest);
    },
    /** Goes on with the draft as a change of the newest version, which has been seen now. */
    keepOver: () => {
      const newest = saved.answer();
      if (newest === undefined) return;
      setBase(newest);
      setError(null);
    },
    save: () =>
      change(async (seen) => {
        const { data, meta } = await saveRules(of().tenantId, seen, rules());
        setWarnings(meta.warnings);
        return data;
      }),
    rollBack: (version: number) => change(async (seen) => (await rollBackRules(of().tenantId, seen, version)).data),
  };
}

export type RulesDraft = ReturnType<typeof createRulesDraft>;
