import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    // The page's content policy allows no inline script, so nothing may be inlined as `data:` script either.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One page for people who came to read it; a second request would cost more than these kilobytes.
    chunkSizeWarningLimit: 900,
  },
});
