import type { Tone } from '#console/components/badge.tsx';
import { several } from '#console/format/several.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';
import type { ReplayKind, ReplayState, ReplayView } from '#schemas/http/replays.ts';

/** What people call a kind of replay. */
export const kindWords: Readonly<Record<ReplayKind, string>> = {
  evaluate: 'Evaluation',
  whatIf: 'What if',
  asOf: 'Look back',
  export: 'Export',
  rebuild: 'Rebuild',
};

export const stateTones: Readonly<Record<ReplayState, Tone>> = {
  queued: 'plain',
  running: 'info',
  done: 'good',
  failed: 'bad',
  cancelled: 'notice',
};

/** Says in a line what a replay was asked for. */
export function askedText({ kind, settings }: Pick<ReplayView, 'kind' | 'settings'>): string {
  const told = settings as Readonly<Record<string, unknown>>;
  const space = told.space === 'test' ? ', test space' : '';
  switch (kind) {
    case 'evaluate': {
      const names = (told.strategies as string[]).map(strategyText).join(', ');
      return `${names}, on ${several(Number(told.days), 'day')}${told.served === true ? ', whole pipeline' : ''}${space}`;
    }
    case 'whatIf':
      return `${told.placementId}, ${several(Number(told.days), 'day')}, by ${changeText(told)}${space}`;
    case 'asOf':
      return told.exposureId === undefined ? `${questionText(told)}${space}` : `Answer ${told.exposureId}${space}`;
    case 'export': {
      const tables = (told.tables as string[] | undefined)?.join(', ') ?? 'everything';
      const days =
        told.from === undefined && told.to === undefined
          ? ''
          : `, ${told.from ?? 'the first day'} to ${told.to ?? 'today'}`;
      return `${tables} as ${told.format ?? 'jsonl'}${days}${space}`;
    }
    case 'rebuild':
      return String(told.projection);
  }
}

function questionText({ at, question = {} }: Readonly<Record<string, unknown>>): string {
  const { userId, placementId, strategy } = question as Readonly<Record<string, string | undefined>>;
  const who = userId === undefined ? 'Nobody known' : `Shopper ${userId}`;
  return `${who}${placementId === undefined ? '' : ` on ${placementId}`}${strategy === undefined ? '' : `, ${strategyText(strategy)}`}, as of ${at}`;
}

function changeText({ strategy, rules, config }: Readonly<Record<string, unknown>>): string {
  const parts = [
    strategy === undefined ? null : strategy === null ? "the tenant's strategy" : strategyText(String(strategy)),
    rules === undefined ? null : rules === 'off' ? 'no rules' : 'other rules',
    config === undefined ? null : 'other settings',
  ];
  return parts.filter((part) => part !== null).join(' and ');
}

/** Says what one that waits its turn waits for: `after 2 others`. Those of other tenants are not counted, with whom it takes turns. */
export const turnText = (waitingFor: number | null): string => {
  if (waitingFor === null) return '';
  return waitingFor === 0 ? 'next of this shop' : `after ${several(waitingFor, 'other')} of this shop`;
};

/** Says how long something takes yet: `2 min left`. */
export function leftText(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s left`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min left`;
  return `${Math.round(seconds / 3_600)} h left`;
}

/** Says a size: `1.2 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
