import { badInput } from '../frame/failure.ts';
import { isId } from './people.ts';
import { everyPage, type Server } from './server.ts';

/** The id of an identity of an environment, given by id, name or external id as files do; refused where none or more than one fits. */
export async function nhiId(server: Server, text: string, environment: string): Promise<string> {
  if (isId(text)) return text;
  const nhis = await everyPage((query) =>
    server.api.listNhis({ query: { ...query, environment } }),
  );
  const found = nhis.filter(({ name, externalId }) => [name, externalId].includes(text));
  const [only, second] = found;
  if (only !== undefined && second === undefined) return only.id;
  throw badInput(
    only === undefined ? 'UNKNOWN_NHI' : 'AMBIGUOUS_NHI',
    `${only === undefined ? 'no identity' : 'more than one identity'} of \`${environment}\` is called \`${text}\``,
    '`countersign nhi list` prints ids and names',
  );
}
