import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import test from 'node:test';

/** What the server is made of, which composition roots and tests put together. */
const server = ['schemas', 'domain', 'log', 'stores', 'runtime', 'ingest', 'processors', 'query-api'];

/** Who may import whom: the table of ARCHITECTURE.md. A folder may always import itself. */
const mayImport: Record<string, readonly string[]> = {
  schemas: [],
  domain: ['schemas'],
  log: ['schemas', 'domain', 'runtime'],
  runtime: ['schemas', 'domain'],
  stores: ['schemas', 'domain', 'runtime'],
  ingest: ['schemas', 'domain', 'log', 'stores', 'runtime'],
  processors: ['schemas', 'domain', 'log', 'stores', 'runtime'],
  'query-api': ['schemas', 'domain', 'log', 'stores', 'runtime'],
  sdk: ['schemas'],
  console: ['schemas'],
  clients: [],
  'demo-shop': ['schemas', 'runtime'],
  cli: ['schemas', 'domain', 'log', 'stores', 'processors', 'runtime'],
  replays: ['schemas', 'domain', 'log', 'stores', 'processors', 'runtime', 'cli'],
  bin: [...server, 'demo-shop', 'cli', 'replays'],
  bench: [...server, 'cli', 'bin', 'testing'],
  e2e: [...server, 'cli', 'bin', 'testing'],
  testing: [...server, 'cli', 'bin', 'replays'],
};

/** Of these it may import types alone. */
const onlyTypesOf: Record<string, readonly string[]> = { log: ['domain'], console: ['schemas'] };

type Source = { file: string; folder: string; text: string; imports: readonly Import[] };
type Import = { specifier: string; typeOnly: boolean };

const importPattern =
  /^\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;

function readImports(text: string): Import[] {
  return [...text.matchAll(importPattern)].map((match) => ({
    specifier: match[2] ?? match[3] ?? match[4] ?? '',
    typeOnly: match[1] !== undefined,
  }));
}

function trackedSources(): Source[] {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx'], { encoding: 'utf8' });
  return files
    .split('\n')
    .filter((file) => file.includes('/') && existsSync(file))
    .map((file) => {
      const text = readFileSync(file, 'utf8');
      return { file, folder: file.slice(0, file.indexOf('/')), text, imports: readImports(text) };
    });
}

const isTest = (file: string) => /\.(test|contract)\.ts$/.test(file);
const isServer = (folder: string) => folder !== 'testing' && folder !== 'e2e' && folder !== 'bench';

function violationsOf(source: Source): string[] {
  const allowed = mayImport[source.folder];
  if (allowed === undefined) return [`${source.file}: folder ${source.folder} is not in the table`];
  return source.imports.flatMap(({ specifier, typeOnly }) => {
    if (specifier.startsWith('#')) {
      const target = specifier.slice(1, specifier.indexOf('/'));
      // Domain types may be named anywhere; log carries them and imports no code of domain. Pages know the shapes of the wire, and none of its checks.
      if (
        target === source.folder ||
        (allowed.includes(target) && (typeOnly || !onlyTypesOf[source.folder]?.includes(target)))
      )
        return [];
      return isTest(source.file) ? [] : [`${source.file} imports ${specifier}`];
    }
    if (!specifier.startsWith('.')) return [];
    const target = normalize(join(dirname(source.file), specifier));
    return target.startsWith(`${source.folder}/`) ? [] : [`${source.file} leaves its folder by ${specifier}`];
  });
}

/** The file that an import by `#` names; sources of the console are a folder deeper than they are named. */
const pathOf = (specifier: string) => specifier.slice(1).replace(/^console\//, 'console/src/');

/** Cycles among files, by imports of types too: files that name each other's types cannot be read or moved one without the other. */
function findCycle(sources: readonly Source[]): string[] | null {
  const edges = new Map(
    sources.map((source) => [
      source.file,
      source.imports
        .filter(({ specifier }) => /^[.#]/.test(specifier))
        .map(({ specifier }) =>
          specifier.startsWith('#') ? pathOf(specifier) : normalize(join(dirname(source.file), specifier)),
        ),
    ]),
  );
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    path.push(file);
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle !== null) return cycle;
    }
    path.pop();
    done.add(file);
    return null;
  };
  for (const file of edges.keys()) {
    const cycle = visit(file);
    if (cycle !== null) return cycle;
  }
  return null;
}

const sources = trackedSources();

