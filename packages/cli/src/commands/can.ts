import {
  type Access,
  accessOf,
  type Holder,
  isNamed,
  type LanguageName,
  userNamed,
} from '@countersign/analysis';
import { givenHolders } from '../access/holders.ts';
import { accessQuestion } from '../access/request-words.ts';
import { givenLanguage } from '../files/policy-files.ts';
import { badInput, EXIT, type ExitCode } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { accessText, scopeText } from '../terminal/access-text.ts';
import { page } from '../terminal/analysis-text.ts';

const EXITS: Readonly<Record<Access['answer'], ExitCode>> = {
  allow: EXIT.holds,
  deny: EXIT.doesNotHold,
  conditional: EXIT.undetermined,
  undetermined: EXIT.undetermined,
};

/** Whether NHI may do ACTION on RESOURCE, and by which statements. Exit 2 when it hangs on something. */
export async function canCommand(given: Given, io: Io): Promise<Outcome> {
  const language = givenLanguage(given.text('language'));
  const [name, action, resource] = [given.argument(0), given.argument(1), given.argument(2)];
  const question = await accessQuestion(language.name, action, resource, given);
  const holders = await givenHolders(language, given, io);
  const holder = holderNamed(name, holders, language.name);
  const access = accessOf(language, holder, question);
  return judged(
    EXITS[access.answer],
    { action, resource, ...access },
    page([accessText(access, io.style), scopeText(language.name, given, io.style)]),
  );
}

function holderNamed(name: string, holders: readonly Holder[], language: LanguageName): Holder {
  const named = holders.filter((holder) => isNamed(holder, name));
  const [holder, ...more] = named;
  if (more.length > 0) {
    const ids = named.map(({ kind, id }) => `${kind} ${id}`).join(', ');
    throw badInput(
      'TWO_MEMBERS',
      `\`${name}\` is the name of several: ${ids}`,
      'give the full name',
    );
  }
  if (holder !== undefined) return holder;
  const [other] = holders;
  // Nobody has to bind a user for it to be in groups that are bound.
  if (language === 'kubernetes-rbac' && other !== undefined) {
    return { ...other, ...userNamed(name) };
  }
  throw badInput('UNKNOWN_MEMBER', `\`${name}\` is not among the ${holders.length} that are known`);
}
