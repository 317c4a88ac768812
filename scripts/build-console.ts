// `npm run console:build`: builds the pages of the console into console/dist, compressed once. `--if-stale`: only if they are older than
// what they are made of; an installation without development packages keeps what it has.
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'console/dist');
const mark = '.made-of';
/** Below this a compressed file saves nothing worth a second file. */
const SMALLEST_BYTES = 1_024;

/** A digest over everything the pages are made of. */
function madeOf(): string {
  const files = [
    ...globSync('console/**/*.{ts,tsx,css,html,svg}', {
      cwd: root,
      exclude: ['console/dist/**', 'console/dist.*/**'],
    }),
    ...globSync('src/{replies,tickets}/*.ts', { cwd: root }),
    'package-lock.json',
  ];
  const digest = createHash('sha256');
  for (const file of files.sort()) digest.update(`${file}\n`).update(readFileSync(join(root, file)));
  return digest.digest('hex');
}

function isFresh(wanted: string): boolean {
  const file = join(dist, mark);
  return existsSync(file) && readFileSync(file, 'utf8') === wanted;
}

async function build(wanted: string): Promise<void> {
  // Whoever calls may be a test; the pages are the same for everybody.
  process.env.NODE_ENV = 'production';
  const { build: bundle } = await import('vite');
  // Made beside and put in place at the end: whoever serves the old pages meanwhile serves them whole.
  const making = `${dist}.${process.pid}`;
  await bundle({
    mode: 'production',
    configFile: join(root, 'console/vite.config.ts'),
    build: { outDir: making, emptyOutDir: true },
  });
  await bundle({
    mode: 'production',
    configFile: join(root, 'console/chat/vite.config.ts'),
    build: { outDir: join(making, 'chat'), emptyOutDir: true },
  });
  // The script for other sites has one name for ever, and is one file that leaves nothing in their page.
  await bundle({
    mode: 'production',
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: join(making, 'chat'),
      emptyOutDir: false,
      target: 'es2022',
      lib: {
        entry: join(root, 'console/chat/src/widget.ts'),
        formats: ['iife'],
        name: 'deskChat',
        fileName: () => 'widget.js',
      },
    },
  });
  for (const assets of [join(making, 'assets'), join(making, 'chat/assets')]) compress(assets);
  writeFileSync(join(making, mark), wanted);
  mkdirSync(dist, { recursive: true });
  const old = `${dist}.old.${process.pid}`;
  renameSync(dist, old);
  renameSync(making, dist);
  rmSync(old, { recursive: true, force: true });
}

function compress(assets: string): void {
  for (const name of readdirSync(assets)) {
    const bytes = readFileSync(join(assets, name));
    if (bytes.length < SMALLEST_BYTES) continue;
    writeFileSync(join(assets, `${name}.gz`), gzipSync(bytes, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(join(assets, `${name}.br`), brotliCompressSync(bytes, { params }));
  }
}

const ifStale = process.argv.includes('--if-stale');
const wanted = madeOf();
if (ifStale && isFresh(wanted)) process.exit(0);
if (ifStale && !existsSync(join(root, 'node_modules/vite'))) {
  if (!existsSync(dist))
    console.log('  工作台的页面还没有构建（需要开发依赖：npm ci && npm run console:build）');
  process.exit(0);
}
const startedAt = Date.now();
console.log('  正在构建工作台的页面（只在第一次或页面有改动时需要）…');
await build(wanted);
console.log(`  工作台的页面构建好了，用了 ${((Date.now() - startedAt) / 1000).toFixed(1)} 秒`);
