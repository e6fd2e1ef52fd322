import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { waitFor } from './wait-for.ts';

const run = promisify(execFile);

export type Step = { command: string; printed: string };

/** What a comment behind a command says of its answer: `# data.id is $TENANT` names a part of it for the commands below, `# data[0].productId is mug-blue` tells what stands there. */
const saidOf = /# (data[\w.[\]]*) is (?:the new )?(\$?)([\w-]+)/;

/**
 * Does what a page of the docs says, in a folder and by nothing else: runs the commands of its code blocks one after the other in a shell. `replace` is done to the text first (another
 * address). What a comment tells may take a moment to be so, `patienceMs` at most. Throws an error that names the command whose answer is not what its comment says.
 */
export async function followDocs(
  text: string,
  {
    folder,
    replace = (line: string) => line,
    patienceMs,
  }: { folder: string; replace?: (line: string) => string; patienceMs?: number },
): Promise<Step[]> {
  const variables: Record<string, string> = {};
  const steps: Step[] = [];
  const shell = async (script: string) => {
    const env = { PATH: process.env.PATH ?? '', ...variables };
    return (await run('bash', ['-euc', script], { cwd: folder, env })).stdout;
  };
  for (const command of commandsOf(replace(text))) {
    const assigned = /^([A-Z_]+)=/.exec(command)?.[1];
    if (assigned !== undefined) {
      variables[assigned] = await shell(`${command}\nprintf %s "$${assigned}"`);
      continue;
    }
    let printed = await shell(command);
    const [, path = '', isVariable, said = ''] = saidOf.exec(command) ?? [];
    if (path !== '' && isVariable === '$') variables[said] = partOf(printed, path);
    else if (path !== '')
      await waitFor(
        async () => {
          if (partOf(printed, path) === said) return true;
          printed = await shell(command);
          return false;
        },
        () => `${path} is ${said} after\n${command}\n${printed}`,
        patienceMs,
      );
    steps.push({ command, printed });
  }
  assert.ok(steps.length > 0, 'the page has commands');
  return steps;
}

/** The commands of all code blocks without a language; a line that is indented, or follows a backslash, goes on with the one above. */
function commandsOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.trim().split(/\n(?! )/));
}

function partOf(printed: string, path: string): string {
  const names = path.split(/[.[\]]+/).filter(Boolean);
  const part = names.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
    printed.startsWith('{') ? JSON.parse(printed) : null,
  );
  return typeof part === 'string' ? part : '';
}
