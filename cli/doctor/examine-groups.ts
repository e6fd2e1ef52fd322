import type { EventLog, TopicState } from '#log/event-log.ts';
import { topics } from '#log/topics.ts';
import { checkPosition } from '#processors/check-position.ts';
import { type GroupPosition, listPositions } from '#stores/offsets/group-positions.ts';
import type { Database } from '#stores/postgres/database.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

/** A group that has not moved for this long, although there were records to read, does not work. */
const stillMs = 60_000;
/** Records that were not loaded are reported once they are this share of the retention old: there is still time to find out why. */
const tellAfter = 0.5;
const replacedAdvice =
  'Put the right log back; where it is lost, see "When doctor says that the log differs" in docs/cli.md.';

/**
 * Compares the position of each consumer group in each partition (`consumer_offsets`) with the log: how far the group is behind, and whether
 * the log is still the one that it read.
 */
export async function examineGroups(log: EventLog, database: Database, nowMs: number): Promise<Finding[]> {
  const rows = await listPositions(database);
  const found: Finding[] = [];
  for (const topic of Object.keys(topics)) {
    const state = await log.describe(topic);
    const positions = rows.filter((row) => row.topic === topic);
    const current = positions.filter(({ logId }) => logId === state.logId);
    if (positions.length > 0 && current.length === 0) found.push(neverRead(topic, state, positions));
    for (const position of current) found.push(await examinePosition(log, position, state, nowMs));
    found.push(...missingPartitions(topic, state, current));
  }
  return found;
}

async function examinePosition(
  log: EventLog,
  position: GroupPosition,
  state: TopicState,
  nowMs: number,
): Promise<Finding> {
  const { group, topic, partition, next, epoch, lastRecordHash, updatedAt } = position;
  const check = `group ${group} ${topic}/${partition}`;
  const claim = { log: position.log, partition, epoch, nextOffset: next, lastRecordHash };
  const isCompacted = Object.entries(topics).some(([name, { compacted }]) => name === topic && compacted);
  const wrong = await checkPosition(log, { topic, isCompacted }, claim, state);
  if (wrong !== null) return problem(check, wrong, replacedAdvice);
  const high = state.partitions.find((known) => known.partition === partition)?.high ?? next;
  const lag = high - next;
  const detail = `at ${next} of ${high}, ${lag} behind, epoch ${epoch}`;
  if (lag <= 0n) return fine(check, detail);
  // A group without work does not move either. It counts as stopped only if the first record that it has not read is old.
  const { records } = await log.read(topic, partition, next, { maxRecords: 1 });
  const { retentionMs = null } = state;
  const oldestMs = nowMs - (records[0]?.timestampMs ?? nowMs);
  if (retentionMs !== null && oldestMs > retentionMs * tellAfter)
    return problem(
      check,
      `${detail}; the oldest record that it has not read is ${hours(oldestMs)} old, and retention takes it after ${hours(retentionMs)}`,
      'Keep the log for longer at once (--log-retention; on a broker retention.ms of the topic), then find out why it is not loaded.',
    );
  const waitingMs = nowMs - Math.max(updatedAt.getTime(), records[0]?.timestampMs ?? nowMs);
  if (waitingMs < stillMs) return fine(check, detail);
  return problem(
    check,
    `${detail}; it has not moved for ${Math.round(waitingMs / 1000)} s`,
    'Start the product where it does not run; else look at `processors` of /ready and at the log of the processors.',
  );
}

const hours = (ms: number): string => `${Math.round(ms / 3_600_000)} h`;

function neverRead(topic: string, { logId }: TopicState, positions: readonly GroupPosition[]): Finding {
  const known = [...new Set(positions.map((position) => position.logId))].join(', ');
  return warning(
    `group ${positions[0]?.group} ${topic}`,
    `the log ${logId} is new and was not read yet; read was ${known}`,
    'Right after the log was replaced on purpose: start the product, and it is read from its start. Else put the right log back.',
  );
}

function missingPartitions(topic: string, state: TopicState, current: readonly GroupPosition[]): Finding[] {
  if (current.length === 0) return [];
  const claimed = new Set(current.map(({ partition }) => partition));
  const missing = state.partitions.filter(({ partition }) => !claimed.has(partition));
  return missing.map(({ partition, high }) =>
    warning(
      `group ${current[0]?.group} ${topic}/${partition}`,
      `nobody has claimed it, and it holds records up to ${high}`,
      'Start the product; where it runs, the processors say in their log what keeps them from it.',
    ),
  );
}
