import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const output = pathToFileURL(join(import.meta.dirname, 'output.ts')).href;

/** What a process still says on stdout that has written to a stderr which nobody reads any more, and how it ends. */
async function afterStderrIsGone(watching: string): Promise<{ said: string; code: number | null }> {
  const program = `
    import { once } from 'node:events';
    import { setImmediate as turn } from 'node:timers/promises';
    import { watchOutput } from ${JSON.stringify(output)};
    ${watching}
    await once(process.stdin, 'data');
    process.stderr.write('is anybody there?');
    await turn();
    await turn();
    process.stdout.write('goes on');
    process.exit(0);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  const exited = once(child, 'close');
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const closed = once(child.stderr, 'close');
  child.stderr.destroy();
  await closed;
  child.stdin.on('error', () => {});
  child.stdin.end('go');
  const [code] = await exited;
  return { said, code };
}

test('a product goes on when nobody reads any more what it says', async () => {
  assert.deepEqual(await afterStderrIsGone('watchOutput();'), { said: 'goes on', code: 0 });
  assert.deepEqual(
    await afterStderrIsGone(''),
    { said: '', code: 1 },
    'control: it would end, and leave its Postgres behind',
  );
});
