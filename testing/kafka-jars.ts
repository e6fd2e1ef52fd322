import { fetchJars } from './maven-jars.ts';

/** The version of the broker that tests use if there is no Docker; it needs Java 17 or newer. */
const kafkaVersion = '4.1.1';

/** Returns the folder with the jars of Apache Kafka, which Maven fetches once. */
export const resolveKafkaJars = (): Promise<string> =>
  fetchJars(`kafka-${kafkaVersion}`, [{ artifact: `org.apache.kafka:kafka_2.13:${kafkaVersion}` }]);
