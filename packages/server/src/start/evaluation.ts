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
import {
  EVALUATION_PARTS,
  type Evaluator,
  evaluationRoster,
  evaluationRuleSet,
  founderOf,
} from './evaluation-documents.ts';
import { opensshPrivateKey } from './openssh-private-key.ts';
import { sampleCandidate } from './sample-candidate.ts';

/** The evaluation workspace of an installation. */
export interface Evaluation {
  readonly workspace: Id;
  readonly people: readonly EvaluationPerson[];
}

/** A part to play. */
export interface EvaluationPerson {
  readonly name: string;
  readonly human: Id;
  /** OpenSSH private key: what `countersign login --key` takes. */
  readonly keyPath: string;
}

interface Keyed extends Evaluator {
  readonly seed: Uint8Array;
}

const SEED_BYTES = 32;
const SALT_BYTES = 16;

/**
 * The evaluation workspace: the one that is there, or a new one where the installation has no workspace at all. One
 * that a killed start left without genesis is founded now. A new one gets a candidate to look at, made from the policy
 * change in the folder `samples` where there is one. `null` where only founded workspaces live here.
 */
export async function evaluationOf(
  deps: Deps,
  state: string,
  samples: string,
): Promise<Evaluation | null> {
  const workspaces = await deps.store.workspaces();
  const known = workspaces.find(({ mode }) => mode === 'evaluation');
  if (known === undefined && workspaces.length > 0) return null;
  const workspace = known?.id ?? (await reserveWorkspace(deps, { mode: 'evaluation' })).workspace;
  const folder = join(state, 'evaluation', workspace);
  const { workspace: genesis } = await deps.store.state(workspace, [`workspace/${workspace}`]);
  if (genesis === null) await found(deps, workspace, folder);
  const evaluation = { workspace, people: readPeople(folder) };
  if (genesis === null) await sampleCandidate(deps, evaluation, samples);
  return evaluation;
}

function readPeople(folder: string): EvaluationPerson[] {
  const about = JSON.parse(readFileSync(join(folder, 'about.json'), 'utf8')) as {
    readonly people: readonly { readonly name: string; readonly human: Id }[];
  };
  return about.people.map(({ name, human }) => ({ name, human, keyPath: join(folder, name) }));
}

/** Founded as any workspace is, signed by its quorum: here of one generated human. */
async function found(deps: Deps, workspace: Id, folder: string): Promise<void> {
  const evaluators = EVALUATION_PARTS.map(({ name }) => newEvaluator(deps, name));
  keep(folder, evaluators);
  const input = {
    workspace,
    evaluators,
    serviceKeys: await serviceKeysOf(deps, workspace),
    at: deps.now(),
  };
  const founder = founderOf(evaluators);
  const roster = signed('roster', evaluationRoster(input), founder);
  const ruleSet = signed('ruleset', evaluationRuleSet(input), founder);
  await writeGenesis(deps, workspace, { evaluators, roster, ruleSet });
}

interface Genesis {
  readonly evaluators: readonly Evaluator[];
  readonly roster: Signed;
  readonly ruleSet: Signed;
}

/** Entry 0, signed like that of a founded workspace, so that its bundles carry a whole Roster chain. */
async function writeGenesis(
  deps: Deps,
  workspace: Id,
  { evaluators, roster, ruleSet }: Genesis,
): Promise<void> {
  const logKey = (await deps.keys.open(workspace))?.log.publicKey ?? '';
  const founded = await change(deps, systemCaller(workspace), {
    streams: [],
    command: async ({ log }) => {
      for (const { human, name, salt } of evaluators) {
        log.putPerson({ human, name, salt: toHex(salt) });
      }
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

function newEvaluator(deps: Deps, name: string): Keyed {
  const seed = randomBytes(SEED_BYTES);
  return {
    human: deps.newId(),
    credential: deps.newId(),
    name,
    salt: randomBytes(SALT_BYTES),
    publicKey: sshPublicKeyLine(sshPublicKeyOfSeed(seed)),
    seed,
  };
}

/** The keys come before the genesis that names them, so that a killed start leaves no evaluation nobody can enter. */
function keep(folder: string, evaluators: readonly Keyed[]): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const { name, seed, publicKey } of evaluators) {
    const { key, blob } = sshPublicKeyOfSeed(seed);
    const secret = opensshPrivateKey({ seed, publicKey: key, blob, comment: name });
    writeFileSync(join(folder, name), secret, { mode: 0o600 });
    writeFileSync(join(folder, `${name}.pub`), `${publicKey} ${name}\n`, { mode: 0o600 });
  }
  const people = evaluators.map(({ name, human }) => ({ name, human }));
  writeFileSync(join(folder, 'about.json'), `${JSON.stringify({ people })}\n`, { mode: 0o600 });
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

function signed(kind: 'roster' | 'ruleset', document: object, { credential, seed }: Keyed): Signed {
  const bytes = canonicalBytes(document);
  const subject = [{ name: `${kind}.json`, digest: { sha256: digestHex(digest(bytes)) } }];
  const payload = statement(PREDICATES[kind], subject, document);
  const armored = signSsh({ message: pae(payload), namespace: SSH_NAMESPACES[kind], seed });
  const signature = { keyid: credential, sig: utf8(armored) };
  return { document: bytes, envelope: envelopeBytes(envelope(payload, [signature])) };
}
