// The tour's own steps, to stand a world up with. It is no part of any package, so it is loaded by address.

/** What a run of the program came to. */
export interface TourRan {
  readonly exit: number;
  // biome-ignore lint/suspicious/noExplicitAny: documents are read like any other user of `--json` reads them
  readonly json: any;
  readonly codes: readonly string[];
  readonly stderr: string;
}

/** Somebody with an own HOME and key. */
export interface TourPerson {
  readonly name: string;
  readonly key: string;
  readonly run: (
    args: readonly string[],
    answers?: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => Promise<TourRan>;
}

export interface TourWorld {
  readonly folder: string;
  readonly port: number;
  readonly server: { readonly url: string; readonly stop: () => Promise<number | null> };
  readonly people: Readonly<Record<'ana' | 'ben' | 'rita' | 'sam' | 'mallory', TourPerson>>;
  workspace: string;
  trust: string;
}

interface Tour {
  readonly person: (folder: string, name: string) => Promise<TourPerson>;
  readonly words: (parts: TemplateStringsArray, ...values: readonly string[]) => string[];
  readonly foundChapter: (world: TourWorld) => Promise<void>;
  readonly signInChapter: (world: TourWorld) => Promise<void>;
  readonly describe: (
    world: TourWorld,
    environment: string,
    account: string,
    need: string,
  ) => Promise<unknown>;
  readonly draft: (world: TourWorld, things: unknown, policyFile: string) => Promise<string>;
  readonly submit: (
    world: TourWorld,
    id: string,
    validFor: string,
    recertifyIn: string,
  ) => Promise<void>;
  readonly freePort: () => Promise<number>;
  readonly startServer: (folder: string, port: number) => Promise<TourWorld['server']>;
  readonly CONFIRMED: readonly string[];
  readonly file: (name: string) => string;
  readonly STAGING: string;
}

const STEPS = ['found', 'person', 'propose', 'server', 'world'];

/** Loads the tour's steps. */
export async function loadTour(): Promise<Tour> {
  const folder = new URL('../../../examples/first-approval/tour/', import.meta.url);
  const parts = await Promise.all(STEPS.map((name) => import(new URL(`${name}.ts`, folder).href)));
  return Object.assign({}, ...parts) as Tour;
}
