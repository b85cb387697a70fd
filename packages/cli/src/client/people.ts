import { badInput } from '../frame/failure.ts';
import { inert } from '../terminal/layout.ts';
import { answered, type Server } from './server.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Ids of people and the names this workspace knows for them. */
export type People = Readonly<Record<string, string>>;

/** Whether a text is an id and no name. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

/** An id that will stand in a path; anything else is refused before a request is made. */
export function idArgument(
  text: string,
  what: string,
  help = `\`countersign ${what} list\` prints the ids`,
): string {
  if (isId(text)) return text;
  throw badInput('BAD_ID', `\`${text}\` is not the id of a ${what}`, help);
}

/** The id of a human given by id or by the name the workspace knows. */
export async function humanId(server: Server, text: string): Promise<string> {
  if (isId(text)) return text;
  const { people } = answered(await server.api.getRoster());
  const found = Object.entries(people).filter(([, name]) => name === text);
  const [only, second] = found;
  if (only !== undefined && second === undefined) return only[0];
  throw badInput(
    only === undefined ? 'UNKNOWN_HUMAN' : 'AMBIGUOUS_HUMAN',
    only === undefined
      ? `nobody in the Roster is called \`${text}\``
      : `more than one human in the Roster is called \`${text}\``,
    '`countersign human list` prints names and ids',
  );
}

/** A person as shown: the name, or the id where the name was erased. */
export function named(id: string, people: People): string {
  const name = people[id];
  return name === undefined ? id : inert(name);
}
