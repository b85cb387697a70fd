import { createHash } from 'node:crypto';
import type { PolicyView } from '@countersign/api';
import type { FoundPolicy, InventoryReading } from '@countersign/connectors';
import { humanId } from '../client/people.ts';
import { answered, everyPage, type SignedIn, signedIn } from '../client/server.ts';
import { EXIT, type ExitCode, Failure } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { type FindingCounts, findingCounts } from '../sources/finding-counts.ts';
import { type InventorySource, readInventory } from '../sources/read-inventory.ts';
import { page } from '../terminal/analysis-text.ts';
import { inert, table } from '../terminal/layout.ts';
import type { Style } from '../terminal/style.ts';
import { unresolvedText } from './inventory.ts';

/** What became of one policy. `differs`: it was taken up before with another content, and stays as it is. */
interface Row {
  readonly name: string;
  readonly digest: string;
  readonly result: 'adopted' | 'would-adopt' | 'known' | 'differs' | 'skipped' | 'failed';
  readonly why: string | null;
  readonly id: string | null;
  readonly findings: FindingCounts;
}

/**
 * Takes up every policy of a file as it is found. What was taken up before is left alone, so that a run that broke off
 * is simply run again. Exit 1 when a policy failed or differs, else 2 when the file holds something that was not read.
 */
export async function policyAdoptFound(
  path: string,
  source: InventorySource,
  given: Given,
  io: Io,
): Promise<Outcome> {
  const reading = await readInventory(path, source, given, io);
  const rows = given.flag('dryRun') ? plannedRows(reading) : await adoptAll(reading, given, io);
  const { unresolved } = reading;
  return judged(exitOf(rows, reading), { rows, unresolved }, text(rows, reading, io.style));
}

function exitOf(rows: readonly Row[], { unresolved }: InventoryReading): ExitCode {
  if (rows.some(({ result }) => result === 'failed' || result === 'differs')) {
    return EXIT.doesNotHold;
  }
  return unresolved.length > 0 ? EXIT.undetermined : EXIT.holds;
}

/** Without a server: what would be taken up. */
function plannedRows({ found }: InventoryReading): Row[] {
  return found.map((policy) => rowOf(policy, policy.fixed === null ? 'would-adopt' : 'skipped'));
}

function rowOf(policy: FoundPolicy, result: Row['result'], more: Partial<Row> = {}): Row {
  const { name, digest, fixed } = policy;
  return { name, digest, result, why: fixed, id: null, findings: findingCounts(policy), ...more };
}

async function adoptAll(reading: InventoryReading, given: Given, io: Io): Promise<Row[]> {
  const { environment } = reading.inventory;
  const server = await signedIn(io);
  const owners = new Owners(server, await humanId(server, given.text('owner')));
  const known = await everyPage((query) =>
    server.api.listPolicies({ query: { ...query, environment } }),
  );
  const byName = new Map(known.map((one) => [one.name, one]));
  const rows: Row[] = [];
  for (const [index, policy] of reading.found.entries()) {
    progress(index, reading.found.length, io);
    rows.push(await adoptOne(policy, byName.get(policy.name), environment, owners));
  }
  if (io.noteStyle.terminal) io.note('\n');
  return rows;
}

function progress(index: number, of: number, io: Io): void {
  if (io.noteStyle.terminal) io.note(`\r\u001b[K${index + 1} of ${of} policies`);
}

async function adoptOne(
  policy: FoundPolicy,
  known: PolicyView | undefined,
  environment: string,
  owners: Owners,
): Promise<Row> {
  if (policy.fixed !== null) return rowOf(policy, 'skipped');
  if (known !== undefined) {
    const isSame = known.digest === policy.digest;
    const why = isSame ? null : 'it was taken up or released with another content';
    return rowOf(policy, isSame ? 'known' : 'differs', { why, id: known.id });
  }
  const { name, language, text } = policy;
  const body = { name, environment, language, text, owner: await owners.of(policy) };
  try {
    const idempotencyKey = keyOf(body);
    const adopted = answered(await owners.server.api.adoptPolicy({ body }, { idempotencyKey }));
    return rowOf(policy, 'adopted', { id: adopted.id });
  } catch (error) {
    if (!(error instanceof Failure) || error.exit === EXIT.crashed) throw error;
    const why = error.reasons.map((one) => `${one.code}: ${one.message}`).join('; ');
    return rowOf(policy, 'failed', { why });
  }
}

/** The same request has the same key, so that a lost answer is answered again. */
function keyOf(body: unknown): string {
  return `adopt-${createHash('sha256').update(JSON.stringify(body)).digest('hex')}`;
}

/** Who answers for a policy: whom its tag names, if the Roster knows them, else the owner that is given. */
class Owners {
  readonly server: SignedIn;
  private readonly fallback: string;
  private readonly byName = new Map<string, string>();

  constructor(server: SignedIn, fallback: string) {
    this.server = server;
    this.fallback = fallback;
  }

  async of({ owner }: FoundPolicy): Promise<string> {
    if (owner === null) return this.fallback;
    const known = this.byName.get(owner);
    if (known !== undefined) return known;
    const found = await humanId(this.server, owner).catch((error: unknown) => {
      if (error instanceof Failure && error.exit === EXIT.usage) return this.fallback;
      throw error;
    });
    this.byName.set(owner, found);
    return found;
  }
}

function text(
  rows: readonly Row[],
  { inventory, unresolved }: InventoryReading,
  style: Style,
): string {
  const counts = new Map<string, number>();
  for (const { result } of rows) counts.set(result, (counts.get(result) ?? 0) + 1);
  const summary = [...counts].map(([result, count]) => `${count} ${result}`).join(', ');
  const cells = rows.map(({ name, result, findings, why, id }) => [
    inert(name),
    result === 'failed' || result === 'differs' ? style.red(result) : result,
    findingsCell(findings),
    inert(why ?? id ?? ''),
  ]);
  return page([
    `${inert(inventory.environment)}: ${summary === '' ? 'no policies' : summary}`,
    cells.length === 0 ? '' : table(['policy', 'result', 'findings', ''], cells, style),
    unresolvedText(unresolved, style),
  ]);
}

function findingsCell(findings: FindingCounts): string {
  return Object.entries(findings)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}`)
    .join(', ');
}
