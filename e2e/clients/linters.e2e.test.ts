import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { noOpenApiTools, runOpenApiTool } from '#testing/openapi-tools.ts';
import { type Product, startProduct } from '#testing/product.ts';

/** What Redocly CLI says of us and is not so, as rule and place. */
const notSo = [
  // The statuses of the two forms have bounds that exclude each other; it compares constants alone.
  'no-illogical-composition-keywords #/paths/~1api~1v1~1recommendations~1batch/post/responses/200/content/application~1json/schema/properties/data/items/oneOf',
  // It is what a line is, for which OpenAPI has no place before 3.2.
  'no-unused-components #/components/schemas/StreamProgress',
];

type Finding = { ruleId: string; location: { pointer: string }[] };
type Operation = { description?: string };

const linters: Record<string, (file: string) => string[]> = {
  'Redocly CLI': (file) => {
    const printed = runOpenApiTool('redocly', 'lint', file, '--extends', 'recommended', '--format', 'json');
    const { problems } = JSON.parse(printed) as { problems: Finding[] };
    return problems.map(({ ruleId, location }) => `${ruleId} ${location[0]?.pointer}`);
  },
  Spectral: (file) => {
    const printed = runOpenApiTool(
      'spectral',
      'lint',
      file,
      ...['--ruleset', 'testing/openapi-tools/spectral.yaml', '--format', 'json', '--quiet'],
    );
    return (JSON.parse(printed) as { code: string; path: string[] }[]).map(
      ({ code, path }) => `${code} ${path.join('.')}`,
    );
  },
};

describe('/openapi.json has no warnings', { skip: noOpenApiTools() }, () => {
  let product: Product;
  let folder: string;
  let document: { paths: Record<string, Record<string, Operation>> };
  before(async () => {
    product = await startProduct();
    folder = mkdtempSync(join(tmpdir(), 'recomengine-lint-'));
    document = (await (await fetch(`${product.url}/openapi.json`)).json()) as typeof document;
  });
  after(async () => {
    await product.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  function lint(name: string, linted: object): string[] {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(linted));
    return linters[name]?.(file).filter((finding) => !notSo.includes(finding)) ?? [];
  }

  for (const name of Object.keys(linters))
    test(`of ${name}`, () => {
      assert.deepEqual(lint(name, document), []);
      const { '/health': health, ...paths } = document.paths;
      const withoutIds = {
        ...document,
        paths: { ...paths, '/health': { get: { ...health?.get, operationId: undefined, tags: ['?'] } } },
      };
      assert.ok(lint(name, withoutIds).length > 0, 'control: an operation without a name is found');
    });
});
