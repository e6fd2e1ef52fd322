import { defaultTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { TenantConfig } from '#domain/access/tenant.ts';
import type { WrittenItem } from '#domain/catalog-item.ts';
import type { Question, Step } from '#domain/evaluation/question.ts';
import { splitTimeOf } from '#domain/evaluation/split-time.ts';
import type { Seen } from '#domain/evaluation/strategy-contender.ts';
import type { Timeline } from '#domain/evaluation/timeline.ts';
import { walkQuestions } from '#domain/evaluation/walk-questions.ts';
import { walkTimeline } from '#domain/evaluation/walk-timeline.ts';
import { noPlan, type RulePlan } from '#domain/rules/compile-rules.ts';
import type { EventLog } from '#log/event-log.ts';
import type { EventType } from '#schemas/events/index.ts';
import { BadInput, type BadLines } from './bad-lines.ts';
import { checkMemory, estimateBytes, estimateLines } from './estimate-memory.ts';
import type { EvaluationOptions } from './evaluation-options.ts';
import { readCatalog } from './read-catalog.ts';
import { readEventFiles } from './read-event-files.ts';
import { readHeldOut } from './read-held-out.ts';
import { readQuestions } from './read-questions.ts';
import type { Shop } from './read-shop.ts';
import { countRecords, readTopic } from './read-topic.ts';
import { readTrain } from './read-train.ts';

/** What is evaluated: the steps, and all that serving knows beside the events. */
export type Input = {
  /** The steps from the beginning, each time it is called. */
  steps(): Iterable<Step>;
  /** At most so many. */
  mostSteps: number;
  /** Null: products are known by their events alone. */
  catalog: readonly WrittenItem[] | null;
  config: TenantConfig;
  rules: RulePlan;
  /** Whether answers may have what the shopper has touched, unless the options say so. */
  seen: Seen;
  /** The time of the split, where there is one. */
  untilMs: number | null;
  estimatedBytes: number;
  /** What a reader of the figures should know of the data. */
  notes: string[];
};

/** What only a tenant's data needs. */
export type OpenShop = () => Promise<{ shop: Shop; log: EventLog; close(): Promise<void> }>;

type Told = (phase: string, done: number, total: number | null) => void;

/** Estimates the memory, and then reads what is to be evaluated. Throws `BadInput`. */
export async function openInput(
  { source, catalog: catalogFile, until, delayMs, seen, memoryMib }: EvaluationOptions,
  bad: BadLines,
  nowMs: number,
  openShop: OpenShop,
  onProgress: Told,
): Promise<Input> {
  const catalog = catalogFile === null ? null : await readCatalog(catalogFile, bad);
  const plain = { catalog, config: defaultTenantConfig, rules: noPlan };
  const allow = (events: number, questions: number, isReadWhole = false): number => {
    const bytes = estimateBytes(events, questions, isReadWhole);
    checkMemory(bytes, memoryMib);
    return bytes;
  };
  const reading = (total: number) => (done: number) => {
    if (done % 1_000 === 0) onProgress('reading', Math.min(done, total), total);
  };
  const splitOf = (timeline: Timeline) => {
    if (timeline.size === 0) throw new BadInput('there are no events in the input: nothing to evaluate');
    const untilMs = 'timeMs' in until ? until.timeMs : splitTimeOf(timeline, until.share);
    return {
      steps: () => walkTimeline(timeline, { untilMs, delayMs }),
      mostSteps: timeline.size * 2,
      untilMs,
      seen: seen ?? ('keep' as const),
    };
  };

  /** What is learnt before any of the questions in the file beside it. */
  const learnt = async (by: 'session' | 'user', { train, as }: { train: string; as: EventType }, asking: string) => {
    const lines = estimateLines([train]);
    const estimatedBytes = allow(lines, estimateLines([asking]));
    return { timeline: await readTrain(train, by, as, bad, reading(lines)), estimatedBytes };
  };
  const asked = (train: string, timeline: Timeline, questions: readonly Question[]) => {
    bad.check();
    if (timeline.size === 0) throw new BadInput(`${train} has no events: nothing can be learnt`);
    const mostSteps = timeline.size + questions.length;
    return { ...plain, steps: () => walkQuestions(timeline, questions), mostSteps, untilMs: null };
  };

  switch (source.kind) {
    case 'files': {
      const lines = estimateLines(source.files);
      const estimatedBytes = allow(lines, 0, source.format !== 'jsonl');
      const {
        timeline,
        catalog: ofFiles,
        duplicates,
        weightless,
        notes,
      } = await readEventFiles(source.files, source.format, nowMs, bad, reading(lines));
      bad.check();
      notes.push(...counted(duplicates, 'events were there twice and count once'));
      notes.push(...counted(weightless, 'events say nothing of interest (impressions, removals) and are left out'));
      return { ...plain, ...splitOf(timeline), catalog: catalog ?? ofFiles, estimatedBytes, notes };
    }
    case 'topic': {
      const { shop, log, close } = await openShop();
      try {
        const records = await countRecords(log, 'events');
        const estimatedBytes = allow(records, 0);
        const topic = await readTopic(log, shop.scope, reading(records * 2));
        const notes = [
          `the catalog, the configuration and the rules are those of now`,
          ...counted(topic.weightless, 'events say nothing of interest (impressions, removals) and are left out'),
          ...counted(topic.undecodable, 'records of the log cannot be decoded and are left out'),
        ];
        const { config, rules } = shop;
        return { ...splitOf(topic.timeline), catalog: topic.catalog, config, rules, estimatedBytes, notes };
      } finally {
        await close();
      }
    }
    case 'questions': {
      const { timeline, estimatedBytes } = await learnt('session', source, source.questions);
      const questions = await readQuestions(source.questions, bad);
      return { ...asked(source.train, timeline, questions), seen: seen ?? 'keep', estimatedBytes, notes: [] };
    }
    case 'users': {
      const { timeline, estimatedBytes } = await learnt('user', source, source.heldOut);
      const kept = seen ?? 'drop';
      const held = await readHeldOut(source.heldOut, timeline, kept, bad);
      const { questions, seenTargets, usersWithout, strangers } = held;
      const notes = [
        ...counted(seenTargets, 'held-out items are in the training data of their user, whom nobody may answer them'),
        ...counted(usersWithout, 'users have no other held-out item and are not asked'),
        ...counted(
          strangers,
          'users have nothing in the training data; who has no answer for them misses: ask the pipeline by --served, or mend the file of questions if it is not `user TAB item`',
        ),
      ];
      return { ...asked(source.train, timeline, questions), seen: kept, estimatedBytes, notes };
    }
  }
}

const counted = (count: number, what: string): string[] =>
  count === 0 ? [] : [`${count.toLocaleString('en')} ${what}`];