test('folders import only what the table of ARCHITECTURE.md allows', () => {
  assert.deepEqual(sources.flatMap(violationsOf), []);
});

test('the import check sees a forbidden import, a way out of a folder and an unknown folder', () => {
  const source = (file: string, text: string): Source => ({
    file,
    folder: file.slice(0, file.indexOf('/')),
    text,
    imports: readImports(text),
  });
  assert.equal(violationsOf(source('ingest/a.ts', "import { x } from '#processors/x.ts';")).length, 1);
  assert.equal(violationsOf(source('domain/a.ts', "import {\n  x,\n} from '../log/x.ts';")).length, 1);
  assert.equal(violationsOf(source('log/a.ts', "import { x } from '#domain/x.ts';")).length, 1);
  assert.equal(violationsOf(source('drawer/a.ts', '')).length, 1);
  assert.equal(violationsOf(source('log/a.ts', "import type { x } from '#domain/x.ts';")).length, 0);
  assert.equal(violationsOf(source('console/a.tsx', "import { x } from '#schemas/x.ts';")).length, 1);
  assert.equal(violationsOf(source('console/a.tsx', "import type { x } from '#schemas/x.ts';")).length, 0);
});

test('no file imports itself by a detour', () => {
  assert.equal(findCycle(sources), null);
});

test('the cycle check sees a cycle, of types alone too', () => {
  const source = (file: string, text: string): Source => ({ file, folder: 'log', text, imports: readImports(text) });
  const cycle = ['log/a.ts', 'log/b.ts', 'log/a.ts'];
  for (const kind of ['', 'type '])
    assert.deepEqual(
      findCycle([
        source('log/a.ts', `import ${kind}{ b } from './b.ts';`),
        source('log/b.ts', `export ${kind}{ a } from '#log/a.ts';`),
      ]),
      cycle,
    );
});

const impure =
  /from 'node:|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\basync\b|\bPromise\b|\bawait\b|\bperformance\.|\bprocess\./;

test('domain is pure: no node modules, clock, randomness or promises', () => {
  const code = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  const offenders = sources
    .filter(({ folder, file }) => folder === 'domain' && !isTest(file))
    .flatMap(({ file, text }) => {
      const found = impure.exec(code(text));
      return found === null ? [] : [`${file}: ${found[0]}`];
    });
  assert.deepEqual(offenders, []);
  assert.match('const now = Date.now();', impure);
});

test('only bin reads the environment', () => {
  const offenders = sources.filter(
    ({ folder, file, text }) =>
      isServer(folder) &&
      folder !== 'bin' &&
      !isTest(file) &&
      /\bprocess\.env\b/.test(text.replaceAll(/\/\*[\s\S]*?\*\//g, '')),
  );
  assert.deepEqual(
    offenders.map(({ file }) => file),
    [],
  );
});

/** A statement in a text, or a query to a database. */
const sql = /['"`]\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\s|\.query(?:<[^(]*>)?\(/;
const hasNoSql = (file: string) => /^(?:bin|cli|ingest|query-api)\//.test(file);

test('SQL stands in stores and processors, and not in bin, cli, ingest or query-api', () => {
  const offenders = sources.filter(({ file, text }) => hasNoSql(file) && !isTest(file) && sql.test(text));
  assert.deepEqual(
    offenders.map(({ file }) => file),
    [],
  );
  assert.match('await ask(`\n  SELECT name FROM tenants`)', sql);
  assert.match('await database.query<{ name: string }>(namesSql)', sql);
  assert.ok(hasNoSql('query-api/routes/audit/audit-routes.ts') && !hasNoSql('stores/control/list-audit.ts'));
});

/** Repeated work uses runtime/keep-doing.ts: an interval would begin a second run beside one that is slow. */
const repeating = /\bsetInterval\(/;

test('nobody repeats work by an interval', () => {
  const offenders = sources.filter(
    ({ folder, file, text }) => isServer(folder) && !isTest(file) && repeating.test(text),
  );
  assert.deepEqual(
    offenders.map(({ file }) => file),
    [],
  );
  assert.match('const timer = setInterval(work, 1);', repeating);
});

test('tests support is imported by tests only', () => {
  const offenders = sources.filter(
    ({ folder, file, imports }) =>
      isServer(folder) && !isTest(file) && imports.some(({ specifier }) => specifier.startsWith('#testing/')),
  );
  assert.deepEqual(
    offenders.map(({ file }) => file),
    [],
  );
});
