import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The version of the broker that tests use if there is no Docker; it needs Java 17 or newer. */
const kafkaVersion = '4.1.1';

/**
 * Returns the folder with the jars of Apache Kafka, which Maven fetches once into a cache outside of the repository
 * (RECOMENGINE_CACHE, or ~/.cache/recomengine).
 */
export async function resolveKafkaJars(): Promise<string> {
  const cache = process.env.RECOMENGINE_CACHE ?? join(homedir(), '.cache', 'recomengine');
  const jars = join(cache, `kafka-${kafkaVersion}`);
  if (existsSync(jars)) return jars;
  // Filled under another name and renamed, so that an interrupted run, or two at once, leave no incomplete folder behind.
  const filling = `${jars}.${process.pid}`;
  mkdirSync(filling, { recursive: true });
  try {
    const pom = join(filling, 'pom.xml');
    writeFileSync(pom, projectOf(kafkaVersion));
    await runMaven(['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${filling}`]);
    if (!existsSync(jars)) renameSync(filling, jars);
  } finally {
    rmSync(filling, { recursive: true, force: true });
  }
  return jars;
}

const projectOf = (version: string): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>recomengine</groupId>
  <artifactId>kafka-of-the-tests</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${version}</version>
    </dependency>
  </dependencies>
</project>
`;

function runMaven(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const maven = spawn('mvn', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    maven.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    maven.once('error', reject);
    maven.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`mvn ended with ${code}, and Kafka was not fetched:\n${printed}`)),
    );
  });
}
