import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { badInput, cannotRun } from '../frame/failure.ts';

/** An OpenSSH public key: the line without its comment, and the comment. */
export interface PublicKeyLine {
  /** `type base64`, as a Roster lists it. */
  readonly line: string;
  readonly comment: string;
}

/**
 * Signs `message` with stock `ssh-keygen -Y sign`, so that agents, hardware keys and pass phrases work as the person is
 * used to. Returns the armored signature. `keyPath` is a private key, or a `.pub` whose private part an agent holds.
 */
export async function sshSign(
  keyPath: string,
  namespace: string,
  message: Uint8Array,
): Promise<string> {
  await publicKeyOf(keyPath);
  return run(['-Y', 'sign', '-q', '-f', keyPath, '-n', namespace], message, keyPath);
}

/** The public key that belongs to a private key's path: the file beside it, or derived by `ssh-keygen -y`. */
export async function publicKeyOf(keyPath: string): Promise<PublicKeyLine> {
  for (const path of keyPath.endsWith('.pub') ? [keyPath] : [`${keyPath}.pub`]) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return parsePublicKeyLine(text, path);
  }
  await readFile(keyPath).catch((error: NodeJS.ErrnoException) => {
    throw badInput(
      'NO_KEY',
      `the key \`${keyPath}\` cannot be read: ${error.code ?? error.message}`,
    );
  });
  return parsePublicKeyLine(await run(['-y', '-f', keyPath], new Uint8Array(), keyPath), keyPath);
}

/** Splits a public key file's one line; the evidence package judges what is inside. */
export function parsePublicKeyLine(text: string, path: string): PublicKeyLine {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const [type, blob, ...comment] = (lines[0] ?? '').trim().split(/\s+/);
  if (lines.length === 1 && type !== undefined && blob?.startsWith('AAAA')) {
    return { line: `${type} ${blob}`, comment: comment.join(' ') };
  }
  throw badInput(
    'NOT_A_PUBLIC_KEY',
    `\`${path}\` is not an OpenSSH public key`,
    'give the `.pub` file that `ssh-keygen` wrote',
  );
}

function run(args: readonly string[], input: Uint8Array, keyPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // Standard error goes through: a hardware key asks for its touch there.
    const child = spawn('ssh-keygen', args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) => reject(notStarted(error)));
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(cannotRun('NOT_SIGNED', `\`ssh-keygen\` could not use the key \`${keyPath}\``));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function notStarted(error: NodeJS.ErrnoException): Error {
  return cannotRun(
    'NO_SSH_KEYGEN',
    `\`ssh-keygen\` cannot be run: ${error.code ?? error.message}`,
    'install OpenSSH (Debian, Ubuntu: `apt-get install openssh-client`); npm does not bring it',
  );
}
