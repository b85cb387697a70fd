import { matchesText } from '../service-table/matches-text.ts';
import { actionsMatching, resourcePatternsOf } from '../service-table/service-table.ts';
import { ARN_COLONS, colonsIn, meetByField } from './arn-fields.ts';
import { doubtful, finding, type PolicyFinding, quoted } from './finding.ts';
import type { Subject } from './subject.ts';

/** Statements with actions that are never checked against a resource the statement names. */
export function unfitResources(subject: Subject): PolicyFinding[] {
  return subject.entries.flatMap((entry) => {
    const { Action, Resource } = entry.body;
    if (Action === undefined || Resource === undefined || Resource.some(isIncomplete)) return [];
    const fit = new ResourceFit(Resource.map(withoutVariables), subject);
    const unfit = Action.filter((pattern) => fit.fitsNone(pattern));
    if (unfit.length === 0) return [];
    const message = `names ${quoted(unfit)}, which by AWS's reference is never checked against ${quoted(Resource)}`;
    return [finding('RESOURCE_TYPE_MISMATCH', doubtful(entry.body), message, [entry.origin])];
  });
}

function isAll(text: string): boolean {
  return /^\*+$/.test(text);
}

/** Which actions are checked against resources of one statement; each list of ARNs is looked at once. */
class ResourceFit {
  private readonly resources: readonly string[];
  private readonly subject: Subject;
  private readonly known = new Map<readonly string[], boolean>();

  constructor(resources: readonly string[], subject: Subject) {
    this.resources = resources;
    this.subject = subject;
  }

  /** Whether the pattern matches real actions and none of them fits. */
  fitsNone(pattern: string): boolean {
    const actions = actionsMatching(pattern);
    return actions.length > 0 && !actions.some((action) => this.fits(action));
  }

  private fits(action: string): boolean {
    const accepted = resourcePatternsOf(action);
    const fits = this.known.get(accepted) ?? this.find(accepted);
    this.known.set(accepted, fits);
    return fits;
  }

  private find(accepted: readonly string[]): boolean {
    this.subject.allowance.charge(this.resources.length);
    // Without resource types a request names the star itself.
    if (accepted.every(isAll)) return this.resources.some((text) => matchesText(text, '*'));
    return accepted.some((arn) => this.resources.some((text) => meets(arn, text)));
  }
}

/** A bucket's name has no slash, which a star in its place would take. */
function meets(arn: string, text: string): boolean {
  return !(arn === 'arn:*:s3:::*' && text.includes('/')) && meetByField(arn, text);
}

/** Whether the missing fields of the text, if it is an ARN, could stand for anything. */
function isIncomplete(text: string): boolean {
  return colonsIn(text) < ARN_COLONS;
}

function withoutVariables(text: string): string {
  return text.replaceAll(/\$\{[^}]*\}/g, '*');
}
