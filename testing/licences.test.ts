import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

/** Licences that ask for no more than their notice; a dual licence passes when one side does. */
const allowed = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  '0BSD',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
  'PostgreSQL',
  'MIT-0',
  'BSL-1.0',
  // Of fonts: they may be bundled with any program, and not be sold by themselves.
  'OFL-1.1',
]);

/** Named in a form that npm does not copy to the lockfile (`licenses`), or in the README alone; read by hand. */
const namedElsewhere: Record<string, string> = {
  'node_modules/buildcheck': 'MIT',
  'node_modules/cpu-features': 'MIT',
  'node_modules/ssh2': 'MIT',
  'node_modules/reserved': 'MIT',
  'node_modules/@solidjs/start': 'MIT',
};

/** May be used to develop, and is in nothing that is shipped: the lock marks such packages `dev`. */
const allowedInDevelopment = new Set([...allowed, 'MPL-2.0', 'CC-BY-4.0', 'PSF-2.0']);

type Package = { license?: string; resolved?: string; dev?: boolean };
/** Of the product, and of the tools that are installed apart from it. */
const packages = ['package-lock.json', 'testing/openapi-tools/package-lock.json'].flatMap((file) =>
  Object.entries((JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Package> }).packages),
);

const isAllowed = (licence: string, isDevelopment = false) =>
  licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((side) =>
      side.split(' AND ').every((part) => (isDevelopment ? allowedInDevelopment : allowed).has(part.trim())),
    );

test('every dependency has a licence that we may ship', () => {
  const refused = packages
    .filter(([path]) => path !== '')
    .map(([path, { license, dev }]) => [path, license ?? namedElsewhere[path] ?? 'none named', dev === true] as const)
    .filter(([, licence, isDevelopment]) => !isAllowed(licence, isDevelopment))
    .map(([path, licence]) => `${path}: ${licence}`);
  assert.deepEqual(refused, []);
});

test('the licence check refuses copyleft and unnamed licences', () => {
  assert.equal(isAllowed('GPL-3.0-only'), false);
  assert.equal(isAllowed('SEE LICENSE IN LICENSE'), false);
  assert.equal(isAllowed('(MIT OR GPL-3.0-only)'), true);
  assert.equal(isAllowed('MIT AND GPL-3.0-only'), false);
  assert.deepEqual(
    [isAllowed('MPL-2.0'), isAllowed('MPL-2.0', true), isAllowed('GPL-3.0-only', true)],
    [false, true, false],
  );
});

test('no lockfile names no download host', () => {
  assert.deepEqual(
    packages.flatMap(([path, { resolved }]) => (resolved?.startsWith('http') ? [path] : [])),
    [],
  );
});
