import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, createCluster } from '#log/kafka/kafkajs.ts';
import { resolveKafkaJars } from './kafka-jars.ts';
import { findFreePort, waitFor } from './product.ts';

/** A Kafka broker that a test has for itself. */
export type TestBroker = {
  brokers: string[];
  /** The broker's process; null while it is down, and if it is not ours. */
  readonly pid: number | null;
  /** kill -9. Throws if the broker is not ours, as `restart` does. */
  kill(): Promise<void>;
  /** Starts it again on its data and its port, and waits until it answers. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
};

/** `ca` is what a client must trust to believe the broker's certificate. */
export type SecuredBroker = TestBroker & { ca: string };

const startTimeoutMs = 60_000;
const stopTimeoutMs = 15_000;
/** 16 bytes in base64url. It is fixed, since a random id may begin with a dash, and is then taken for an option. */
const clusterId = 'cmVjb21lbmdpbmUtdGVzdA';
const redpandaImage = 'docker.redpanda.com/redpandadata/redpanda:v25.2.7';

/** Returns why a test that needs a broker is skipped; null if one can be started. With REQUIRE_ALL=1 it throws instead of returning a reason. */
export function missingForBroker(): string | null {
  if (process.env.KAFKA_BROKERS || process.env.TEST_KAFKA_BROKERS || hasDocker() || hasJava()) return null;
  const missing = 'needs a Kafka broker: set KAFKA_BROKERS, or start Docker, or install Java 17 and Maven';
  if (process.env.REQUIRE_ALL === '1') throw new Error(missing);
  return missing;
}

/** Opens the run's broker (`TEST_KAFKA_BROKERS`), for tests that neither kill nor stop it; if there is none, starts a broker for the test. */
export async function openTestBroker(): Promise<Pick<TestBroker, 'brokers' | 'stop'>> {
  const running = process.env.TEST_KAFKA_BROKERS;
  return running === undefined ? startTestBroker() : { brokers: running.split(','), stop: async () => {} };
}

/** Starts a broker: the one of KAFKA_BROKERS, else Redpanda in Docker, else Apache Kafka on Java (KRaft, one node). */
export async function startTestBroker(): Promise<TestBroker> {
  const external = process.env.KAFKA_BROKERS;
  if (external) return notOurs(external.split(','), async () => {});
  if (hasDocker()) return startRedpanda();
  return startKafka(await resolveKafkaJars());
}

/** Starts a broker that accepts no client without TLS and a password (SASL PLAIN); on Java only, as `canKillBroker` says. */
export async function startSecuredBroker(user: { username: string; password: string }): Promise<SecuredBroker> {
  return startKafka(await resolveKafkaJars(), user);
}

/** Whether `startTestBroker` starts a broker that a test may kill. */
export function canKillBroker(): boolean {
  return !process.env.KAFKA_BROKERS && !hasDocker();
}

function notOurs(brokers: string[], stop: () => Promise<void>): TestBroker {
  const refuse = async () => {
    throw new Error('this broker is not ours to kill: tests of crashes run on Java, without KAFKA_BROKERS and Docker');
  };
  return { brokers, pid: null, kill: refuse, restart: refuse, stop };
}

async function startRedpanda(): Promise<TestBroker> {
  const { RedpandaContainer } = await import('@testcontainers/redpanda');
  const container = await new RedpandaContainer(redpandaImage).start();
  return notOurs([container.getBootstrapServers()], async () => {
    await container.stop();
  });
}

async function startKafka(jars: string, user?: { username: string; password: string }): Promise<SecuredBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'recomengine-kafka-'));
  const settings = join(folder, 'server.properties');
  const port = await findFreePort();
  const ca = user === undefined ? '' : makeCertificate(folder);
  writeFileSync(
    settings,
    asProperties({
      ...settingsOf(join(folder, 'data'), port, await findFreePort()),
      ...(user === undefined ? {} : securityOf(folder, user)),
    }),
  );
  const java = [
    // Only the C1 compiler and the serial collector: that halves the start of a JVM that lives for seconds.
    ...['-Xmx512m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'],
    ...['-cp', join(jars, '*')],
  ];
  execFileSync('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', settings], {
    stdio: 'pipe',
  });

  const brokers = [`127.0.0.1:${port}`];
  let child: ChildProcess | null = null;
  let ended: Promise<void> = Promise.resolve();
  let printed = '';
  const start = async () => {
    const started = spawn('java', [...java, 'kafka.Kafka', settings], { stdio: ['ignore', 'pipe', 'pipe'] });
    child = started;
    const keep = (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-20_000);
    };
    started.stdout.on('data', keep);
    started.stderr.on('data', keep);
    ended = new Promise((resolve) => {
      started.once('exit', () => {
        if (child === started) child = null;
        resolve();
      });
    });
    const access = user === undefined ? {} : { tls: { ca: [ca] }, sasl: { mechanism: 'plain' as const, ...user } };
    await untilReady({ brokers, ...access }, () => {
      if (child !== started) throw new Error(`the product ended: the broker, while it started:\n${printed}`);
    });
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const running = child;
    if (running === null) return;
    running.kill(signal);
    const timer = setTimeout(() => running.kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(timer);
  };
  const stop = async () => {
    await end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    brokers,
    ca,
    get pid() {
      return child?.pid ?? null;
    },
    kill: () => end('SIGKILL'),
    restart: start,
    stop,
  };
}

