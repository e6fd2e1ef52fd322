import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

/** The packages whose modules are loaded with a module of ours. */
async function packagesOf(module: string): Promise<Set<string>> {
  const script = `
    import { registerHooks } from 'node:module';
    const packages = new Set();
    registerHooks({
      load(url, context, next) {
        packages.add(/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1]);
        return next(url, context);
      },
    });
    await import(${JSON.stringify(module)});
    process.stdout.write(JSON.stringify([...packages]), () => process.exit());
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return new Set(JSON.parse(stdout));
}

const forSome = ['ioredis', 'kafkajs', 'nodemailer'];

test('a server loads no client of a broker, of Redis or of a mail server that it may not have: it has to be there again soon', async () => {
  const loaded = await packagesOf('#bin/serve.ts');
  assert.ok(loaded.has('fastify'));
  assert.deepEqual(
    forSome.filter((name) => loaded.has(name)),
    [],
  );
  for (const [module, name] of [
    ['#stores/redis/open-redis.ts', 'ioredis'],
    ['#log/kafka/open-kafka-log.ts', 'kafkajs'],
    ['#query-api/mail/open-mailer.ts', 'nodemailer'],
  ] as const)
    assert.ok((await packagesOf(module)).has(name), `control: ${module} loads ${name}`);
});
