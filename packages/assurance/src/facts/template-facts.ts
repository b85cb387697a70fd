import { instantiate, type ParameterValues } from '@countersign/analysis';
import type { InstanceFacts, ProofFacts, TemplateFacts } from '@countersign/domain';
import {
  type Digest,
  fromHex,
  type Instance,
  isJsonObject,
  type Json,
  PREDICATES,
  parseCanonical,
  parseInstance,
  parseTemplate,
  parseVerificationResult,
  resourcesOf,
  saltedDigest,
  type Template,
  utf8,
  type VerificationResult,
} from '@countersign/evidence';
import { openEnvelope, verifyServiceSignature } from './envelopes.ts';

type Bytes = Uint8Array | undefined;

/** A Template document, as far as rules look at it. */
export function templateFacts(bytes: Bytes): TemplateFacts | undefined {
  const parsed = bytes === undefined ? undefined : parseTemplate(bytes);
  if (parsed?.ok !== true) return undefined;
  const { need, workspace, environment, owner, backupOwner, envelope, ceiling, cap } = parsed.value;
  const { selector, instantiators, timeToLiveSeconds, onLapse, release, sample, expires } =
    parsed.value;
  return {
    workspace,
    environment,
    language: need.language,
    owner,
    backupOwner,
    envelope,
    ceiling,
    cap,
    resources: resourcesOf(need),
    denials: need.deny.map(({ id }) => id),
    selector,
    instantiators,
    timeToLiveSeconds,
    onLapse,
    release,
    sample,
    expires,
  };
}

/** An Instance document with what its template makes of its values, computed anew from both. */
export function instanceFacts(
  bytes: Bytes,
  read: (digest: Digest) => Bytes,
): InstanceFacts | undefined {
  const parsed = bytes === undefined ? undefined : parseInstance(bytes);
  if (parsed?.ok !== true) return undefined;
  const { kind: _kind, v: _v, values: _values, externalId, ...named } = parsed.value;
  const template = parseTemplate(read(named.templateDigest) ?? new Uint8Array());
  if (!template.ok) return undefined;
  const made = instantiated(template.value, parsed.value);
  return {
    ...named,
    externalId:
      externalId === null
        ? null
        : { text: externalId.text, digest: saltedDigest(saltOf(externalId.salt), externalId.text) },
    to: made.ok ? made.value.digest : null,
    unfit: made.ok ? [] : made.refusals.map(({ message }) => message),
  };
}

const saltOf = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array();

/**
 * The canonical policy that a template's text makes of the values: a pure function, so a gate makes it again and need
 * not believe who signed that it fits.
 */
export function instantiated(
  template: Pick<Template, 'name' | 'need' | 'parameters' | 'policy'>,
  { values }: Pick<Instance, 'values'>,
): ReturnType<typeof instantiate> {
  const policy = parseCanonical(utf8(template.policy));
  const { name, parameters, need } = template;
  const drafted = {
    name,
    parameters,
    language: need.language,
    policy: policy.ok ? policy.value : null,
  };
  return instantiate(drafted, valuesOf(template, values));
}

/** Values as analysis takes them: a text, or a list where the parameter is one. */
function valuesOf(
  { parameters }: Pick<Template, 'parameters'>,
  values: Instance['values'],
): ParameterValues {
  const isList = (name: string): boolean =>
    parameters.some((one) => one.name === name && one.list !== null);
  return Object.fromEntries(
    values.map(({ name, values: given }) => [
      name,
      isList(name) || given.length !== 1 ? given : given[0],
    ]),
  );
}

/** A test result that a release key signed, with everything it was computed from. */
export function proofFacts(bytes: Bytes): ProofFacts | undefined {
  const opened = bytes === undefined ? undefined : openEnvelope(bytes, PREDICATES.verification);
  if (opened === undefined) return undefined;
  const result = parseVerificationResult(opened.predicate);
  const publicKey = verifyServiceSignature(opened, 'ecdsa-p256');
  if (!result.ok || publicKey === undefined) return undefined;
  const { passedTests: passed, warnedTests: undetermined, failedTests: failed } = result.value;
  const configuration = configurationOf(result.value);
  return { of: opened.subject, configuration, passed, failed, undetermined, publicKey };
}

function configurationOf({ configuration }: VerificationResult): Readonly<Record<string, Digest>> {
  return Object.fromEntries(
    configuration.map(({ name, digest }) => [name, `sha256:${digest.sha256}` as const]),
  );
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** A list of policies by digest: sorted, each once. */
export function policySet(bytes: Bytes): readonly Digest[] | undefined {
  const parsed = bytes === undefined ? undefined : parseCanonical(bytes);
  if (parsed?.ok !== true || isJsonObject(parsed.value) || !Array.isArray(parsed.value))
    return undefined;
  const items: readonly Json[] = parsed.value;
  const digests = items.filter(
    (item): item is Digest => typeof item === 'string' && DIGEST.test(item),
  );
  const isSorted = digests.every((item, at) => at === 0 || (digests[at - 1] ?? '') < item);
  return isSorted && digests.length === items.length ? digests : undefined;
}
