/** A process that archives what is due, over and over from the start of its life, for a test that kills it. */
import { archiveMonth, findDueMonths } from '#stores/archive/archive-months.ts';
import { openDatabase } from '#stores/postgres/database.ts';

const [url = '', dir = '', before = ''] = process.argv.slice(2);
const database = openDatabase({ url, max: 2, applicationName: 'archive-on' });
const options = { database, dir, before: new Date(before) };
process.stdout.write('begins\n');
for (const { month } of await findDueMonths(options)) {
  await archiveMonth(options, month);
  process.stdout.write(`${month}\n`);
}
await database.close();
