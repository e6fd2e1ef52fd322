import type { BrokerDescription, ClusterDescription } from '#log/kafka/describe-cluster.ts';
import { missingRequests } from '#log/kafka/describe-cluster.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

/** Judges whether each address of KAFKA_BROKERS lets us in; `refusals` has the reason, null if it does. */
export function judgeAddresses(refusals: ReadonlyMap<string, string | null>): Finding[] {
  const isAnyOpen = [...refusals.values()].includes(null);
  return [...refusals].map(([address, refusal]) => {
    const check = `broker at ${address}`;
    if (refusal === null) return fine(check, 'answers');
    // One broker that answers leads us to the others, so the product works until that broker is away.
    const judge = isAnyOpen ? warning : problem;
    return judge(check, refusal, 'Start it, or mend KAFKA_BROKERS and the KAFKA_TLS and KAFKA_SASL settings.');
  });
}

/** Judges the brokers as the cluster lists them: each answers at the address it gives and takes our requests, and one of them is the controller. */
export function judgeBrokers(cluster: ClusterDescription): Finding[] {
  const { brokers, clusterId, controller } = cluster;
  const nodes = brokers.map(({ nodeId, address }) => `${nodeId} at ${address}`).join(', ');
  const named = `${kindOf(cluster)}, cluster ${clusterId ?? 'without an id'}, ${brokers.length} broker${brokers.length === 1 ? '' : 's'}: ${nodes}`;
  return [
    controller === null
      ? warning(
          'cluster',
          `${named}; no controller`,
          'Topics cannot be made until the brokers have elected one: see their logs.',
        )
      : fine('cluster', `${named}; controller ${controller}`),
    ...brokers.map(judgeBroker),
  ];
}

function judgeBroker({ nodeId, address, versions, reason }: BrokerDescription): Finding {
  const check = `broker ${nodeId}`;
  if (versions === null)
    return problem(
      check,
      `the cluster sends us to ${address}, and nothing answers there: ${reason}`,
      'Start it; where it runs, its advertised address must be one that leads to it from here.',
    );
  const missing = missingRequests(versions);
  if (missing.length > 0)
    return problem(check, `does not take ${missing.join(', ')} as we send them`, 'Run Kafka 2.3 to 4, or Redpanda.');
  // The protocol does not carry a broker's version; the requests that it takes are the nearest thing.
  const newest = (number: number) => versions[number]?.maxVersion;
  return fine(check, `takes all that we send; Produce up to ${newest(0)}, Fetch up to ${newest(1)}`);
}

/** Redpanda shows in the cluster's id, or by a setting that Kafka does not have. */
export function isRedpanda({ clusterId, topics }: Pick<ClusterDescription, 'clusterId' | 'topics'>): boolean {
  return (
    clusterId?.startsWith('redpanda.') === true ||
    [...topics.values()].some((topic) => topic?.settings.has('write.caching') === true)
  );
}

const kindOf = (cluster: ClusterDescription): string =>
  isRedpanda(cluster) ? 'Redpanda' : 'Kafka, or one that is like it';
