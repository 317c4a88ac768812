// How the page of residents is built: plain TypeScript, no library, small enough for a slow phone.
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/chat/',
  build: {
    target: 'es2022',
    manifest: true,
    modulePreload: { polyfill: false },
    // A data: address would be one more thing for the content policy to allow.
    assetsInlineLimit: 0,
  },
  logLevel: 'warn',
});
