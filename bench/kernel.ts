/**
 * `node bench/kernel.ts [1e6 1e7 5e7] [--products N] [--users N] [--questions 1000] [--beside FOLDER]`: the models of one shop alone, in four partitions, with ids as shops have them, at
 * each of these numbers of interactions. Measures the CPU of an event, memory, the time of a question of `session` and `collaborative`, before histories are learnt and after, and
 * the CPU of learning a row. Each size is a process of its own, so that memory is that of the size alone. `--beside`: another checkout whose models take the same events and questions in
 * turn, so that both are measured on the same machine in the same minute; memory of the process is then that of both.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import type { Measured } from './kernel/measured.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    products: { type: 'string' },
    users: { type: 'string' },
    questions: { type: 'string', default: '1000' },
    beside: { type: 'string' },
  },
});
/**
 * What the models of one side take by their own estimate, as runs of 100,000 (other numbers of products and shoppers) and of a million interactions told. Limits are left out,
 * beyond which an interaction takes the place of another; a process takes up to twice as much while arrays grow, and 100 MiB for itself.
 */
const bytesOf = { interaction: 130, user: 210, product: 4 * 240 };
const sides = values.beside === undefined ? 1 : 2;
const mib = (bytes: number) => `${Math.round(bytes / 2 ** 20).toLocaleString('en')} MiB`;
const table: string[] = [];

for (const size of positionals.length === 0 ? ['1e6'] : positionals) {
  const events = Number(size);
  const products = Number(values.products ?? events / 50);
  const users = Number(values.users ?? events / 20);
  const bytes = sides * (events * bytesOf.interaction + users * bytesOf.user + products * bytesOf.product);
  console.error(
    `${events.toLocaleString('en')} interactions of ${users.toLocaleString('en')} shoppers with ${products.toLocaleString('en')} products: about ${mib(bytes)} of memory, of ${mib(freemem())} that are free`,
  );
  const args = [events, products, users, Number(values.questions)].map(String);
  const child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, 'kernel', 'measure-size.ts'),
      ...args,
      ...(values.beside === undefined ? [] : [values.beside]),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`the process of ${size} interactions ended with ${code}`);
  for (const measured of JSON.parse(output) as Measured[]) table.push(rowOf(events, measured));
}
console.log(
  '| interactions | µs an event | MiB by estimate / of the process | session p50 / p95 / p99, µs | collaborative | with rows learnt | ms a row |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const row of table) console.log(row);

function rowOf(events: number, { name, foldUs, estimateMib, processMib, asked, rowMs }: Measured): string {
  const times = asked.map(({ p50, p95, p99 }) => `${p50} / ${p95} / ${p99}`);
  const cells = [
    `${events.toLocaleString('en')}, ${name}`,
    foldUs.toFixed(2),
    `${estimateMib} / ${processMib}`,
    ...times,
    rowMs === null ? '–' : rowMs.toFixed(2),
  ];
  return `| ${cells.join(' | ')} |`;
}
