import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** An environment of Python: where `.ci/run` makes it, the variable that names another, and what is in it. */
type Environment = { folder: string; variable: string; requirements: string };

const readers: Environment = {
  folder: '.python',
  variable: 'TEST_PYTHON',
  requirements: 'testing/python/requirements.txt',
};
/** SDKs of others. They have one of their own, since Segment's wants a `python-dateutil` before the one that generated clients want. */
const senders: Environment = {
  folder: '.python-senders',
  variable: 'TEST_SENDERS_PYTHON',
  requirements: 'testing/python/senders.txt',
};

/** A whole path, since programs run in folders of their own. */
function interpreterOf({ folder, variable }: Environment): string {
  const own = join(import.meta.dirname, '..', folder, 'bin/python');
  return process.env[variable] ?? (existsSync(own) ? own : 'python3');
}

/** The Python that has the packages, by `TEST_PYTHON` or in `.python`. */
export const python: string = interpreterOf(readers);

/** Returns why a test that needs these packages is skipped; false if they are there, or REQUIRE_ALL is 1. */
export const noPython = (packages: readonly string[]): string | false => lacking(packages, readers);

/** The same of SDKs of others. */
export const noSendersPython = (packages: readonly string[]): string | false => lacking(packages, senders);

function lacking(packages: readonly string[], environment: Environment): string | false {
  if (process.env.REQUIRE_ALL === '1') return false;
  try {
    execFileSync(interpreterOf(environment), ['-c', `import ${packages.join(', ')}`], { stdio: 'ignore' });
    return false;
  } catch {
    const { folder, requirements } = environment;
    return `needs ${packages.join(' and ')}: python3 -m venv ${folder} && ${folder}/bin/pip install -r ${requirements}`;
  }
}

/** Runs a script, and returns what it has printed. Throws with what it said on stderr. */
export const runPython = (script: string, env: Readonly<Record<string, string>> = {}): string =>
  execFileSync(python, ['-c', script], { encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 1 << 28 });

/** Runs a script with SDKs of others, which is given `input` on stdin, beside what this process does; resolves to what it has printed. Rejects with what it said on stderr. */
export function runSendersPython(script: string, input: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const running = execFile(interpreterOf(senders), ['-c', script], (error, stdout, stderr) =>
    error === null ? resolve(stdout) : reject(new Error(stderr, { cause: error })),
  );
  running.stdin?.end(input);
  return promise;
}
