import { Cursor, Faults } from '../input/cursor.ts';
import { jsonDocuments } from '../input/json-documents.ts';
import { compareObjects } from '../kubernetes/manifests.ts';
import type { ChangesReading, PolicyChange } from '../policy-change.ts';
import { type Parsed, quoted, refusal, refused } from '../refusal.ts';
import type { Unresolved } from '../unresolved.ts';
import { Configuration } from './configuration.ts';
import { isKubernetesResource, objectsOf } from './kubernetes-resources.ts';
import { ManagedPolicies } from './managed-policies.ts';
import { policyChangesOf } from './policy-changes.ts';
import {
  changesBetween,
  type ResourceChange,
  resourceChangesOf,
  resourcesOf,
} from './resource-change.ts';

/** What is known beside a plan. */
export interface TerraformOptions {
  /** Documents of managed policies that the plan attaches and does not make, by ARN. */
  readonly managedPolicies?: ReadonlyMap<string, string>;
  /** The state before, where what is read is a state (`terraform show -json STATE`). */
  readonly previous?: string | Uint8Array;
}

/**
 * Reads what `terraform show -json` and `tofu show -json` print for a plan (or two states): each policy that would
 * change, in every resource that carries one. A value that is known after apply only makes its change undetermined, by
 * name; so does access that is given by other means. Refused: another format version, an input that is neither.
 */
export function readTerraformPlan(
  input: string | Uint8Array,
  options: TerraformOptions = {},
): Parsed<ChangesReading> {
  const faults = new Faults();
  const plan = documentOf(input, faults);
  if (!plan.ok) return plan;
  const changes = changesOf(plan.value, options, faults);
  if (!changes.ok) return changes;
  const managed = new ManagedPolicies(plan.value, changes.value, options.managedPolicies);
  const surroundings = { managed, configuration: new Configuration(plan.value) };
  const cloud = changes.value.map((one) => policyChangesOf(one, surroundings));
  const cluster = clusterChanges(changes.value);
  const unresolved = doubts(plan.value);
  if (faults.refusals.length > 0) return { ok: false, refusals: faults.refusals };
  if (!cluster.ok) return cluster;
  const assumptions = [...new Set(cloud.flatMap((one) => one.assumptions))];
  return {
    ok: true,
    value: {
      changes: [...cloud.flatMap((one) => one.changes), ...cluster.value.changes],
      unchanged: cloud.reduce((sum, one) => sum + one.unchanged, cluster.value.unchanged),
      unresolved,
      ...(assumptions.length === 0 ? {} : { assumptions }),
    },
  };
}

/** Versions 0 and 1 have the same shapes; a minor version adds members only. */
const VERSION = /^[01]\.\d+$/;

function documentOf(input: string | Uint8Array, faults: Faults): Parsed<Cursor> {
  const documents = jsonDocuments(input);
  if (!documents.ok) return documents;
  if (documents.value.length > 1)
    return refused(refusal('WRONG_TYPE', 'there is more than one document in it'));
  const plan = new Cursor(documents.value[0], '', faults);
  const version = plan.at('format_version').text();
  if (version === null) {
    const message =
      'this is no plan and no state: it has no `format_version`; print it with `terraform show -json`';
    return refused(refusal('WRONG_TYPE', message));
  }
  if (VERSION.test(version)) return { ok: true, value: plan };
  return refused(refusal('WRONG_VALUE', `the format version ${quoted(version)} is not known`));
}

function changesOf(
  plan: Cursor,
  { previous }: TerraformOptions,
  faults: Faults,
): Parsed<readonly ResourceChange[]> {
  if (!(plan.at('resource_changes').isAbsent && plan.at('planned_values').isAbsent)) {
    return { ok: true, value: resourceChangesOf(plan) };
  }
  if (previous === undefined) {
    const message = 'this is a state, which changes nothing; give the state before as well';
    return refused(refusal('INCOMPLETE_INPUT', message));
  }
  const before = documentOf(previous, faults);
  if (!before.ok) return before;
  const [old, now] = [before.value, plan].map((one) => resourcesOf(one.at('values')));
  return { ok: true, value: changesBetween(old ?? [], now ?? []) };
}

/** Objects of the cluster are compared as one set, those that stay included. */
function clusterChanges(changes: readonly ResourceChange[]): Parsed<ChangesReading> {
  const own = changes.filter(({ type }) => isKubernetesResource(type));
  const compared = compareObjects(objectsOf(own, 'from'), objectsOf(own, 'to'));
  if (!compared.ok) return compared;
  const touched = own.filter(({ action }) => action !== 'none').map(({ address }) => address);
  return {
    ok: true,
    value: { ...compared.value, changes: compared.value.changes.map((one) => named(one, touched)) },
  };
}

function named(change: PolicyChange, touched: readonly string[]): PolicyChange {
  return change.layer === 'objects' && touched.length > 0
    ? { ...change, address: touched.join(', ') }
    : change;
}

/** What makes a plan less than the whole. */
function doubts(plan: Cursor): Unresolved[] {
  const found: Unresolved[] = [];
  const note = (pointer: string, why: string): void => {
    found.push({ pointer, what: 'the plan', why });
  };
  if (plan.at('errored').flag() === true) note('/errored', 'planning ended with an error');
  if (plan.at('complete').flag() === false) note('/complete', 'it leaves changes for a later plan');
  if (plan.at('deferred_changes').items().length > 0)
    note('/deferred_changes', 'some changes are put off, and not in it');
  return found;
}
