import { createBaselines } from '#domain/evaluation/baselines/index.ts';
import { createVisitBook } from '#domain/evaluation/baselines/visit-book.ts';
import { type Difference, resample } from '#domain/evaluation/bootstrap.ts';
import type { Contender } from '#domain/evaluation/contender.ts';
import { createEvaluatedModel } from '#domain/evaluation/evaluated-model.ts';
import { type Figures, figuresOf, type Truth } from '#domain/evaluation/figures.ts';
import { type Gate, judgeGate } from '#domain/evaluation/gate.ts';
import type { MetricName } from '#domain/evaluation/measure-answer.ts';
import { runSteps } from '#domain/evaluation/run-steps.ts';
import { createServedContenders, type Losses } from '#domain/evaluation/served-contender.ts';
import { createStrategyContender } from '#domain/evaluation/strategy-contender.ts';
import { seededRandom } from '#domain/seeded-random.ts';
import { placementOf } from '#domain/serving/resolve-question.ts';
import { strategyNamed } from '#domain/strategies/index.ts';
import { eventKey } from '#log/codec.ts';
import { partitionFor } from '#log/partition.ts';
import { topics } from '#log/topics.ts';
import { BadInput } from './bad-lines.ts';
import type { EvaluationOptions } from './evaluation-options.ts';
import { inTurns } from './in-turns.ts';
import type { Input } from './open-input.ts';

/** What an evaluation found. */
export type Evaluation = {
  k: number;
  questions: number;
  /** Shoppers, or visits of a file of questions: intervals draw these. */
  clusters: number;
  untilMs: number | null;
  /** Questions of whose right products none was known when they were asked. */
  unknown: number;
  figures: Figures[];
  losses: { strategy: string; losses: Losses }[];
  difference: { a: string; b: string; metrics: Readonly<Record<MetricName, Difference>> } | null;
  gates: { gate: string; value: number; holds: boolean }[];
  notes: string[];
  seconds: number;
};

type Told = (phase: string, done: number, total: number | null) => void;

/** Asks every contender every question, by the code that serves. `lists`: a contender made elsewhere, if there is one. Throws `BadInput` if a name of `--compare` or a gate is nobody's. */
export async function runEvaluation(
  options: EvaluationOptions,
  input: Input,
  lists: Contender | null,
  onProgress: Told,
): Promise<Evaluation> {
  const startedAt = performance.now();
  const { k, compare, gates, seed, resamples } = options;
  const model = createEvaluatedModel({
    partitions: topics.events.partitions,
    partitionOf: (userId) => partitionFor(eventKey(1, userId), topics.events.partitions),
    catalog: input.catalog,
    learnsRows: options.learnsRows,
  });
  const book = createVisitBook();
  const { config, placement } = servingOf(options, input);
  const served = options.strategies.map((name) =>
    options.isServed
      ? createServedContenders(strategyNamed(name), model, {
          k,
          config,
          placement,
          seen: options.seen,
          asksWithPage: options.asksWithPage,
        })
      : null,
  );
  const contenders: Contender[] = [
    ...options.strategies.flatMap((name, n) => {
      const settings = (config.strategies as Readonly<Record<string, object>>)[name] ?? strategyNamed(name).defaults;
      const alone = createStrategyContender(strategyNamed(name), model, { ...settings }, { k, seen: input.seen });
      const pipeline = served[n];
      return pipeline == null ? [alone] : [alone, pipeline.served, pipeline.filtered];
    }),
    ...(lists === null ? [] : [lists]),
    ...createBaselines(book, { k, seen: input.seen, names: options.baselines }),
  ];
  const names = contenders.map(({ name }) => name);
  for (const name of compare ?? [])
    if (!names.includes(name)) throw new BadInput(`--compare: there is no ${name} here, but ${names.join(', ')}`);
  const pairName = compare === null ? null : compare.join('-');
  const refuseGate = (gate: Gate) =>
    new BadInput(
      `--gate ${gate.text}: there is no such figure here; names are ${names.join(', ')}, and a-b of --compare`,
    );
  // Told before anything is asked: an evaluation takes minutes, and a name may be misspelt.
  for (const gate of gates)
    if (gate.of !== null && gate.of !== pairName && !names.includes(gate.of)) throw refuseGate(gate);
  // Behind the filters is what the pipeline served, so it is asked first.
  const steps = runSteps(
    input.steps(),
    contenders,
    { model, book },
    {
      k,
      clock: () => performance.now(),
      onAsked(question, answers) {
        for (const [n, name] of options.strategies.entries()) served[n]?.noteLosses(question, answers.get(name) ?? []);
      },
    },
  );
  const { books, truth } = await inTurns(steps, (done) => onProgress('asking', done, input.mostSteps));
  const sums = names.map((name) => books.get(name)?.clusters ?? []);
  const questions = (sums[0] ?? []).reduce((sum, one) => sum + one.questions, 0);
  if (questions === 0) throw new BadInput(nothingAsked(input));
  const pair = compare === null ? [] : ([[names.indexOf(compare[0]), names.indexOf(compare[1])]] as const);
  const resampling = resample(sums, pair, resamples, seededRandom(seed));
  const { intervals, differences } = await inTurns(resampling, (done) => onProgress('intervals', done, resamples));
  const known = { known: book.products, isKnown: book.has };
  const figures = names.map((name, n) => {
    const [of, interval] = [books.get(name), intervals[n]];
    if (of === undefined || interval === undefined) throw new Error(`nobody asked ${name}`);
    return figuresOf(name, of, interval, truth, known);
  });
  const [metrics] = differences;
  const difference = compare === null || metrics === undefined ? null : { a: compare[0], b: compare[1], metrics };
  return {
    k,
    questions,
    clusters: sums[0]?.length ?? 0,
    untilMs: input.untilMs,
    unknown: shareOf(truth, questions),
    figures,
    losses: options.strategies.flatMap((strategy, n) => {
      const losses = served[n]?.losses;
      return losses === undefined ? [] : [{ strategy, losses }];
    }),
    difference,
    gates: gates.map((gate) => {
      const found = judgeGate(
        gate,
        figures,
        new Map(pairName === null || difference === null ? [] : [[pairName, difference.metrics]]),
      );
      if (found === null) throw refuseGate(gate);
      return { gate: gate.text, ...found };
    }),
    notes: input.notes,
    seconds: (performance.now() - startedAt) / 1_000,
  };
}

const shareOf = ({ unknown }: Truth, questions: number): number => unknown / questions;

function servingOf({ settings }: EvaluationOptions, { config, rules }: Input) {
  const strategies = Object.fromEntries(
    Object.entries(config.strategies).map(([name, set]) => [name, { ...set, ...settings[name] }]),
  );
  const changed = { ...config, strategies: strategies as typeof config.strategies };
  return {
    config: changed,
    placement: placementOf({ tenantId: '', config: changed }, { version: '0', rules }, () => 0),
  };
}

const nothingAsked = ({ untilMs }: Input): string =>
  untilMs === null
    ? 'there are no questions in the input'
    : `nobody whose past is known does anything from ${new Date(untilMs).toISOString()} on: there is nothing to ask; choose an earlier time by --until`;
