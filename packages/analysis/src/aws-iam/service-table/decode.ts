import table from './table.json' with { type: 'json' };

/** Package, version and day of the facts; stands in the assumptions of an answer. */
export const SERVICE_TABLE_VERSION: string = table.version;

/** Types of a condition key's values, in the words of AWS. */
export type ConditionKeyType =
  | 'String'
  | 'ARN'
  | 'Bool'
  | 'Numeric'
  | 'Date'
  | 'IPAddress'
  | 'Binary';

/** Access levels of the Service Authorization Reference. */
export type AccessLevel = 'List' | 'Read' | 'Write' | 'Permissions management' | 'Tagging';

/** A condition key; `{Name}` in it stands for a part that the policy chooses. */
export interface KeyEntry {
  readonly key: string;
  readonly type: ConditionKeyType;
  readonly isMultivalued: boolean;
}

/** A resource type with its ARNs, `{Name}` for each part that varies. */
export interface ResourceEntry {
  readonly type: string;
  readonly arns: readonly string[];
}

/** An action as AWS spells it; no `resources` means that it is only ever checked against `*`. */
export interface ActionEntry {
  readonly action: string;
  readonly levels: readonly AccessLevel[];
  readonly resources: readonly ResourceEntry[];
  readonly keys: readonly KeyEntry[];
}

/**
 * The table by service prefix; the first line, under the empty prefix, has the keys of every service. A line is
 * `prefix|name|resources|keys|key sets|groups`, its lists divided by spaces: a resource is `type=arn,arn` (`@x` is
 * `arn:{Partition}:prefix:{Region}:{Account}:x`), a key is a letter for its type (upper case: many values) and the key
 * (`:x` is `prefix:x`), a set lists keys by number, and a group `levels/resources/key set/name,name` (divided by `;`)
 * lists actions that are alike. Numbers are of base 36. Lines, names and groups are decoded when first asked for.
 */
export class ServiceTable {
  private readonly lines: ReadonlyMap<string, string>;
  private readonly services = new Map<string, Service>();

  constructor(lines: readonly string[] = table.services) {
    this.lines = new Map(lines.map((line) => [line.slice(0, line.indexOf('|')), line]));
  }

  prefixes(): string[] {
    return [...this.lines.keys()].filter((prefix) => prefix !== '');
  }

  service(prefix: string): Service | undefined {
    const known = this.services.get(prefix);
    const line = this.lines.get(prefix);
    if (known !== undefined || line === undefined || prefix === '') return known;
    const made = new Service(line.split('|'));
    this.services.set(prefix, made);
    return made;
  }

  /** Keys that no single service has to itself. */
  globalKeys(): KeyEntry[] {
    return decodeKeys('', this.lines.get('')?.split('|')[3] ?? '');
  }

  /** Every condition key of every service, and the global ones; a key that several services list comes several times. */
  keys(): KeyEntry[] {
    return [...this.lines].flatMap(([prefix, line]) =>
      decodeKeys(prefix, line.split('|')[3] ?? ''),
    );
  }
}

let shared: ServiceTable | undefined;

/** The table of this package; made when first asked for, since most questions never do. */
export function serviceTable(): ServiceTable {
  shared ??= new ServiceTable();
  return shared;
}

interface Group {
  /** `levels/resources/key set`. */
  readonly head: string;
  readonly names: readonly string[];
}

/** One service. */
export class Service {
  readonly prefix: string;
  readonly name: string;
  private readonly fields: readonly string[];
  private readonly decoded = new Map<string, Omit<ActionEntry, 'action'>>();
  private lists: { resources: ResourceEntry[]; sets: KeyEntry[][] } | undefined;
  private listed: readonly KeyEntry[] | undefined;
  private groups: readonly Group[] | undefined;
  private index: ReadonlyMap<string, { name: string; head: string }> | undefined;

  constructor(fields: readonly string[]) {
    this.fields = fields;
    this.prefix = fields[0] ?? '';
    this.name = fields[1] ?? '';
  }

  /** Names of its actions (`GetObject`), as AWS spells them. */
  names(): string[] {
    return this.grouped().flatMap((group) => group.names);
  }

