import Type, { type Static, type TProperties } from 'typebox';
import { maxIdLength } from '../events/wire-event.ts';
import { named } from '../named.ts';
import { closed, closedPartial, literals, nullable, Space, strategyField, Time, Uuid } from './fields.ts';
import { questionFields } from './recommendations.ts';
import { maxRules } from './rules.ts';
import { tenantContracts } from './tenants.ts';

/** What can be built again: the projections. */
export const rebuildable = [
  'catalog',
  'analytics',
  'attribution',
  'trending',
  'cooccurrence',
  'top_products',
  'usage',
  'experiment_results',
] as const;
export type Rebuildable = (typeof rebuildable)[number];

export const exportTables = ['events', 'exposures', 'attributions', 'catalog'] as const;
export type ExportTable = (typeof exportTables)[number];

export const exportFormats = ['jsonl', 'avro', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The most days of an export or an evaluation. */
const maxReplayDays = 3_660;
const maxAsked = 100;

const day = (description: string, example: string) => Type.String({ format: 'date', description, examples: [example] });

const spaceField = { space: Type.Optional({ ...Space, default: 'live' } as typeof Space) };

/** Settings of an export. */
const ExportSettings = named(
  'ExportSettings',
  closed({
    ...spaceField,
    tables: Type.Optional(
      Type.Array(literals(exportTables, { description: 'A kind of data.', examples: ['events'] }), {
        minItems: 1,
        maxItems: exportTables.length,
        uniqueItems: true,
        description: 'What to export. Left out: all.',
      }),
    ),
    format: Type.Optional(
      literals(exportFormats, {
        description:
          'jsonl: a JSON object a line; avro: object container files; parquet: Apache Parquet. Left out: jsonl.',
        examples: ['parquet'],
      }),
    ),
    from: Type.Optional(day('The first day, in UTC. Left out: the day of the first event.', '2026-03-01')),
    to: Type.Optional(day('The last day, in UTC, which is included. Left out: today.', '2026-03-31')),
  }),
);
export type ExportSettings = Static<typeof ExportSettings>;

type StrategyContract = { readonly name: string; readonly settings: TProperties };

/** Settings of an evaluation, which asks these strategies. */
const evaluateSettings = (strategies: readonly StrategyContract[]) =>
  named(
    'EvaluateSettings',
    closed({
      ...spaceField,
      strategies: Type.Array(strategyField(strategies.map(({ name }) => name)), {
        minItems: 1,
        maxItems: strategies.length,
        uniqueItems: true,
        description: 'The strategies that are asked.',
      }),
      days: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: maxReplayDays,
          default: 90,
          description: 'How many days of events are read, until now.',
        }),
      ),
      askedShare: Type.Optional(
        Type.Number({
          minimum: 0.01,
          maximum: 0.9,
          default: 0.2,
          description: 'The share of the events, the latest ones, that are asked about; what came before is learnt.',
        }),
      ),
      placementId: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 128,
          default: 'default',
          description: 'Whose rules hold where the whole pipeline is measured.',
          examples: ['home'],
        }),
      ),
      served: Type.Optional(
        Type.Boolean({ default: false, description: 'Measures the whole pipeline too: rules, filters, fallbacks.' }),
      ),
      seen: Type.Optional(
        Type.Union([Type.Literal('keep'), Type.Literal('drop')], {
          description: 'Whether answers may have what the shopper has touched. Left out: as each strategy has it.',
        }),
      ),
      settings: Type.Optional(
        Type.Object(
          Object.fromEntries(strategies.map(({ name, settings }) => [name, Type.Optional(closedPartial(settings))])),
          {
            additionalProperties: false,
            description: 'Settings of strategies that differ from those of now, as in `config.strategies` of a tenant.',
            examples: [{ session: { minVisits: 3 } }],
          },
        ),
      ),
      k: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: maxAsked,
          default: 20,
          description: 'How many products of an answer count.',
        }),
      ),
    }),
  );

