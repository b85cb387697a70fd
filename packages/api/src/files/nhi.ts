import { z } from 'zod';
import { registerNhi } from '../schemas/inventory.ts';
import { environment, head, human } from './words.ts';

/** A non-human identity with its two accountable people. */
export const nhi = z.strictObject({
  ...head('Nhi'),
  environment,
  source: registerNhi.shape.source.meta({ description: 'Where it lives, such as aws-iam' }),
  externalId: registerNhi.shape.externalId.meta({ description: 'Its name there, such as an ARN' }),
  name: registerNhi.shape.name.meta({ description: 'Its name here, and in other files' }),
  owner: human,
  backupOwner: human,
});

export type NhiFile = z.infer<typeof nhi>;
