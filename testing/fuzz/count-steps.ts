import { Session } from 'node:inspector';
import { pathToFileURL } from 'node:url';

const root = pathToFileURL(`${process.cwd()}/`).href;
let session: Session | null = null;

/**
 * How many blocks of our own code some work has run, each time counted: a measure of time that no slow machine changes. By V8's precise coverage, which is on in
 * this process from the first call on and makes it slow; regular expressions, `JSON.parse` and libraries are not in it.
 */
export function countSteps(work: () => void): number {
  takeCounts();
  work();
  return takeCounts();
}

/** The counts since the last call. */
function takeCounts(): number {
  let steps = 0;
  countingSession().post('Profiler.takePreciseCoverage', (error, { result }) => {
    if (error !== null) throw error;
    for (const { url, functions } of result)
      if (url.startsWith(root) && !url.includes('/node_modules/'))
        for (const { ranges } of functions) for (const { count } of ranges) steps += count;
  });
  return steps;
}

function countingSession(): Session {
  if (session !== null) return session;
  session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return session;
}