/** Settings of a what-if: what would be set for a placement, and which of its answers are answered again. */
const whatIfSettings = (strategies: readonly StrategyContract[]) =>
  named(
    'WhatIfSettings',
    closed({
      ...spaceField,
      placementId: Type.String({
        minLength: 1,
        maxLength: maxIdLength,
        description: 'The placement whose answers are answered again.',
        examples: ['home'],
      }),
      days: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 90,
          default: 7,
          description: 'Answers of so many days are answered again, counted back from the last one.',
        }),
      ),
      answers: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 100_000,
          default: 2_000,
          description: 'At most so many, evenly chosen.',
        }),
      ),
      config: Type.Optional(tenantContracts(strategies).AnsweringConfigChange),
      strategy: Type.Optional(nullable(strategyField(strategies.map(({ name }) => name)))),
      rules: Type.Optional(
        Type.Union(
          [Type.Array(Type.Object({}, { additionalProperties: true }), { maxItems: maxRules }), Type.Literal('off')],
          {
            description:
              'In place of the list of the placement, as PUT …/rules takes it; `off` answers as if no rules held, those of all placements neither.',
          },
        ),
      ),
    }),
  );

/** What a what-if is told; its rules were judged. */
export type WhatIfSettings = {
  space?: 'live' | 'test';
  placementId: string;
  days?: number;
  answers?: number;
  config?: Readonly<Record<string, unknown>>;
  strategy?: string | null;
  rules?: readonly object[] | 'off';
};

const { userId, placementId, productId, limit } = questionFields;

/** Settings of a look back: which recorded answer is given again as it was, or which question is answered as of a time. */
const asOfSettings = (strategies: readonly StrategyContract[]) =>
  named(
    'AsOfSettings',
    closed({
      ...spaceField,
      exposureId: Type.Optional({
        ...Uuid,
        description: 'An answer, by the id that `GET /exposures` and exports name.',
      } as typeof Uuid),
      at: Type.Optional({ ...Time, description: 'In place of `exposureId`: when `question` is asked.' } as typeof Time),
      question: Type.Optional(
        closed(
          {
            userId,
            placementId,
            productId,
            limit,
            strategy: Type.Optional(strategyField(strategies.map(({ name }) => name))),
          },
          { description: 'What is asked at that time; each field as in `GET /recommendations`.' },
        ),
      ),
    }),
  );

/** What a look back is told: `exposureId`, or `at` and a question. */
export type AsOfSettings = {
  space?: 'live' | 'test';
  exposureId?: string;
  at?: string;
  question?: {
    userId?: string;
    placementId?: string;
    productId?: readonly string[];
    strategy?: string;
    limit?: number;
  };
};

/** Settings of a rebuild. */
const RebuildSettings = named(
  'RebuildSettings',
  closed({
    projection: literals(rebuildable, { description: 'What is built again.', examples: ['analytics'] }),
    bound: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        default: 0,
        description: 'The largest share of differing rows of a table with which the new version takes over.',
      }),
    ),
    confirm: Type.Optional(
      Type.Boolean({ default: false, description: 'Takes over however much differs from the live version.' }),
    ),
  }),
);
export type RebuildSettings = Static<typeof RebuildSettings>;

/** Returns the contract of a new replay: exactly one of its fields says what it does. The strategies are those that there are. */
export const replayBody = (strategies: readonly StrategyContract[]) =>
  named(
    'ReplayBody',
    closedPartial(
      {
        evaluate: evaluateSettings(strategies),
        whatIf: whatIfSettings(strategies),
        asOf: asOfSettings(strategies),
        export: ExportSettings,
        rebuild: RebuildSettings,
      },
      { examples: examplesOf(strategies) },
    ),
  );

/** One of each kind, since a body names just one. */
const examplesOf = (strategies: readonly StrategyContract[]) => {
  const asked = strategies.slice(0, 2).map(({ name }) => name);
  return [
    { evaluate: { strategies: asked, days: 90, served: true } },
    { whatIf: { placementId: 'home', days: 14, strategy: asked[0] ?? null } },
    { asOf: { at: '2026-03-31T12:00:00.000Z', question: { userId: 'user-42', placementId: 'home' } } },
    { export: { format: 'parquet', tables: ['events', 'exposures'], from: '2026-03-01', to: '2026-03-31' } },
    { rebuild: { projection: 'analytics' } },
  ];
};

/** What an evaluation is told; what is left out has its default. */
export type EvaluateSettings = {
  space?: 'live' | 'test';
  strategies: readonly string[];
  days?: number;
  askedShare?: number;
  placementId?: string;
  served?: boolean;
  seen?: 'keep' | 'drop';
  settings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  k?: number;
};

/** What a replay does, and by which settings. */
export type ReplayTask =
  | { kind: 'evaluate'; settings: EvaluateSettings }
  | { kind: 'whatIf'; settings: WhatIfSettings }
  | { kind: 'asOf'; settings: AsOfSettings }
  | { kind: 'export'; settings: ExportSettings }
  | { kind: 'rebuild'; settings: RebuildSettings };
