import { type Access, whoCan } from '@countersign/analysis';
import { givenHolders } from '../access/holders.ts';
import { accessQuestion } from '../access/request-words.ts';
import { givenLanguage } from '../files/policy-files.ts';
import { EXIT, type ExitCode } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { accessText, scopeText } from '../terminal/access-text.ts';
import { page } from '../terminal/analysis-text.ts';
import { inert } from '../terminal/layout.ts';
import type { Style } from '../terminal/style.ts';

/** Everybody who may do ACTION on RESOURCE, with the statements that decide. Exit 1 when nobody may for certain. */
export async function whoCanCommand(given: Given, io: Io): Promise<Outcome> {
  const language = givenLanguage(given.text('language'));
  const [action, resource] = [given.argument(0), given.argument(1)];
  const question = await accessQuestion(language.name, action, resource, given);
  const all = whoCan(language, await givenHolders(language, given, io), question);
  const items = given.flag('all') ? all : all.filter(({ answer }) => answer !== 'deny');
  const counts = countsOf(all);
  return judged(
    exitOf(counts),
    { action, resource, counts, items },
    page([
      head(action, resource, counts, io.style),
      ...items.map((one) => accessText(one, io.style)),
      scopeText(language.name, given, io.style),
    ]),
  );
}

type Counts = Readonly<Record<Access['answer'], number>>;

function countsOf(all: readonly Access[]): Counts {
  const count = (answer: Access['answer']): number =>
    all.filter((one) => one.answer === answer).length;
  return {
    allow: count('allow'),
    conditional: count('conditional'),
    undetermined: count('undetermined'),
    deny: count('deny'),
  };
}

function exitOf({ allow, conditional, undetermined }: Counts): ExitCode {
  if (allow + conditional > 0) return EXIT.holds;
  return undetermined > 0 ? EXIT.undetermined : EXIT.doesNotHold;
}

function head(action: string, resource: string, counts: Counts, style: Style): string {
  const { allow, conditional, undetermined, deny } = counts;
  const said = [
    `${allow} may`,
    ...(conditional > 0 ? [`${conditional} may under conditions`] : []),
    ...(undetermined > 0 ? [`${undetermined} undetermined`] : []),
    `${deny} may not`,
  ];
  return `${style.bold(`${inert(action)} on ${inert(resource)}`)}: ${said.join(', ')}`;
}
