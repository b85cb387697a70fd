import type { DocumentPair } from './random-policies.ts';

type Json = Readonly<Record<string, unknown>>;

/** The smallest pair by leaving out statements, conditions and list members, one after another, that still `shows` it. */
export async function minimise(
  pair: DocumentPair,
  shows: (pair: DocumentPair) => Promise<boolean>,
): Promise<DocumentPair> {
  let smallest = pair;
  for (let isShrinking = true; isShrinking; ) {
    isShrinking = false;
    for (const smaller of smallerPairs(smallest)) {
      if (!(await shows(smaller))) continue;
      smallest = smaller;
      isShrinking = true;
      break;
    }
  }
  return smallest;
}

function smallerPairs({ from, to }: DocumentPair): DocumentPair[] {
  return [
    ...smaller(from).map((one) => ({ from: one, to })),
    ...smaller(to).map((one) => ({ from, to: one })),
  ];
}

function smaller(document: Json): Json[] {
  const statements = document['Statement'] as readonly Json[];
  return statements.flatMap((statement, at) => {
    const others = statements.toSpliced(at, 1);
    return [
      { ...document, Statement: others },
      ...smallerStatements(statement).map((one) => ({
        ...document,
        Statement: statements.toSpliced(at, 1, one),
      })),
    ];
  });
}

function smallerStatements(statement: Json): Json[] {
  return Object.entries(statement).flatMap(([name, value]) => {
    if (name === 'Condition') {
      return [
        omit(statement, name),
        ...smallerObjects(value as Json).map((one) => ({ ...statement, [name]: one })),
      ];
    }
    if (name.endsWith('Principal')) return [omit(statement, name)];
    return shorter(value).map((list) => ({ ...statement, [name]: list }));
  });
}

function smallerObjects(value: Json): Json[] {
  const names = Object.keys(value);
  return names.flatMap((name) => {
    const inner = value[name];
    const rest = names.length > 1 ? [omit(value, name)] : [];
    const deeper = Array.isArray(inner) ? shorter(inner) : smallerObjects(inner as Json);
    return [...rest, ...deeper.map((one) => ({ ...value, [name]: one }))];
  });
}

/** The list without one of its members; a list of one stays. */
function shorter(value: unknown): unknown[][] {
  if (!Array.isArray(value) || value.length < 2) return [];
  const list: unknown[] = value;
  return list.map((_, at) => list.toSpliced(at, 1));
}

function omit(value: Json, name: string): Json {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
}