  /** Every condition key AWS lists for it. */
  keys(): readonly KeyEntry[] {
    this.listed ??= decodeKeys(this.prefix, this.fields[3] ?? '');
    return this.listed;
  }

  /** Names of its actions that have a level, as AWS spells them. */
  namesAt(level: AccessLevel): string[] {
    return this.grouped().flatMap(({ head, names }) =>
      levelsOf(head.slice(0, head.indexOf('/'))).includes(level) ? names : [],
    );
  }

  /** An action by its name in lower case. */
  action(folded: string): ActionEntry | undefined {
    this.index ??= new Map(
      this.grouped().flatMap(({ head, names }) =>
        names.map((name) => [name.toLowerCase(), { name, head }] as const),
      ),
    );
    const found = this.index.get(folded);
    if (found === undefined) return undefined;
    return { action: `${this.prefix}:${found.name}`, ...this.decode(found.head) };
  }

  private grouped(): readonly Group[] {
    this.groups ??= list(this.fields[5] ?? '', ';').map((text) => {
      const slash = text.lastIndexOf('/');
      return { head: text.slice(0, slash), names: text.slice(slash + 1).split(',') };
    });
    return this.groups;
  }

  private decode(head: string): Omit<ActionEntry, 'action'> {
    const known = this.decoded.get(head);
    if (known !== undefined) return known;
    const [levels = '', types = '', set = ''] = head.split('/');
    const { resources, sets } = this.decodedLists();
    const made = {
      levels: levelsOf(levels),
      resources: numbered(types, resources),
      keys: sets[Number.parseInt(set, 36)] ?? fault(set),
    };
    this.decoded.set(head, made);
    return made;
  }

  private decodedLists(): { resources: ResourceEntry[]; sets: KeyEntry[][] } {
    this.lists ??= decodeLists(this.prefix, this.fields);
    return this.lists;
  }
}

function levelsOf(letters: string): AccessLevel[] {
  return [...letters].map((letter) => LEVELS[letter] ?? fault(letter));
}

function decodeLists(
  prefix: string,
  [, , resources = '', keyText = '', sets = '']: readonly string[],
): { resources: ResourceEntry[]; sets: KeyEntry[][] } {
  const keys = decodeKeys(prefix, keyText);
  return {
    resources: list(resources, ' ').map((one) => decodeResource(prefix, one)),
    // An empty set is a member like any other: an action without condition keys.
    sets: sets.split(' ').map((one) => numbered(one, keys)),
  };
}

function decodeResource(prefix: string, text: string): ResourceEntry {
  const [type = '', arns = ''] = text.split('=');
  const common = `arn:{Partition}:${prefix}:{Region}:{Account}:`;
  return {
    type,
    arns: arns.split(',').map((arn) => (arn.startsWith('@') ? common + arn.slice(1) : arn)),
  };
}

function decodeKeys(prefix: string, text: string): KeyEntry[] {
  return list(text, ' ').map((one) => {
    const letter = one.slice(0, 1);
    const key = one.slice(1);
    return {
      key: key.startsWith(':') ? prefix + key : key,
      type: TYPES[letter.toLowerCase()] ?? fault(one),
      isMultivalued: letter !== letter.toLowerCase(),
    };
  });
}

function numbered<T>(text: string, all: readonly T[]): T[] {
  return list(text, '.').map((at) => all[Number.parseInt(at, 36)] ?? fault(at));
}

const LEVELS: Readonly<Record<string, AccessLevel>> = {
  L: 'List',
  R: 'Read',
  W: 'Write',
  T: 'Tagging',
  P: 'Permissions management',
};

const TYPES: Readonly<Record<string, ConditionKeyType>> = {
  s: 'String',
  a: 'ARN',
  b: 'Bool',
  n: 'Numeric',
  d: 'Date',
  i: 'IPAddress',
  y: 'Binary',
};

function list(text: string, separator: string): string[] {
  return text === '' ? [] : text.split(separator);
}

function fault(what: string): never {
  throw new Error(`the service table has no meaning for \`${what}\``);
}
