import type { NhiFile } from '@countersign/api';
import { answered } from '../client/server.ts';
import { type ApplyWorld, idempotent, keyOf } from './apply-world.ts';
import type { ApplyDocument } from './read-documents.ts';
import { type Step, still } from './step.ts';

/** Registers an identity; one that is registered with the same people is known. */
export async function planNhi(
  { file, line }: ApplyDocument,
  document: NhiFile,
  world: ApplyWorld,
): Promise<Step> {
  const { environment, source, externalId, name } = document;
  const of = { file, line, kind: 'Nhi', name };
  const [owner, backupOwner] = [
    await world.human(document.owner),
    await world.human(document.backupOwner),
  ];
  const known = world.nhis.find(
    (one) => one.environment === environment && one.externalId === externalId,
  );
  if (typeof owner !== 'string') return still(of, 'refused', owner);
  if (typeof backupOwner !== 'string') return still(of, 'refused', backupOwner);
  if (known !== undefined) {
    const isSame = known.owner === owner && known.backupOwner === backupOwner;
    const why = `it has other people; \`countersign nhi hand-over ${known.id}\` changes them`;
    return isSame ? still(of, 'known', { id: known.id }) : still(of, 'refused', { why });
  }
  const keys = [name, externalId].map((one) => keyOf('Nhi', environment, one));
  world.announce(keys);
  const body = { environment, source, externalId, name, owner, backupOwner };
  return {
    ...of,
    action: 'create',
    why: null,
    id: null,
    run: async () => {
      const made = answered(await world.server.api.registerNhi({ body }, idempotent('nhi', body)));
      world.tell(keys, made.id);
      return made.id;
    },
  };
}
