import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import ts from 'typescript';
import { fencesIn } from '#testing/fences.ts';
import { bundlePackage } from './bundle.ts';

const dist = join(import.meta.dirname, '../dist');
mkdirSync(dist, { recursive: true });
const dir = mkdtempSync(join(dist, 'package-'));
after(() => rmSync(dir, { recursive: true }));

/** How many complaints the compiler has about each of a shop's modules, beside the package and without anything of ours. */
function complaintsAbout(modules: readonly string[]): number[] {
  const files = modules.map((code, n) => {
    const file = join(dir, `shop-${n}.ts`);
    writeFileSync(file, `import { assign, start, type ShownItem } from './index.js';\n${code}`);
    return file;
  });
  const options = { strict: true, noEmit: true, module: ts.ModuleKind.NodeNext, types: [] };
  const lib = ['lib.es2019.d.ts', 'lib.dom.d.ts'];
  const program = ts.createProgram(files, { ...options, lib, target: ts.ScriptTarget.ES2019 });
  return files.map((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).length);
}

test('the package for bundlers has types that need nothing else, and refuse what cannot work', async () => {
  await bundlePackage(dir);
  assert.doesNotMatch(readFileSync(join(dir, 'index.d.ts'), 'utf8'), /^import |Static<|Type\./m);
  const engine = "const engine = start({ apiKey: 'rk_live_1', apiUrl: 'https://recom.example' });\n";
  const right = `${engine}engine.track('add_to_cart', { productId: 'p1' });
    engine.push(['identify', 'ada', { userHash: 'h' }]);
    engine.render('cart', ({ name, priceText }: ShownItem) => new Text(name + priceText));
    const arm: Promise<'control' | 'variant'> = assign('ada', 'experiment');`;
  const [documented = ''] = fencesIn(readFileSync(new URL('../../docs/sdk.md', import.meta.url), 'utf8'), 'ts');
  const asWritten = documented.replace("import { assign, start } from './recomengine/index.js';\n", '');
  assert.notEqual(asWritten, documented);
  const wrong = [
    "start({ apiUrl: 'https://recom.example' });",
    `${engine}engine.track('purchase', { productId: 'p1' });`,
    `${engine}engine.track('add_to_cart', {});`,
    `${engine}engine.consent('perhaps');`,
    `${engine}engine.push(['identify']);`,
    `${engine}engine.render('cart', () => '<b>markup</b>');`,
  ];
  assert.deepEqual(complaintsAbout([right, asWritten, ...wrong]), [0, 0, ...wrong.map(() => 1)]);
});

test('control: the built package is a module that runs, and does nothing until it is started', () => {
  const code = `import { start } from ${JSON.stringify(join(dir, 'index.js'))}; process.stdout.write(typeof start)`;
  assert.equal(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }), 'function');
});
