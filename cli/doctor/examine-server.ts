import { type Finding, fine, problem } from './finding.ts';

const answerWithinMs = 3_000;

/** Examines what the running server reports by /ready. If the processes may run on other machines, this one needs no server. */
export async function examineServer(url: string, internalApiKey: string, mayBeElsewhere = false): Promise<Finding[]> {
  const response = await fetch(`${url}/ready`, {
    headers: { authorization: `Bearer ${internalApiKey}` },
    signal: AbortSignal.timeout(answerWithinMs),
  }).catch((cause) => {
    if (mayBeElsewhere) return null;
    throw new Error(`nothing answers at ${url}`, { cause });
  });
  if (response === null) return [fine('server', `none at ${url}: each process tells of itself by its own /ready`)];
  const body = (await response.json()) as { data: Report | null; meta: Report };
  const { parts = {}, lag = {} } = body.data ?? body.meta;
  return [
    fine('server', url),
    ...Object.entries(parts).map(([name, { state, detail }]) =>
      state === 'up' ? fine(`ready ${name}`, state) : problem(`ready ${name}`, detail ?? state, adviceOf(name)),
    ),
    fine('lag', JSON.stringify(lag)),
  ];
}

type Report = { parts?: Record<string, { state: string; detail?: string }>; lag?: Record<string, number> };

function adviceOf(part: string): string {
  if (part === 'log')
    return 'Make room on its disk, or look at the broker: what it refuses is told to be sent again, and it is taken once there is room.';
  if (part === 'postgres') return 'Look at what is said of Postgres above, and at postgres.log in the data folder.';
  if (part === 'processors')
    return 'Look at the groups above; `start` says on stderr why the processors were started again.';
  return `Look at what \`start\` says of ${part} on stderr; the process is started again by itself.`;
}
