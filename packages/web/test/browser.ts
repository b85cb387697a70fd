import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { extract } from 'tar-stream';

/** Where npm's Chromium is unpacked, once per version; a folder of `node_modules`, so `npm ci` clears it. */
interface Unpacked {
  readonly executable: string;
  readonly libraries: string;
  readonly fontconfig: string;
}

/**
 * Starts a real Chromium that needs nothing from the system: binary, libraries and fonts come from npm.
 * `CHROME_PATH` names another one (needed on machines other than x64 Linux). The caller closes it.
 */
export async function launchBrowser(): Promise<Browser> {
  const own = process.env['CHROME_PATH'];
  if (own !== undefined) {
    return await chromium.launch({ executablePath: own, args: ARGUMENTS });
  }
  const unpacked = await unpackChromium();
  return await chromium.launch({
    executablePath: unpacked.executable,
    args: ARGUMENTS,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: unpacked.fontconfig,
      LD_LIBRARY_PATH: unpacked.libraries,
      FONTCONFIG_PATH: unpacked.fontconfig,
    },
  });
}

// Web security stays on; the sandbox cannot run as root, and nothing may call home.
const ARGUMENTS = [
  '--no-sandbox',
  '--headless=shell',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

async function unpackChromium(): Promise<Unpacked> {
  const manifest = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const source = join(dirname(manifest), '..', 'bin');
  const home = join(
    dirname(manifest),
    '..',
    '..',
    '..',
    '.cache',
    `countersign-chromium-${VERSION}`,
  );
  if (!existsSync(home)) {
    await unpackInto(home, source);
  }
  return {
    executable: join(home, 'chromium'),
    libraries: join(home, 'al2023', 'lib'),
    fontconfig: home,
  };
}

const VERSION = '153.0.0';

/** Unpacks beside the target and renames, so that a killed run leaves nothing half done. */
async function unpackInto(home: string, source: string): Promise<void> {
  const work = `${home}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  await pipeline(
    createReadStream(join(source, 'chromium.br')),
    createBrotliDecompress(),
    createWriteStream(join(work, 'chromium')),
  );
  await chmod(join(work, 'chromium'), 0o755);
  for (const archive of ['al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br']) {
    await untar(join(source, archive), work);
  }
  writeFileSync(join(work, 'fonts.conf'), fontsConf(home));
  try {
    renameSync(work, home);
  } catch (error) {
    // Another run was first: its folder is as good as ours.
    rmSync(work, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
}

async function untar(archive: string, into: string): Promise<void> {
  const entries = extract();
  const unpacking = pipeline(createReadStream(archive), createBrotliDecompress(), entries);
  for await (const entry of entries) {
    const path = join(into, normalize(entry.header.name));
    if (entry.header.type === 'directory') {
      await mkdir(path, { recursive: true });
      entry.resume();
    } else {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, Readable.from(entry));
      await chmod(path, 0o755);
    }
  }
  await unpacking;
}

// Without fonts of its own the browser gives text no width on a bare machine.
const fontsConf = (home: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${home}/fonts</dir>
  <cachedir>${home}/fontcache</cachedir>
</fontconfig>
`;
