#!/usr/bin/env bash
# kafkajs 2.2.4 and @platformatic/kafka 2.12.1 cannot share a consumer group as they come, so a service cannot move from one to the other by
# replacing its instances one after another. Both share partitions round robin, but kafkajs calls it by a name of its own, and the members
# of a group need a name in common: the second client to join is refused (seen on Apache Kafka 4.1.1: INCONSISTENT_GROUP_PROTOCOL).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --omit=optional kafkajs@2.2.4 @platformatic/kafka@2.12.1

cat > main.mjs <<'JS'
import { defaultConsumerOptions } from '@platformatic/kafka';
import kafkajs from 'kafkajs';

const ofKafkajs = kafkajs.PartitionAssigners.roundRobin({ cluster: {} }).name;
const ofPlatformatic = defaultConsumerOptions.protocols.map(({ name }) => name).join();
console.log(`kafkajs 2.2.4 joins as ${ofKafkajs}, @platformatic/kafka 2.12.1 as ${ofPlatformatic}`);
process.exit(ofKafkajs === 'RoundRobinAssigner' && ofPlatformatic === 'roundrobin' ? 0 : 1);
JS
node main.mjs
