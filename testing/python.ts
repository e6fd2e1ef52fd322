import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where `.ci/run` makes an environment with `testing/python/requirements.txt`. */
const own = '.python/bin/python';

/** The Python that has the packages, by `TEST_PYTHON` or in `.python`. */
export const python: string = process.env.TEST_PYTHON ?? (existsSync(own) ? own : 'python3');

/** Returns why a test that needs these packages is skipped; false if they are there, or REQUIRE_ALL is 1. */
export function noPython(packages: readonly string[]): string | false {
  if (process.env.REQUIRE_ALL === '1') return false;
  try {
    execFileSync(python, ['-c', `import ${packages.join(', ')}`], { stdio: 'ignore' });
    return false;
  } catch {
    return `needs ${packages.join(' and ')}: python3 -m venv .python && .python/bin/pip install -r testing/python/requirements.txt`;
  }
}

/** Runs a script, and returns what it has printed. Throws with what it said on stderr. */
export const runPython = (script: string, env: Readonly<Record<string, string>> = {}): string =>
  execFileSync(python, ['-c', script], { encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 1 << 28 });
