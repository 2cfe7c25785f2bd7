import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * Builds the window to dist/window. Paths start at `/`, which is right both for the loopback server and for
 * `afterimage://app/`: a relative base would break on deep routes such as `/day/2026-01-31`.
 */
export default defineConfig({
  root: 'src-renderer',
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../dist/window',
    emptyOutDir: true,
    target: 'chrome120',
    // Below 123 the CSS tool rewrites `light-dark()` by a trick that Mantine's switch of the scheme does not trigger.
    cssTarget: 'chrome123',
    // Everything is a file of its own: the policy of the window allows no `data:` scripts or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Read from this machine, never over a network: one file for the frame and the timeline is right. The plots have their own.
    chunkSizeWarningLimit: 1000,
  },
});
