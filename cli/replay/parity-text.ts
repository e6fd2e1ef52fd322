import type { ParityReport, RebuildReport, TableParity } from '#schemas/http/replay-reports.ts';

const named = 5;
const count = (rows: number) => rows.toLocaleString('en');
const percent = (share: number) => `${(100 * share).toPrecision(3)} %`;

/** What people are told of a rebuild: whether the new version is live, and how it compares with the one before. */
export function rebuildText({ projection, version, events, isLive, parity }: RebuildReport): string {
  const head = isLive
    ? `${projection} is at version ${version}: ${count(events)} events`
    : `${projection} stays at version ${parity.before}: version ${version} is built and differs, and waits until it is confirmed`;
  return [head, ...parityLines(parity)].join('\n');
}

function parityLines({ verdict, why, differing, bound, tables }: ParityReport): string[] {
  const outcome = {
    equal: 'both versions have the same rows',
    within: `${percent(differing)} of the rows differ, and the bound is ${percent(bound)}`,
    expected: `${percent(differing)} of the rows differ, which was to be expected: ${why}`,
    confirmed: `${percent(differing)} of the rows differ, which was confirmed`,
    stopped: `${percent(differing)} of the rows differ, and the bound is ${percent(bound)}: look at what follows, then rebuild with --confirm, or with a --bound`,
    not_compared: `not compared with the version before: ${why}`,
  }[verdict];
  return [outcome, ...tables.filter(isDifferent).flatMap(tableLines)];
}

const isDifferent = ({ onlyBefore, onlyNow, changed }: TableParity) => onlyBefore + onlyNow + changed > 0;

function tableLines({
  table,
  before,
  now,
  onlyBefore,
  onlyNow,
  changed,
  older,
  sums,
  days,
  samples,
}: TableParity): string[] {
  const olderToo = older === 0 ? '' : `, ${count(older)} older ones than there were`;
  return [
    `  ${table}: ${count(before)} rows before, ${count(now)} now; ${count(changed)} changed, ${count(onlyBefore)} gone, ${count(onlyNow)} new${olderToo}`,
    ...sums
      .filter((sum) => sum.before !== sum.now)
      .map((sum) => `    ${sum.column}: ${sum.before} before, ${sum.now} now`),
    ...days.slice(0, named).map((day) => `    ${day.day} ${day.column}: ${day.before} before, ${day.now} now`),
    ...samples
      .slice(0, named)
      .map(
        ({ key, before: was, now: is }) =>
          `    ${text(key)}: ${text(differingOf(was, is))} before, ${text(differingOf(is, was))} now`,
      ),
  ];
}

type Row = Readonly<Record<string, string | null>> | null;

const text = (row: Row): string => (row === null ? 'nothing' : JSON.stringify(row));

/** The columns of a row that another has otherwise; all of them if there is no other. */
const differingOf = (row: Row, other: Row): Row =>
  row === null || other === null
    ? row
    : Object.fromEntries(Object.entries(row).filter(([column, value]) => other[column] !== value));
