import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  awsIam,
  type Digest,
  type Estate,
  type EstateEntry,
  kubernetesRbac,
  type Language,
  parsePolicyText,
} from '../../packages/analysis/src/index.ts';

/** An estate of so many policy sets, and how much of it is shared. */
export interface Made {
  readonly estate: Estate;
  readonly figures: Readonly<Record<string, number>>;
}

/** What the shapes are taken from: real AWS managed policies, real roles and bindings of cluster projects. */
export interface Sources {
  readonly documents: readonly object[];
  readonly inventories: readonly unknown[];
  readonly clusters: readonly (readonly object[])[];
}

const FOLDER = new URL('../../vectors/analysis/', import.meta.url).pathname;

/**
 * The vectors of the repository; `COUNTERSIGN_BENCH_ESTATE_POLICIES` names other files of policies (`{document}` or
 * `{to: {document}}` a line) and `COUNTERSIGN_BENCH_ESTATE_INVENTORIES` files of account authorization details.
 */
export function readSources(): Sources {
  const files = process.env['COUNTERSIGN_BENCH_ESTATE_POLICIES']?.split(':') ?? [
    `${FOLDER}aws-managed-pairs-2023-2026.jsonl.gz`,
  ];
  const inventories = process.env['COUNTERSIGN_BENCH_ESTATE_INVENTORIES']?.split(':') ?? [];
  const pairs = readLines(`${FOLDER}kubernetes-rbac-sets.jsonl`);
  return {
    documents: files.flatMap(readLines).flatMap(documentIn),
    inventories: inventories.flatMap(readLines).map((line) => line['authorizationDetails'] ?? line),
    clusters: pairs.flatMap((line) => [line['from'], line['to']].map(objectsIn)),
  };
}

type Line = Readonly<Record<string, unknown>>;

function readLines(file: string): Line[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line): Line => JSON.parse(line));
}

function documentIn(line: Line): object[] {
  const to = line['to'] as Line | undefined;
  const document = (to ?? line)['document'];
  return typeof document === 'object' && document !== null ? [document] : [];
}

function objectsIn(side: unknown): readonly object[] {
  return ((side as Line)['objects'] ?? []) as readonly object[];
}

// Shares of an estate: most identities have managed policies alone, some one of their own, few a boundary.
const OWN_POLICY = 0.35;
const BOUNDARY = 0.2;
const CLUSTERS = 0.05;
// An organization of accounts in a few units, each with its own control policies.
const ACCOUNTS = 400;
const UNITS = 5;

/** Makes an estate; the same size is always the same estate. */
export function makeEstate(size: number, sources: Sources): Made {
  const random = seeded(size);
  const texts = new Map<Digest, string>();
  const keep = keeperOf(texts);
  const managed = sources.documents.map((one) => keep.aws(one)).filter((one) => one !== null);
  const boundary = keep.aws(BOUNDARY_DOCUMENT);
  const units = Array.from({ length: UNITS }, (_, unit) => levelsOf(unit, keep.aws));
  const clusters = sources.clusters
    .map((objects) => keep.rbac(objects))
    .filter((one) => one !== null);
  const entries: EstateEntry[] = [];
  for (let index = 0; index < size; index += 1) {
    const common = { id: `entry-${index}`, dataClass: null, complete: true } as const;
    const account = accountOf(Math.floor(random() * ACCOUNTS));
    if (random() < CLUSTERS) {
      const member = clusters[zipf(random, clusters.length)];
      const environment = { name: `prod/cluster-${index}`, class: 'production' };
      const members = member === undefined ? [] : [member];
      entries.push({
        ...common,
        identity: null,
        environment,
        policies: { language: 'kubernetes-rbac', members },
      });
      continue;
    }
    const count = 1 + zipf(random, 4);
    const attached = Array.from({ length: count }, () => managed[zipf(random, managed.length)]);
    const own =
      random() < OWN_POLICY ? keep.aws(ownDocument(sources, random, account, index)) : null;
    const identity = [...attached, own].filter((one) => one !== null && one !== undefined);
    entries.push({
      ...common,
      identity: `arn:aws:iam::${account}:role/service-${index}`,
      environment: { name: `prod/aws/${account}`, class: 'production' },
      policies: {
        language: 'aws-iam',
        subject: 'identity',
        identity,
        scp: units[Number(account) % UNITS] ?? [],
        ...(random() < BOUNDARY && boundary !== null ? { boundary: [boundary] } : {}),
      },
    });
  }
  return { estate: { entries, texts }, figures: figuresOf(entries, texts) };
}

