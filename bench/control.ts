/**
 * What one change of control data costs a process that holds many tenants: until it is in force by the polls alone, one reading of it, the CPU of
 * both together and what is written to the file. `node bench/control.ts`, about half a minute; without a broker, Redis or the product.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { insertAdmin } from '#stores/control/admin-store.ts';
import { openDirectory } from '#stores/control/open-directory.ts';
import { createTenant, updateTenant } from '#stores/control/tenant-store.ts';
import { openDatabase } from '#stores/postgres/database.ts';
import { createManyTenants } from '#testing/many-tenants.ts';
import { openTestDatabase } from '#testing/postgres.ts';
import { waitFor } from '#testing/wait-for.ts';
import { createLatencies } from './support/latencies.ts';
import { ms, type Row, renderRows } from './support/row.ts';

const changes = 20;
const readings = 50;
const neverMs = 3_600_000;

/** The bytes that this process has asked the system to write, to files and sockets. */
const writtenBytes = (): number => Number(/^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);

async function measure(tenants: number): Promise<Row[]> {
  const postgres = await openTestDatabase();
  const database = openDatabase({ url: postgres.apiUrl, max: 4, applicationName: 'bench-control' });
  const owner = openDatabase({ url: postgres.ownerUrl, max: 1, applicationName: 'bench-control-owner' });
  const dir = mkdtempSync(join(tmpdir(), 'recomengine-bench-control-'));
  const admin = await insertAdmin(database, 'ada@shop.example', '!', '127.0.0.1');
  const actor = { adminId: admin!.adminId, address: '127.0.0.1' };
  const { tenantId } = await createTenant(database, actor, 'Changing', {});
  await createManyTenants(owner, tenants);
  const open = (file: string, pollMs?: number) =>
    openDirectory(database, {
      hmacSecret: 'secret of the benchmark',
      cacheFile: join(dir, file),
      ...(pollMs === undefined ? {} : { pollMs }),
    });
  const rename = (name: string) => updateTenant(database, actor, tenantId, { name });

  const polling = await open('polling.json');
  const inForce = createLatencies();
  for (let n = 0; n < changes; n++) {
    await rename(`polled ${n}`);
    const committedAt = performance.now();
    await waitFor(
      async () => polling.tenant(tenantId)?.name === `polled ${n}`,
      () => 'the change in force',
    );
    inForce.add(performance.now() - committedAt);
  }
  await polling.close();

  const reading = await open('reading.json', neverMs);
  const took = createLatencies();
  // Past the first writing of the file.
  await rename('read once');
  await reading.refresh();
  await waitFor(
    async () => statSync(join(dir, 'reading.json'), { throwIfNoEntry: false }) !== undefined,
    () => 'the file',
  );
  const [cpuBefore, writtenBefore] = [process.cpuUsage(), writtenBytes()];
  for (let n = 0; n < readings; n++) {
    await rename(`read ${n}`);
    const askedAt = performance.now();
    await reading.refresh();
    took.add(performance.now() - askedAt);
  }
  await reading.close();
  const cpu = process.cpuUsage(cpuBefore);
  const written = (writtenBytes() - writtenBefore) / readings;
  await owner.close();
  await database.close();
  await postgres.close();
  rmSync(dir, { recursive: true });
  return [
    {
      what: `${tenants.toLocaleString('en')} tenants: a change in force by polls, p50 / worst of ${changes}`,
      value: `${ms(inForce.percentile(50))} / ${ms(inForce.percentile(100))}`,
      goal: '1 s',
    },
    {
      what: `${tenants.toLocaleString('en')} tenants: reading one change p50 / p99; change and reading together, CPU of the process; bytes written, to Postgres and the file`,
      value: `${ms(took.percentile(50))} / ${ms(took.percentile(99))}; ${ms((cpu.user + cpu.system) / 1000 / readings)}; ${(written / 1024).toFixed(1)} KiB`,
      goal: 'the same for any number of tenants',
    },
  ];
}

const rows: Row[] = [];
for (const tenants of [100, 10_000]) rows.push(...(await measure(tenants)));
console.log(renderRows(rows));
