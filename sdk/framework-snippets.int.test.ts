import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Liquid } from 'liquidjs';
import php from 'php-parser';
import ts from 'typescript';
import { fencesIn } from '#testing/fences.ts';

const guide = readFileSync(new URL('../docs/sdk.md', import.meta.url), 'utf8');
const written = (language: string, text: string): string => {
  const found = fencesIn(guide, language).find((code) => code.includes(text));
  assert.ok(found, `docs/sdk.md has ${language} with ${text}`);
  return found;
};

const dist = join(import.meta.dirname, 'dist');
mkdirSync(dist, { recursive: true });
const dir = mkdtempSync(join(dist, 'snippets-'));
after(() => rmSync(dir, { recursive: true }));

/**
 * What the compiler says about each of these expressions of a component that has a product, with the elements and attributes of Solid; those with a hyphen it checks the
 * same way for React.
 */
function complaintsAbout(expressions: readonly string[]): string[] {
  const files = expressions.map((expression, n) => {
    const file = join(dir, `component-${n}.tsx`);
    writeFileSync(file, `export const view = (product: { id: string }) => (\n${expression}\n);\n`);
    return file;
  });
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    jsx: ts.JsxEmit.Preserve,
    jsxImportSource: 'solid-js',
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    types: [],
  });
  return files.map((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
      .join(),
  );
}

test('the element for React and Solid, and what that for Vue binds, is right to the compiler', () => {
  const element = written('jsx', 'data-recomengine-placement');
  const bound = [...written('html', 'Vue').matchAll(/ :([\w-]+)="([^"]*)"/g)].map(([, name, value = '']) => [
    name,
    value,
  ]);
  assert.deepEqual(bound, [['data-product-id', 'product.id']]);
  const [right, vue, misspelt, open] = complaintsAbout([
    element,
    String(bound[0]?.[1]),
    element.replace('product.id', 'product.sku'),
    element.replace('/>', '>'),
  ]);
  assert.deepEqual([right, vue], ['', '']);
  assert.match(String(misspelt), /sku/, 'control');
  assert.match(String(open), /no corresponding closing tag/, 'control');
});

test('the theme for Shopify writes the tag for a product and a customer, and the placement with the cart', async () => {
  const theme = written('html', '{% if product %}');
  const liquid = new Liquid({ strictFilters: true });
  const render = (page: object) => liquid.parseAndRender(theme, page);
  const cart = { items: [{ product_id: 11 }, { product_id: 12 }] };
  const full = await render({ product: { id: 7 }, customer: { id: 42 }, cart });
  assert.match(full, /<script [^>]*data-api-key="rk_live_…" data-product-id="7" data-user-id="42" async><\/script>/);
  assert.match(full, /<div data-recomengine-placement="cart" data-cart="11,12"><\/div>/);
  const bare = await render({ cart: { items: [] } });
  assert.match(bare, /data-api-key="rk_live_…" async>/);
  assert.doesNotMatch(bare, /data-product-id|data-user-id/);
  await assert.rejects(liquid.parseAndRender(theme.replace('{% endif %}', ''), {}), 'control');
});

test('the theme functions for WooCommerce are PHP', () => {
  const functions = written('php', 'wp_head');
  const parse = (code: string) =>
    new php.Engine({ parser: { extractDoc: true } }).parseCode(`<?php\n${code}`, 'functions.php');
  assert.equal(parse(functions).errors.length, 0);
  assert.throws(() => parse(functions.replace('});', '}')), 'control');
});