/** One node that is broker and controller; waits and files as small as Kafka lets them be. */
const settingsOf = (dataDir: string, port: number, controllerPort: number) => ({
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
  'controller.listener.names': 'CONTROLLER',
  listeners: `CLIENT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
  'advertised.listeners': `CLIENT://127.0.0.1:${port}`,
  'listener.security.protocol.map': 'CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT',
  'inter.broker.listener.name': 'CLIENT',
  'log.dirs': dataDir,
  'log.segment.bytes': 16 << 20,
  'log.cleaner.dedupe.buffer.size': 4 << 20,
  'auto.create.topics.enable': false,
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 1,
  'group.initial.rebalance.delay.ms': 0,
  'group.min.session.timeout.ms': 500,
  'broker.heartbeat.interval.ms': 500,
  // A broker that was killed may join again only when its former session has expired.
  'broker.session.timeout.ms': 1_500,
});

/** Clients at the port need TLS and a password; the broker talks to itself as one of them. */
const securityOf = (folder: string, { username, password }: { username: string; password: string }) => {
  const login = 'org.apache.kafka.common.security.plain.PlainLoginModule';
  return {
    'listener.security.protocol.map': 'CLIENT:SASL_SSL,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'CLIENT',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.client.plain.sasl.jaas.config': `${login} required username="${username}" password="${password}" user_${username}="${password}";`,
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': join(folder, 'keystore.pem'),
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': join(folder, 'certificate.pem'),
  };
};

const asProperties = (settings: Record<string, string | number | boolean>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

/** Makes a key and a self-signed certificate, in the one file that Kafka wants. Returns the certificate. */
function makeCertificate(folder: string): string {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=a broker in tests'];
  execFileSync('openssl', [...request, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate], {
    stdio: 'ignore',
  });
  const ca = readFileSync(certificate, 'utf8');
  writeFileSync(join(folder, 'keystore.pem'), readFileSync(key, 'utf8') + ca);
  return ca;
}

/** Waits until the broker is the controller of its cluster and says so; an open port is not enough. */
async function untilReady(at: Pick<ConnectionOptions, 'brokers' | 'tls' | 'sasl'>, check: () => void): Promise<void> {
  await waitFor(
    async () => {
      check();
      const cluster = createCluster({ ...at, clientId: 'is-it-ready', requestTimeoutMs: 2_000 });
      try {
        await cluster.connect();
        await cluster.refreshMetadata();
        await cluster.findControllerBroker();
        return true;
      } finally {
        await cluster.disconnect();
      }
    },
    () => `a broker at ${at.brokers.join(',')}`,
    startTimeoutMs,
    100,
  );
}

function hasDocker(): boolean {
  return succeeds('docker', ['info']);
}

function hasJava(): boolean {
  return succeeds('java', ['-version']) && succeeds('mvn', ['-v']);
}

const known = new Map<string, boolean>();
function succeeds(command: string, args: readonly string[]): boolean {
  const answer = known.get(command);
  if (answer !== undefined) return answer;
  let isThere = true;
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: 10_000 });
  } catch {
    isThere = false;
  }
  known.set(command, isThere);
  return isThere;
}
