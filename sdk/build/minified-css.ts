import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import type { Options } from 'tsup';
import { browsers } from './browsers.ts';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];
const namespace = 'minified-css';

/** Imports a style sheet as minified text. The path gets a suffix, since tsup would take what ends in .css for a file of its own. */
export const minifiedCss: Plugin = {
  name: namespace,
  setup(build) {
    build.onResolve({ filter: /\.css$/ }, ({ path, resolveDir }) => ({
      path: `${join(resolveDir, path)}#`,
      namespace,
    }));
    build.onLoad({ filter: /#$/, namespace }, async ({ path }) => {
      const source = readFileSync(path.slice(0, -1), 'utf8');
      const { code } = await transform(source, { loader: 'css', minify: true, target: browsers });
      return { contents: `export const css = ${JSON.stringify(code.trim())}`, loader: 'js' };
    });
  },
};
