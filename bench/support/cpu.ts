import { readFileSync } from 'node:fs';
import { allProcessesOf } from '#testing/processes.ts';
import type { Product } from '#testing/product.ts';

/** CPU seconds used so far, user and system, by each part of a product; `load` is this process, which sends the requests. */
export type CpuSeconds = { server: number; processors: number; postgres: number; parent: number; load: number };

const ticksPerSecond = 100;

export function readCpu(product: Product): CpuSeconds {
  const postmaster = product.pidOf('postgres');
  return {
    server: readProcessCpu(product.pidOf('server')),
    processors: readProcessCpu(product.pidOf('processors')),
    parent: readProcessCpu(product.pidOf('parent')),
    postgres:
      postmaster === null
        ? 0
        : allProcessesOf(postmaster).reduce((sum, pid) => sum + readProcessCpu(pid), readEndedCpu(postmaster)),
    load: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  };
}

export function cpuBetween(before: CpuSeconds, after: CpuSeconds): CpuSeconds {
  return {
    server: after.server - before.server,
    processors: after.processors - before.processors,
    parent: after.parent - before.parent,
    postgres: after.postgres - before.postgres,
    load: after.load - before.load,
  };
}

/** Returns the resident memory of each part in MiB. The shared memory of Postgres is counted once (proportional set size). */
export function readMemory(product: Product): Record<'server' | 'processors' | 'postgres' | 'parent', number> {
  const postmaster = product.pidOf('postgres');
  const mib = (pid: number | null) => (pid === null ? 0 : proportionalKib(pid) / 1024);
  return {
    server: mib(product.pidOf('server')),
    processors: mib(product.pidOf('processors')),
    parent: mib(product.pidOf('parent')),
    postgres: postmaster === null ? 0 : allProcessesOf(postmaster).reduce((sum, pid) => sum + mib(pid), 0),
  };
}

function proportionalKib(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Returns the CPU seconds of one process, 0 if there is none. */
export function readProcessCpu(pid: number | null): number {
  if (pid === null) return 0;
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return 0;
  }
}

/** Returns the CPU seconds of the children of a process that have ended. Postgres closes idle connections, and the time of their processes must count. */
function readEndedCpu(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
}
