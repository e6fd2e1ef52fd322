import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import { topics } from '#log/topics.ts';
import { settings } from '#runtime/config/settings.ts';

/*
 * Compares the files for operations with the code that they refer to. They do not run here, since they need a Docker engine, Prometheus and
 * Grafana; docs/operations.md says what was tried with these.
 */

const read = (file: string) => readFileSync(file, 'utf8');

type Service = {
  image: string;
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  restart?: string;
  init?: boolean;
  read_only?: boolean;
  cap_drop?: string[];
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  deploy?: { resources?: { limits?: { cpus?: string; memory?: string } } };
};
type Compose = {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean } | null>;
  volumes: Record<string, null>;
};

const composeText = read('compose.yaml');
const compose = parse(composeText, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image.startsWith('recomengine:'));
const packageJson = JSON.parse(read('package.json')) as {
  version: string;
  imports: Record<string, string>;
  dependencies: Record<string, string>;
};

test('compose has each process and all that it stands on', () => {
  assert.deepEqual(
    services.map(([name]) => name),
    ['redpanda', 'postgres', 'redis', 'migrate', 'ingest', 'processors', 'query-api', 'console', 'caddy'],
  );
  assert.deepEqual(
    ours.map(([name, { command }]) => [name, command?.join(' ')]),
    [
      ['migrate', 'node bin/recomengine.ts migrate'],
      ['ingest', 'node bin/ingest.ts'],
      ['processors', 'node bin/processors.ts'],
      ['query-api', 'node bin/query-api.ts'],
      ['console', 'node bin/recomengine.ts console'],
    ],
  );
  assert.deepEqual(
    ours.flatMap(([, { command }]) => (existsSync(command?.[1] ?? '') ? [] : [command])),
    [],
  );
});

test('every service has limits, a health check, a way to be started again, and a pinned image', () => {
  for (const [name, service] of services) {
    const { limits } = service.deploy?.resources ?? {};
    assert.ok(limits?.cpus !== undefined && limits.memory !== undefined, `${name} has no limits`);
    assert.match(service.image, /:v?\d+\.\d+/, `${name}: the image is not pinned`);
    assert.equal(service.restart, name === 'migrate' ? 'no' : 'unless-stopped', `${name} is not restarted`);
    const isChecked = service.healthcheck?.test !== undefined || service.image.startsWith('recomengine:');
    assert.ok(isChecked, `${name} has no health check`);
  }
  assert.match(read('Dockerfile'), /^HEALTHCHECK .* CMD \["node", "ops\/health-check.js"\]$/m);
});

test('our processes run without rights, on a read-only root, and can be ended at any moment', () => {
  for (const [name, service] of ours) {
    assert.deepEqual(service.cap_drop, ['ALL'], name);
    assert.equal(service.read_only, true, name);
    assert.equal(service.init, true, `${name}: as process 1 a SIGKILL to itself does nothing`);
  }
});

test('nothing but Caddy can be reached from outside, and Caddy reaches no store', () => {
  assert.deepEqual(
    services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name),
    ['caddy'],
  );
  assert.equal(compose.networks.backend?.internal, true);
  const inNetwork = (network: string) =>
    services.filter(([, { networks }]) => networks?.includes(network)).map(([name]) => name);
  assert.deepEqual(inNetwork('edge'), ['ingest', 'query-api', 'console', 'caddy']);
  assert.ok(!inNetwork('backend').includes('console'));
  assert.ok(!inNetwork('backend').includes('caddy'));
});

test('services wait for the migration and the log, and never for Redis', () => {
  for (const name of ['ingest', 'processors', 'query-api'])
    assert.deepEqual(compose.services[name]?.depends_on, {
      migrate: { condition: 'service_completed_successfully' },
      redpanda: { condition: 'service_healthy' },
    });
});

test('what must outlive a container is on a named volume', () => {
  const targets = Object.fromEntries(
    services.map(([name, { volumes = [] }]) => [
      name,
      volumes.filter((volume) => Object.hasOwn(compose.volumes, volume.split(':')[0] ?? '')),
    ]),
  );
  assert.deepEqual(targets.redpanda, ['redpanda-data:/var/lib/redpanda/data']);
  // Postgres 18 keeps its data one folder below; a volume on the folder of older versions would stay empty.
  assert.deepEqual(targets.postgres, ['postgres-data:/var/lib/postgresql']);
  assert.deepEqual(targets.processors, ['archive:/data/archive', 'replays:/data/replays']);
  assert.deepEqual(targets['query-api'], ['query-api-data:/data', 'replays:/data/replays']);
  const used = Object.values(targets).flatMap((volumes) => volumes.map((volume) => volume.split(':')[0]));
  assert.deepEqual([...new Set(used)].toSorted(), Object.keys(compose.volumes).toSorted());
});

