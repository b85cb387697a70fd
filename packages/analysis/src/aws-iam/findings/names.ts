import { foldCase } from '../../engine/fold.ts';
import { actionsMatching, isKnownKey, isKnownService } from '../service-table/service-table.ts';
import { doubtful, finding, type PolicyFinding, quoted } from './finding.ts';
import { conditionsIn } from './partial-context.ts';
import type { Entry, Subject } from './subject.ts';

/** Names that AWS does not document: services, actions, condition keys; and names given twice. */
export function unknownNames(subject: Subject): PolicyFinding[] {
  return [...subject.entries.flatMap(unknownIn), ...duplicateSids(subject.entries)];
}

function unknownIn(entry: Entry): PolicyFinding[] {
  const { actions, services } = unknownActions(entry);
  const keys = conditionsIn(entry.body.Condition)
    .map(({ key }) => key)
    .filter((key) => !(isKnownKey(key) || isForeign(key)));
  const at = [entry.origin];
  const found: PolicyFinding[] = [];
  if (services.length > 0) {
    const message = `names services AWS does not document: ${quoted(services)}`;
    found.push(finding('UNKNOWN_SERVICE', 'medium', message, at));
  }
  if (actions.length > 0) {
    const message = `names actions AWS does not document: ${quoted(actions)}`;
    found.push(finding('UNKNOWN_ACTION', 'medium', message, at));
  }
  if (keys.length > 0) {
    const message = `asks for condition keys AWS does not document, which no request carries: ${quoted(keys)}`;
    found.push(finding('UNKNOWN_CONDITION_KEY', doubtful(entry.body), message, at));
  }
  return found;
}

function unknownActions({ body }: Entry): { actions: string[]; services: string[] } {
  const services = new Set<string>();
  const actions = new Set<string>();
  for (const pattern of [...(body.Action ?? []), ...(body.NotAction ?? [])]) {
    const service = pattern.slice(0, Math.max(0, pattern.indexOf(':'))).trim();
    if (service === '' || /[*?]/.test(service)) continue;
    if (!isKnownService(service)) services.add(service);
    else if (actionsMatching(pattern).length === 0) actions.add(pattern);
  }
  return { actions: [...actions], services: [...services] };
}

/** A claim of an identity provider: its names are not AWS's. */
function isForeign(key: string): boolean {
  return key.slice(0, Math.max(0, key.lastIndexOf(':'))).includes('.');
}

function duplicateSids(entries: readonly Entry[]): PolicyFinding[] {
  const seen = new Map<string, Entry>();
  const found: PolicyFinding[] = [];
  for (const entry of entries) {
    const { sid, policy } = entry.origin;
    if (sid === null || sid === '') continue;
    const earlier = seen.get(`${policy} ${sid}`);
    if (earlier === undefined) seen.set(`${policy} ${sid}`, entry);
    else {
      const message = `has the same \`Sid\` \`${sid}\` as another statement of its policy, which AWS refuses`;
      found.push(finding('DUPLICATE_SID', 'error', message, [earlier.origin, entry.origin]));
    }
  }
  return found;
}

/** Text of an action pattern that no other kind of pattern can match by chance. */
export function exampleAction(pattern: string): string {
  return foldCase(pattern).replaceAll('*', 'zzexample').replaceAll('?', 'z');
}
