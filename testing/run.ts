/**
 * `npm test`: types, style, then every test file under node:test with coverage, beside one Postgres and one Kafka broker for all of them.
 *
 *   npm test                     everything
 *   npm test -- log ingest       the tests of these folders or files only, without coverage limits
 *   npm test -- --level=unit     one level: unit (.test.ts), int (.int.test.ts), e2e (.e2e.test.ts)
 *
 * With E2E_LOG=kafka the end-to-end tests run on a broker, two of each process.
 * With REQUIRE_ALL=1 (CI) a test that lacks a component fails instead of skipping.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { coverageOf, parseLcov } from './coverage.ts';
import { missingForBroker, startTestBroker, type TestBroker } from './kafka-broker.ts';
import { startTestPostgres } from './postgres.ts';

const levels = { unit: '.test.ts', int: '.int.test.ts', e2e: '.e2e.test.ts' } as const;
/** A file of end-to-end tests has its own product running; two at a time are what two cores can carry. */
const concurrentFiles = 2;
const fileTimeoutMs = 600_000;
/** Percentages of lines; `domain/` is pure, so its limit is higher. */
const limits = { all: 80, domain: 90 };

const { values, positionals } = parseArgs({ options: { level: { type: 'string' } }, allowPositionals: true });
const wanted = positionals.length === 0 ? ['.'] : positionals;

const levelOf = (file: string) =>
  file.endsWith(levels.int) ? 'int' : file.endsWith(levels.e2e) ? 'e2e' : ('unit' as keyof typeof levels);

const files = wanted
  .flatMap((place) => (place.endsWith('.ts') ? [place] : globSync(join(place, '**/*.test.ts'))))
  .filter((file) => !file.includes('node_modules/') && !file.startsWith('data/'))
  .filter((file) => values.level === undefined || levelOf(file) === values.level)
  .sort(
    (a, b) => Object.keys(levels).indexOf(levelOf(a)) - Object.keys(levels).indexOf(levelOf(b)) || a.localeCompare(b),
  );

if (files.length === 0) {
  console.error(`no test file in ${wanted.join(', ')}`);
  process.exitCode = 2;
} else {
  process.exitCode = await runAll(files);
}

async function runAll(files: readonly string[]): Promise<number> {
  const whole = positionals.length === 0 && values.level === undefined;
  if (whole) {
    for (const check of [
      ['tsc', '--noEmit'],
      ['tsc', '--noEmit', '-p', 'demo-shop/browser'],
      ['tsc', '--noEmit', '-p', 'sdk'],
      ['tsc', '--noEmit', '-p', 'sdk/tsconfig.tests.json'],
      ['tsc', '--noEmit', '-p', 'console'],
      ['biome', 'check', '.'],
      // Tests that run at the same time would each build it.
      ['node', 'console/build/build.ts'],
    ] as const) {
      const code = await run(check[0], check.slice(1), {});
      if (code !== 0) return code;
    }
  }
  const scratch = mkdtempSync(join(tmpdir(), 'recomengine-test-'));
  const needsPostgres = files.some((file) => levelOf(file) === 'int');
  const needsBroker =
    process.env.E2E_LOG === 'kafka' || files.some((file) => readFileSync(file, 'utf8').includes('openTestBroker('));
  const postgres = needsPostgres ? await startTestPostgres() : null;
  let broker: TestBroker | null = null;
  try {
    if (needsBroker && missingForBroker() === null) broker = await startTestBroker();
    const lcov = join(scratch, 'lcov.info');
    const coverage = whole
      ? [
          '--experimental-test-coverage',
          '--test-coverage-exclude=**/*.test.ts',
          '--test-coverage-exclude=testing/**',
          '--test-coverage-exclude=bench/**',
          '--test-coverage-exclude=e2e/**',
          '--test-coverage-exclude=console/.output/**',
          '--test-reporter=spec',
          '--test-reporter-destination=stdout',
          '--test-reporter=lcov',
          `--test-reporter-destination=${lcov}`,
        ]
      : [];
    const code = await run(
      process.execPath,
      ['--test', `--test-concurrency=${concurrentFiles}`, `--test-timeout=${fileTimeoutMs}`, ...coverage, ...files],
      {
        ...(postgres === null ? {} : { TEST_POSTGRES_URL: postgres.url }),
        ...(broker === null ? {} : { TEST_KAFKA_BROKERS: broker.brokers.join(',') }),
      },
    );
    return code === 0 && whole ? reportCoverage(readFileSync(lcov, 'utf8')) : code;
  } finally {
    await broker?.stop();
    await postgres?.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function reportCoverage(lcov: string): number {
  const covered = parseLcov(lcov);
  const all = coverageOf(covered, () => true);
  const domain = coverageOf(covered, (file) => file.startsWith('domain/'));
  console.log(
    `coverage, lines: all ${all.toFixed(1)} % (at least ${limits.all}), domain ${domain.toFixed(1)} % (at least ${limits.domain})`,
  );
  return all >= limits.all && domain >= limits.domain ? 0 : 1;
}

/** Runs a program in the foreground; a signal to us is passed on, and the program is killed if it does not end in time (nodejs/node#54918). */
function run(command: string, args: readonly string[], extra: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...extra } });
    const stop = () => {
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    child.once('error', reject);
    child.once('exit', (code) => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve(code ?? 1);
    });
  });
}