test('every setting that compose gives a process is one that it knows, of the right kind', () => {
  const known: string[] = Object.values(settings).map(({ env }) => env);
  for (const [name, { environment = {} }] of ours) {
    assert.deepEqual(
      Object.keys(environment).filter((key) => !known.includes(key)),
      [],
      name,
    );
    assert.equal(environment.NODE_ENV, 'production');
  }
});

/** The names that compose takes from `.env`, and whether each is required. */
const asked = [...composeText.matchAll(/\$\{(\w+)(:\?|:-)?/g)].map(([, name = '', kind]) => ({
  name,
  isNeeded: kind === ':?',
}));

test('.env.example has every name that compose asks for, and no other; secrets are asked for, not given', () => {
  const example = parseEnv(read('.env.example'));
  assert.deepEqual(Object.keys(example).toSorted(), [...new Set(asked.map(({ name }) => name))].toSorted());
  const secrets = Object.keys(example).filter((name) => /PASSWORD|SECRET|KEY$/.test(name));
  assert.equal(secrets.length, 7);
  for (const name of secrets) {
    assert.equal(example[name], '', `${name} has a value that everybody knows`);
    assert.ok(
      asked.every((one) => one.name !== name || one.isNeeded),
      `${name} may be left out`,
    );
  }
  const ignored = execFileSync('git', ['check-ignore', '.env'], { encoding: 'utf8' }).trim();
  assert.equal(ignored, '.env');
});

test('Redpanda acknowledges what is on the disk', () => {
  const node = parse(read('ops/redpanda/redpanda.yaml')) as { redpanda: { developer_mode: boolean } };
  const cluster = parse(read('ops/redpanda/bootstrap.yaml')) as Record<string, unknown>;
  assert.equal(node.redpanda.developer_mode, false);
  assert.equal(cluster.write_caching_default, 'disabled');
  assert.equal(cluster.auto_create_topics_enabled, false);
  const command = compose.services.redpanda?.command?.join(' ') ?? '';
  assert.doesNotMatch(command, /--mode|unsafe-bypass-fsync/);
  // The image's own configuration turns developer mode on, so ours replaces it before rpk reads it.
  assert.match(command, /^cp \S+ \/etc\/redpanda\/redpanda\.yaml && exec rpk redpanda start /);
});

test('the image has the Node of package.json, the version of the package, and nobody is root in it', () => {
  const dockerfile = read('Dockerfile');
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  assert.deepEqual(new Set(bases), new Set([`node:${packageJson.dependencies.node}-bookworm-slim`]));
  assert.deepEqual(new Set(ours.map(([, { image }]) => image)), new Set([`recomengine:${packageJson.version}`]));
  assert.match(dockerfile, /npm ci --omit=dev/);
  const users = [...dockerfile.matchAll(/^USER (\S+)/gm)].map(([, user]) => user);
  assert.deepEqual(users, ['1000:1000']);
});

test('the image gets every folder of the server and no secret, test or measurement', () => {
  const lines = read('.dockerignore').split('\n');
  assert.ok(lines.includes('*'));
  const taken = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const folders = Object.keys(packageJson.imports).map((name) => name.slice(1, name.indexOf('/')));
  assert.deepEqual(
    folders.filter((folder) => !taken.includes(folder)),
    ['testing'],
  );
  const others = taken.filter((name) => !folders.includes(name));
  assert.deepEqual(others.toSorted(), [
    '.npmrc',
    'docs',
    'ops/health-check.js',
    'package-lock.json',
    'package.json',
    'tsconfig.json',
  ]);
  assert.ok(lines.includes('**/*.test.ts'));
});

const caddyfile = read('ops/Caddyfile');
const [, ingestPaths = '(?!)', readsOfOthers = '(?!)'] =
  /@ingest \{\s+path_regexp (\S+)\s+not \{\s+method GET HEAD\s+path_regexp (\S+)\s+\}/.exec(caddyfile) ?? [];
const toIngest = new RegExp(ingestPaths);
const toQueryApi = new RegExp(readsOfOthers);

/** Paths that a folder of routes names, with `a` for each parameter. */
function pathsIn(folder: string): string[] {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', `${folder}/*.ts`], { encoding: 'utf8' });
  return files
    .split('\n')
    .filter((file) => file !== '' && existsSync(file) && !file.endsWith('.test.ts'))
    .flatMap((file) => [...read(file).matchAll(/path: '(\/[^']+)'|\['(\/[^']+)', '(\/[^']+)'\]\.map/g)])
    .flatMap(([, ...paths]) => paths.filter((path) => path !== undefined))
    .filter((path) => path.startsWith('/api/'))
    .map((path) => path.replaceAll(/:\w+/g, 'a'));
}

test('Caddy sends to ingest what ingest has, and nothing that query-api has', () => {
  const ingest = pathsIn('ingest/routes');
  const queryApi = pathsIn('query-api/routes');
  assert.ok(ingest.length >= 6 && queryApi.length >= 15, `${ingest.length} and ${queryApi.length} paths are found`);
  assert.deepEqual(
    ingest.filter((path) => !toIngest.test(path)),
    [],
  );
  assert.deepEqual(
    queryApi.filter((path) => toIngest.test(path) && !toQueryApi.test(path)),
    [],
  );
  assert.match('/api/v1/tenants/a/users/a/b/neighbours', toQueryApi);
  assert.doesNotMatch('/api/v1/tenants/a/users/neighbours', toQueryApi, 'control: a shopper of this name is erased');
  for (const path of ['/api/v1/track', '/api/v1/catalog/a/b', '/api/v1/events/']) assert.match(path, toIngest);
  for (const path of ['/api/v1/eventsource', '/api/v1/tenants/a/events', '/api/v1/tenants/a/users-of'])
    assert.doesNotMatch(path, toIngest);
});

test('Caddy asks a query API only while it is ready, and ingest always, which says itself why it refuses', () => {
  assert.match(caddyfile, /^\(ready\) \{\n[^}]*\thealth_uri \/ready\n/m);
  const proxies = [...caddyfile.matchAll(/reverse_proxy \{\$(\w+):[^}]*\} \{([^}]*)\}/g)];
  assert.deepEqual(
    proxies.map(([, upstreams, lines = '']) => [upstreams, lines.includes('import ready')]),
    [
      ['INGEST_UPSTREAMS', false],
      ['QUERY_API_UPSTREAMS', true],
      ['QUERY_API_UPSTREAMS', true],
      ['CONSOLE_UPSTREAMS', false],
    ],
  );
});

test('Caddy speaks TLS 1.2 and newer, and lets nobody at what is internal', () => {
  assert.match(caddyfile, /\ttls \{\n\t\tprotocols tls1\.2 tls1\.3\n/);
  // `respond` by itself would come after every `handle`, and the metrics would be open.
  assert.match(caddyfile, /@internal path \/internal \/internal\/\*\n\thandle @internal \{\n\t\trespond 404\n\t\}/);
  assert.ok(caddyfile.indexOf('handle @internal') < caddyfile.indexOf('handle @ingest'));
});

test('Prometheus finds every process that has metrics', () => {
  const prometheus = parse(read('ops/prometheus/prometheus.yml')) as {
    rule_files: string[];
    scrape_configs: { metrics_path: string; dns_sd_configs: { names: string[]; port: number }[] }[];
  };
  const [scrape] = prometheus.scrape_configs;
  assert.deepEqual(scrape?.dns_sd_configs[0]?.names, ['ingest', 'processors', 'query-api']);
  assert.equal(scrape?.dns_sd_configs[0]?.port, Number(compose.services.ingest?.environment?.RECOMENGINE_PORT));
  assert.equal(scrape?.metrics_path, '/internal/metrics');
  assert.deepEqual(prometheus.rule_files, ['alerts.yml']);
});

test('docs/operations.md tells partitions and retention as log/topics.ts has them', () => {
  const documentation = read('docs/operations.md');
  for (const [topic, { partitions, retentionMs }] of Object.entries(topics)) {
    const days = retentionMs === null ? 'for ever' : `${retentionMs / 86_400_000} days`;
    const row = documentation.split('\n').find((line) => line.startsWith(`| \`${topic}\` |`)) ?? '';
    assert.match(row, new RegExp(`\\| ${partitions} \\| ${days} \\|`), `the row of ${topic} is: ${row}`);
  }
});
