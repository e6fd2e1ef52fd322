import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Options } from 'tsup';
import { language } from './browsers.ts';
import { minifiedCss } from './minified-css.ts';
import { minifyAgain } from './minify-again.ts';
import { writePlainTypes } from './plain-types.ts';

const sources = join(import.meta.dirname, '..');
const common: Options = {
  target: language,
  platform: 'browser',
  minify: true,
  metafile: true,
  config: false,
  silent: true,
  clean: false,
  tsconfig: join(sources, 'tsconfig.json'),
  esbuildPlugins: [minifiedCss],
  outExtension: () => ({ js: '.js' }),
  // The server names the map in a header, which the file need not carry.
  esbuildOptions: (options) => {
    options.sourcemap = 'external';
  },
};

/** Bytes of the minified file that each source has, by its path from the root of the repository. */
export type Shares = Readonly<Record<string, number>>;

/** Writes `recomengine.js`, the file that the tag loads, with its source map. Returns what each source weighs in it. */
export async function bundleScript(outDir: string): Promise<Shares> {
  await build({ ...common, entry: { recomengine: join(sources, 'recomengine.ts') }, outDir, format: 'iife' });
  await minifyAgain(join(outDir, 'recomengine.js'));
  return sharesIn(join(outDir, 'metafile-iife.json'));
}

/** Writes `index.js` with its source map, and `index.d.ts`, for who bundles the SDK into a page of their own. */
export async function bundlePackage(outDir: string): Promise<void> {
  await build({ ...common, entry: { index: join(sources, 'index.ts') }, outDir, format: 'esm', dts: true });
  writePlainTypes(join(outDir, 'index.d.ts'));
}

function sharesIn(metafile: string): Shares {
  type Metafile = { outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> };
  const { outputs } = JSON.parse(readFileSync(metafile, 'utf8')) as Metafile;
  const output = Object.entries(outputs).find(([file]) => file.endsWith('.js'))?.[1];
  return Object.fromEntries(
    Object.entries(output?.inputs ?? {}).map(([file, { bytesInOutput }]) => [
      file.replace(/^.*?(?=sdk\/\w+\/[\w-]+\.css)|#$/g, ''),
      bytesInOutput,
    ]),
  );
}
