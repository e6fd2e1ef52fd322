import type { ContractError } from '../contract-errors.ts';
import type { AsOfSettings, ExportSettings, ReplayTask, WhatIfSettings } from './replay-settings.ts';

/** Returns what is wrong with a replay that its contract lets through, each at the field of the body that is to change; empty if nothing is. `nowMs`: milliseconds since 1970. */
export function faultsOfReplay(task: ReplayTask, nowMs: number): ContractError[] {
  switch (task.kind) {
    case 'export':
      return faultsOfDays(task.settings);
    case 'whatIf':
      return faultsOfChange(task.settings);
    case 'asOf':
      return faultsOfLookBack(task.settings, nowMs);
    case 'evaluate':
    case 'rebuild':
      return [];
  }
}

function faultsOfDays({ from, to }: ExportSettings): ContractError[] {
  if (from === undefined || to === undefined || from <= to) return [];
  return [fault('/export/from', 'range', `\`export.from\` ${from} is after \`export.to\` ${to}: exchange them.`)];
}

function faultsOfChange({ placementId, config, strategy, rules }: WhatIfSettings): ContractError[] {
  const changesNothing = strategy === undefined && rules === undefined && setsNothing(config ?? {});
  return [
    ...(placementId === '*'
      ? [
          fault(
            '/whatIf/placementId',
            'no_placement',
            '`whatIf.placementId` must be one placement, such as home: * stands for all of them in rules alone.',
          ),
        ]
      : []),
    ...(changesNothing
      ? [
          fault(
            '/whatIf',
            'no_change',
            'Say what would be set: give `whatIf.config` with a setting, `whatIf.strategy` or `whatIf.rules`.',
          ),
        ]
      : []),
  ];
}

/** Whether no setting is named at any depth. */
const setsNothing = (change: unknown): boolean =>
  typeof change === 'object' && change !== null && !Array.isArray(change) && Object.values(change).every(setsNothing);

function faultsOfLookBack({ exposureId, at, question }: AsOfSettings, nowMs: number): ContractError[] {
  if ((exposureId === undefined) === (at === undefined))
    return [
      fault(
        '/asOf',
        'ambiguous',
        'Say what is looked back on: `asOf.exposureId`, an answer that was recorded, or `asOf.at`, a time, with what is asked then by `asOf.question`.',
      ),
    ];
  if (exposureId !== undefined && question !== undefined)
    return [
      fault(
        '/asOf/question',
        'ambiguous',
        'The question is that of the answer: leave out `asOf.question`, or give `asOf.at` in place of `asOf.exposureId`.',
      ),
    ];
  if (at === undefined) return [];
  const atMs = Date.parse(at);
  if (Number.isNaN(atMs))
    return [fault('/asOf/at', 'format', `\`asOf.at\` ${at} is no time: write one such as 2026-11-20T10:00:00Z.`)];
  return atMs > nowMs ? [fault('/asOf/at', 'range', `\`asOf.at\` ${at} is to come: name a time that has been.`)] : [];
}

const fault = (path: string, code: string, message: string): ContractError => ({ path, code, message });
