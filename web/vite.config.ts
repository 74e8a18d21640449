import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { fakeNode } from './dev/fake-node.ts';

/** Built files go where the node's console serves them from; they are part of the wheel. */
const OUT = fileURLToPath(new URL('../src/lindero/console/static', import.meta.url));

export default defineConfig(({ command, isPreview }) => ({
  plugins: command === 'serve' || isPreview ? [fakeNode()] : [],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2023',
    // A data: address would break the content security policy of the node.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      // MapLibre's worker is an .mjs; not every server knows that this is a script.
      output: { assetFileNames: ({ names }) => `assets/[name]-[hash]${names[0]?.endsWith('.mjs') ? '.js' : '[extname]'}` },
    },
  },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', port: 5173 },
  preview: { host: '127.0.0.1', port: 4173 },
}));
