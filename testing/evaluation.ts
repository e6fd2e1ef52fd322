import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from '#cli/evaluate/evaluate.ts';
import type { EvaluationOptions } from '#cli/evaluate/evaluation-options.ts';
import type { Evaluation } from '#cli/evaluate/run-evaluation.ts';
import { baselineNames } from '#domain/evaluation/baselines/index.ts';

/** What `evaluate` does if nothing but the files is named; `change` has what the test is about. */
const plainOptions: Omit<EvaluationOptions, 'source'> = {
  catalog: null,
  until: { share: 0.8 },
  delayMs: 0,
  strategies: ['session'],
  baselines: baselineNames,
  settings: {},
  isServed: false,
  asksWithPage: false,
  compare: null,
  k: 20,
  seen: null,
  lists: null,
  gates: [],
  learnsRows: true,
  seed: 1,
  resamples: 100,
  badLines: 'refuse',
  memoryMib: 2_048,
  writeQuestions: null,
};

/** Writes these files into a folder that is removed, and evaluates; `options` gets the path of a file by its name. */
export async function evaluateTexts(
  texts: Readonly<Record<string, string>>,
  options: (path: (name: string) => string) => Pick<EvaluationOptions, 'source'> & Partial<EvaluationOptions>,
): Promise<Evaluation> {
  const dir = mkdtempSync(join(tmpdir(), 'recomengine-evaluate-'));
  const path = (name: string) => join(dir, name);
  try {
    for (const [name, text] of Object.entries(texts)) writeFileSync(path(name), text);
    const noShop = () => Promise.reject(new Error('there is no shop here'));
    const { data } = await evaluate(
      'evaluate',
      { ...plainOptions, ...options(path) },
      Date.UTC(2026, 0),
      noShop,
      () => {},
    );
    return data as Evaluation;
  } finally {
    rmSync(dir, { recursive: true });
  }
}
