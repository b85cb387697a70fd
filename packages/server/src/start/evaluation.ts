import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Id, ServiceKey } from '@countersign/domain';
import {
  canonicalBytes,
  digest,
  digestHex,
  envelope,
  envelopeBytes,
  PREDICATES,
  pae,
  SSH_NAMESPACES,
  signSsh,
  sshPublicKeyLine,
  sshPublicKeyOfSeed,
  statement,
  toHex,
  utf8,
} from '@countersign/evidence';
import { change, given } from '../commands/change.ts';
import { type Deps, systemCaller } from '../commands/deps.ts';
import { reserveWorkspace } from '../commands/found-workspace.ts';
import { type Evaluator, evaluationRoster, evaluationRuleSet } from './evaluation-documents.ts';
import { opensshPrivateKey } from './openssh-private-key.ts';

/** The evaluation workspace of an installation. */
export interface Evaluation {
  readonly workspace: Id;
  readonly human: Id;
  /** OpenSSH private key of the evaluator: what `countersign login --key` takes. */
  readonly keyPath: string;
}

const NAME = 'evaluator';
const SEED_BYTES = 32;
const SALT_BYTES = 16;

/**
 * The evaluation workspace: the one that is there, or a new one where the installation has no workspace at all. One
 * that a killed start left without genesis is founded now. `null` where only founded workspaces live here.
 */
export async function evaluationOf(deps: Deps, state: string): Promise<Evaluation | null> {
  const workspaces = await deps.store.workspaces();
  const known = workspaces.find(({ mode }) => mode === 'evaluation');
  if (known === undefined && workspaces.length > 0) return null;
  const workspace = known?.id ?? (await reserveWorkspace(deps, { mode: 'evaluation' })).workspace;
  const folder = join(state, 'evaluation', workspace);
  const { workspace: genesis } = await deps.store.state(workspace, [`workspace/${workspace}`]);
  if (genesis === null) await found(deps, workspace, folder);
  const { human } = JSON.parse(readFileSync(join(folder, 'about.json'), 'utf8')) as { human: Id };
  return { workspace, human, keyPath: join(folder, NAME) };
}

/** Founded as any workspace is, signed by its quorum: here of one generated human. */
async function found(deps: Deps, workspace: Id, folder: string): Promise<void> {
  const seed = randomBytes(SEED_BYTES);
  const evaluator = newEvaluator(deps, seed);
  keep(folder, seed, evaluator);
  const input = {
    workspace,
    evaluator,
    serviceKeys: await serviceKeysOf(deps, workspace),
    at: deps.now(),
  };
  const roster = signed('roster', evaluationRoster(input), seed, evaluator);
  const ruleSet = signed('ruleset', evaluationRuleSet(input), seed, evaluator);
  await writeGenesis(deps, workspace, { evaluator, roster, ruleSet });
}

interface Genesis {
  readonly evaluator: Evaluator;
  readonly roster: Signed;
  readonly ruleSet: Signed;
}

/** Entry 0, signed like that of a founded workspace, so that its bundles carry a whole Roster chain. */
async function writeGenesis(
  deps: Deps,
  workspace: Id,
  { evaluator, roster, ruleSet }: Genesis,
): Promise<void> {
  const logKey = (await deps.keys.open(workspace))?.log.publicKey ?? '';
  const founded = await change(deps, systemCaller(workspace), {
    streams: [],
    command: async ({ log }) => {
      log.putPerson({ human: evaluator.human, name: NAME, salt: toHex(evaluator.salt) });
      return given({
        type: 'foundWorkspace',
        workspace,
        mode: 'evaluation',
        roster: await log.putDocument(roster.document),
        ruleSet: await log.putDocument(ruleSet.document),
        rosterEnvelope: await log.putDocument(roster.envelope),
        ruleSetEnvelope: await log.putDocument(ruleSet.envelope),
        logKey,
      });
    },
    answer: () => ({ workspace }),
  });
  const published = founded.ok
    ? await deps.publisher.published(workspace, founded.logSize)
    : founded;
  if (!published.ok) {
    const why = published.refusals.map(({ code, message }) => `${code}: ${message}`).join('; ');
    throw new Error(`the evaluation workspace could not be founded: ${why}`);
  }
}

function newEvaluator(deps: Deps, seed: Uint8Array): Evaluator {
  return {
    human: deps.newId(),
    credential: deps.newId(),
    name: NAME,
    salt: randomBytes(SALT_BYTES),
    publicKey: sshPublicKeyLine(sshPublicKeyOfSeed(seed)),
  };
}

/** The key comes before the genesis that names it, so that a killed start leaves no evaluation nobody can enter. */
function keep(folder: string, seed: Uint8Array, evaluator: Evaluator): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { key, blob } = sshPublicKeyOfSeed(seed);
  const secret = opensshPrivateKey({ seed, publicKey: key, blob, comment: NAME });
  writeFileSync(join(folder, NAME), secret, { mode: 0o600 });
  writeFileSync(join(folder, `${NAME}.pub`), `${evaluator.publicKey} ${NAME}\n`, { mode: 0o600 });
  writeFileSync(join(folder, 'about.json'), `${JSON.stringify({ human: evaluator.human })}\n`, {
    mode: 0o600,
  });
}

async function serviceKeysOf(deps: Deps, workspace: Id): Promise<ServiceKey[]> {
  const signers = await deps.keys.open(workspace);
  if (signers === undefined)
    throw new Error(`this server holds no keys of workspace \`${workspace}\``);
  const since = deps.now();
  return [signers.log, signers.release, signers.freshness].map(({ use, type, publicKey }) => ({
    use,
    type,
    publicKey,
    since,
    until: null,
  }));
}

interface Signed {
  /** Canonical bytes. */
  readonly document: Uint8Array;
  readonly envelope: Uint8Array;
}

function signed(
  kind: 'roster' | 'ruleset',
  document: object,
  seed: Uint8Array,
  { credential }: Evaluator,
): Signed {
  const bytes = canonicalBytes(document);
  const subject = [{ name: `${kind}.json`, digest: { sha256: digestHex(digest(bytes)) } }];
  const payload = statement(PREDICATES[kind], subject, document);
  const armored = signSsh({ message: pae(payload), namespace: SSH_NAMESPACES[kind], seed });
  const signature = { keyid: credential, sig: utf8(armored) };
  return { document: bytes, envelope: envelopeBytes(envelope(payload, [signature])) };
}
