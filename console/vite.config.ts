import { solidStart } from '@solidjs/start/config';
import tailwindcss from '@tailwindcss/vite';
import { nitro } from 'nitro/vite';
import { defineConfig, type Plugin } from 'vite';

// Solid's compiler would read the half megabyte of the chart library, which has nothing for it, twice.
const solid = { exclude: /node_modules\/apexcharts/ };

/**
 * The framework loads every file of functions for the server with the first script, and with it all that encodes their arguments, 13 KB of 91. Only pages of the docs call such
 * functions, and a browser needs nothing of them before: these files do nothing by being loaded.
 */
const forServerFunctions = /@solidjs\/start\/dist\/fns\/|\/node_modules\/seroval|\/site\/docs-server\.ts/;
const lighter: Plugin = {
  name: 'no-server-functions-in-the-first-script',
  applyToEnvironment: ({ name }) => name === 'client',
  transform: { filter: { id: forServerFunctions }, handler: () => ({ moduleSideEffects: false }) },
};

/** What is built stands for itself: a handler for `node:http` that needs no package beside it. bin/console.ts serves it. */
export default defineConfig({
  plugins: [solidStart({ middleware: 'src/middleware.ts', devOverlay: false, solid }), tailwindcss(), nitro(), lighter],
  nitro: { preset: 'node_middleware', serveStatic: true, compressPublicAssets: { gzip: true, brotli: true } },
  build: { reportCompressedSize: false },
});
