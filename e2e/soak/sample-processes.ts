import { globSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { allProcessesOf } from '#testing/processes.ts';
import type { Product } from '#testing/product.ts';
import { queryProduct } from '#testing/sql.ts';
import { type DescriptorKind, kindOfDescriptor } from './descriptor-kind.ts';
import type { Sample } from './judge-trend.ts';

/**
 * Memory (MiB), file descriptors and sockets of each process of a product, all of Postgres as one, and the connections that Postgres has. Linux: read from /proc.
 * The memory of Postgres is its private part, since each of its processes has the shared one. Open files of its tables are no descriptors here (`kindOfDescriptor` says why): how many there are on the disk
 * is counted instead.
 */
export async function sampleProcesses(product: Product): Promise<Sample> {
  const sample: Record<string, number> = {};
  const add = (measure: string, amount: number) => {
    sample[measure] = (sample[measure] ?? 0) + amount;
  };
  for (const pid of allProcessesOf(product.pidOf('parent') ?? 0)) {
    try {
      const name = nameOf(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      add(
        `${name} ${name === 'postgres' ? 'private' : 'rss'}MiB`,
        mibOf(status, name === 'postgres' ? 'RssAnon' : 'VmRSS'),
      );
      const kinds = readdirSync(`/proc/${pid}/fd`).map((fd) => kindOfDescriptor(targetOf(`/proc/${pid}/fd/${fd}`)));
      const count = (kind: DescriptorKind) => kinds.filter((each) => each === kind).length;
      add(`${name} fds`, kinds.length - count('table'));
      add(`${name} sockets`, count('socket'));
      if (name === 'postgres') add('postgres deleted files', count('deleted'));
    } catch {
      // It ended between the listing and the look.
    }
  }
  const [row] = await queryProduct<{ count: number }>(
    product,
    `SELECT count(*)::int AS count FROM pg_stat_activity WHERE backend_type = 'client backend'`,
    [],
  );
  add('postgres connections', row?.count ?? 0);
  add('postgres files', globSync('base/*/*', { cwd: join(product.dataDir, 'postgres') }).length);
  return sample;
}

const nameOf = (commandLine: string): string => /bin\/(\w+)\.ts/.exec(commandLine)?.[1] ?? 'postgres';

const mibOf = (status: string, field: string): number =>
  Math.round(Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024);

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
