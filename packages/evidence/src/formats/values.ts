import { matching, oneOf, type Schema, text } from '../schema/index.ts';

export type Tier = 'T0' | 'T1' | 'T2' | 'T3' | 'T4';
export type Assurance = 'ssh' | 'ssh-sk-verified' | 'webauthn-uv';
export type OnLapse = 'keep' | 'deny';

export const tierSchema: Schema<Tier> = oneOf<Tier>('T0', 'T1', 'T2', 'T3', 'T4');
export const assuranceSchema: Schema<Assurance> = oneOf<Assurance>(
  'ssh',
  'ssh-sk-verified',
  'webauthn-uv',
);
export const onLapseSchema: Schema<OnLapse> = oneOf<OnLapse>('keep', 'deny');
export const languageSchema: Schema<'aws-iam'> = oneOf<'aws-iam'>('aws-iam');

/** An environment's name: path-like, lower case; 200 characters hold every cloud's longest account path. */
export const environmentSchema: Schema<string> = matching(
  /^[a-z0-9][a-z0-9._:-]*(?:\/[a-z0-9._:-]+)*$/,
  'an environment name such as `prod/aws/123456789012`',
);

/** An environment's name, or a prefix of names that ends in `*`. */
export const environmentPatternSchema: Schema<string> = matching(
  /^(?:\*|[a-z0-9][a-z0-9._:/-]*\*?)$/,
  'an environment name, or a prefix that ends in `*`',
);

/** A short name in lower case: roles, groups, rules, cases. */
export const nameSchema: Schema<string> = matching(
  /^[a-z0-9][a-z0-9-]{0,63}$/,
  'a name in lower case, digits and `-`',
);

/** A stable code such as `PROVED_NARROWER`. */
export const codeSchema: Schema<string> = matching(
  /^[A-Z][A-Z0-9_]{0,63}$/,
  'a code in upper case',
);

/** One line of prose that is not a person's words: 200 characters. */
export const lineSchema: Schema<string> = text(200);

/** Text with line breaks: a signed note. */
export const noteSchema: Schema<string> = {
  read(value, place) {
    const shown = typeof value === 'string' ? value.replaceAll('\n', ' ') : value;
    text(65_536).read(shown, place);
    return value as string;
  },
  json: { type: 'string', maxLength: 65_536 },
};
