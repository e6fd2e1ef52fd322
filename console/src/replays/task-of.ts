import type {
  AsOfSettings,
  ExportFormat,
  ExportTable,
  Rebuildable,
  ReplayTask,
} from '#schemas/http/replay-settings.ts';
import type { ReplayKind } from '#schemas/http/replays.ts';

/** The fields of the form, by their names. */
export type FormValues = Readonly<Record<string, string>>;

const strategyPrefix = 'strategy:';

/** What a form asks for. What is left empty is left out, so that the API's defaults hold; what is wrong the API says. */
export function taskOf(kind: ReplayKind, values: FormValues): ReplayTask {
  switch (kind) {
    case 'evaluate':
      return {
        kind,
        settings: {
          strategies: Object.keys(values)
            .filter((name) => name.startsWith(strategyPrefix))
            .map((name) => name.slice(strategyPrefix.length)),
          ...given('days', values['evaluate.days'], Number),
          ...given('placementId', values['evaluate.placementId'], String),
          served: values.served === 'on',
        },
      };
    case 'whatIf': {
      const { change = '' } = values;
      return {
        kind,
        settings: {
          placementId: values['whatIf.placementId'] ?? '',
          ...given('days', values['whatIf.days'], Number),
          ...(change === 'off' ? { rules: 'off' as const } : {}),
          ...(change.startsWith(strategyPrefix) ? { strategy: change.slice(strategyPrefix.length) } : {}),
        },
      };
    }
    case 'asOf':
      return {
        kind,
        settings:
          values.lookBackOn === 'question' ? questionIn(values) : { exposureId: values['asOf.exposureId'] ?? '' },
      };
    case 'export':
      return {
        kind,
        settings: {
          ...given('format', values['export.format'], (text) => text as ExportFormat),
          ...given('tables', values.tables, (text) => [text as ExportTable]),
          ...given('from', values['export.from'], String),
          ...given('to', values['export.to'], String),
        },
      };
    case 'rebuild':
      return { kind, settings: { projection: values['rebuild.projection'] as Rebuildable } };
  }
}

function questionIn(values: FormValues): AsOfSettings {
  const question = {
    ...given('userId', values['asOf.question.userId'], String),
    ...given('placementId', values['asOf.question.placementId'], String),
    ...given('productId', values['asOf.question.productId'], (text) => [text]),
    ...given('strategy', values['asOf.question.strategy'], String),
  };
  return { at: values['asOf.at'] ?? '', question };
}

const given = <Name extends string, Value>(
  name: Name,
  text: string | undefined,
  read: (text: string) => Value,
): { [N in Name]?: Value } =>
  text === undefined || text === '' ? {} : ({ [name]: read(text) } as { [N in Name]: Value });