function figuresOf(
  entries: readonly EstateEntry[],
  texts: ReadonlyMap<Digest, string>,
): Record<string, number> {
  const shapes = new Set(entries.map(({ policies }) => JSON.stringify(policies)));
  const bytes = [...texts.values()].reduce((sum, text) => sum + text.length, 0);
  return {
    entries: entries.length,
    distinctPolicies: texts.size,
    distinctSets: shapes.size,
    sharedSetsShare: Math.round((1 - shapes.size / entries.length) * 1000) / 1000,
    policyMegabytes: Math.round(bytes / 100_000) / 10,
  };
}

const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const BOUNDARY_DOCUMENT = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
  ],
};

/** The root denies leaving; two units of five deny what stops the trail. */
function levelsOf(unit: number, keep: (document: object) => Digest | null): Digest[][] {
  const root = {
    Version: '2012-10-17',
    Statement: [ALL, { Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' }],
  };
  const trail = { Effect: 'Deny', Action: ['cloudtrail:StopLogging'], Resource: '*' };
  const own = {
    Version: '2012-10-17',
    Statement: [
      ALL,
      ...(unit < 2 ? [trail] : []),
      { Effect: 'Deny', Action: `ec2:Unit${unit}Example`, Resource: '*' },
    ],
  };
  return [root, own].map((one) => [keep(one)].filter((digest) => digest !== null));
}

/**
 * A policy of an identity's own: statements of a real one, on resources of the account; three quarters of them differ
 * from every other by a name.
 */
function ownDocument(
  { documents }: Sources,
  random: () => number,
  account: string,
  index: number,
): object {
  const base = documents[zipf(random, documents.length)] as { readonly Statement?: unknown };
  const statements = [base.Statement ?? []].flat() as Readonly<Record<string, unknown>>[];
  const few = statements.filter((one) => JSON.stringify(one).length < LONG).slice(0, 2);
  const name = random() < 0.75 ? `service-${index}` : `team-${index % 50}`;
  return {
    Version: '2012-10-17',
    Statement: [
      ...few,
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:ListBucket'],
        Resource: [`arn:aws:s3:::${name}-${account}`, `arn:aws:s3:::${name}-${account}/*`],
      },
    ],
  };
}

// Nobody copies the longest statements of AWS into a policy of their own.
const LONG = 1500;

interface Keeper {
  aws(document: object): Digest | null;
  rbac(objects: readonly object[]): Digest | null;
}

function keeperOf(texts: Map<Digest, string>): Keeper {
  const add = ({ text, digest }: { readonly text: string; readonly digest: Digest }): Digest => {
    texts.set(digest, text);
    return digest;
  };
  return {
    aws: (document) => {
      const read = parsePolicyText(JSON.stringify(document));
      return read.ok ? add(awsIam.canonical([read.value])) : null;
    },
    rbac: (objects) => {
      const language = kubernetesRbac as Language;
      const read = language.read(objects);
      return read.ok ? add(language.canonical(read.value)) : null;
    },
  };
}

/** Twelve digits, spread like those of real accounts. */
function accountOf(index: number): string {
  return String(100_000_000_000 + ((index * 7_368_787_961) % 899_999_999_999)).slice(0, 12);
}

/** Small indexes are much likelier: a few policies are attached everywhere, most hardly anywhere. */
function zipf(random: () => number, length: number): number {
  return Math.min(length - 1, Math.floor(length * random() ** 3));
}

/** A generator of numbers from 0 to 1 that is the same on every machine (xorshift32). */
function seeded(seed: number): () => number {
  let state = seed || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}
