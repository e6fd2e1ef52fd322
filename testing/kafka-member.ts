/** A member of a consumer group in a process of its own, which holds its first batch until it is told to go on: `BROKERS PREFIX`. */
import { once } from 'node:events';
import { openKafkaLog } from '#log/kafka/open-kafka-log.ts';

const [brokers = '', topicPrefix = ''] = process.argv.slice(2);
const say = (what: string) => process.stdout.write(`${what}\n`);

const log = await openKafkaLog({
  brokers: brokers.split(','),
  clientId: 'member',
  topicPrefix,
  heartbeatMs: 100,
  sessionTimeoutMs: 1_500,
});
const told = once(process.stdin, 'data');
await log.joinGroup(
  'g',
  ['events'],
  {
    onAssigned: async (_topic, _logId, partitions) => new Map(partitions.map((partition) => [partition, 0n])),
    async onBatch(_batch, { isOwned }) {
      say(`holds a batch, owned: ${isOwned()}`);
      await told;
      say(`would write, owned: ${isOwned()}`);
    },
    onRevoked: async () => {},
  },
  { onLost: (error) => say(`lost: ${error}`) },
);
