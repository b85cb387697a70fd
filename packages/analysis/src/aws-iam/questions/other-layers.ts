import type { AwsPolicy, AwsStack, AwsSubject } from '../model.ts';
import { isStack } from '../subject.ts';
import type { Place } from '../translate/statement-reader.ts';
import type { Item } from '../words/item.ts';
import { type Granting, grantingIn, StatementIndex } from './other-side.ts';

/** Policies of which one must allow a request, or, of a set, all there are. */
interface Layer {
  readonly place: Place | null;
  readonly granting: StatementIndex;
}

/** The side that does not allow the requests of a class, as what could have. */
export class OtherSide {
  readonly subject: AwsSubject;
  private readonly layers: readonly Layer[];

  constructor(subject: AwsSubject) {
    this.subject = subject;
    this.layers = isStack(subject)
      ? layersOf(subject)
      : [{ place: null, granting: new StatementIndex(grantingIn(subject)) }];
  }

  get isEmpty(): boolean {
    return !isStack(this.subject) && this.subject.length === 0;
  }

  get isStack(): boolean {
    return isStack(this.subject);
  }

  /** Statements of a set that allow some of these actions; a stack is asked for `closed`. */
  sharing(actions: readonly Item[]): readonly Granting[] {
    return this.layers.flatMap(({ granting }) => granting.sharing(actions));
  }

  /** The layers of a stack that allow none of these actions, though one of each must. */
  closed(actions: readonly Item[]): readonly Place[] {
    return this.layers.flatMap(({ place, granting }) =>
      place !== null && granting.sharing(actions).length === 0 ? [place] : [],
    );
  }
}

/** Whoever grants, identity or resource policy, counts as one layer. */
function layersOf(stack: AwsStack): readonly Layer[] {
  const { identity, resource = [], boundary = [], session = [], scp = [], rcp = [] } = stack;
  const layer = (place: Place, policies: readonly AwsPolicy[]): Layer => ({
    place,
    granting: new StatementIndex(grantingIn(policies, place)),
  });
  return [
    ...scp.map((policies, level) => layer({ layer: 'scp', level }, policies)),
    layer({ layer: 'identity' }, [...identity, ...resource]),
    ...(boundary.length > 0 ? [layer({ layer: 'boundary' }, boundary)] : []),
    ...(session.length > 0 ? [layer({ layer: 'session' }, session)] : []),
    ...rcp.map((policies, level) => layer({ layer: 'rcp', level }, policies)),
  ];
}
