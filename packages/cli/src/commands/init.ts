import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RuleSet } from '@countersign/domain';
import { answered, serverAt } from '../client/server.ts';
import { firstRoster, type PersonRecord } from '../founding/documents.ts';
import { readEnvironments } from '../founding/environments-file.ts';
import { firstRuleSet } from '../founding/first-rule-set.ts';
import { writeFounding } from '../founding/folder.ts';
import { founderOption, type PeopleFile, readPeopleFile } from '../founding/people-file.ts';
import { badInput } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { findingsText } from '../terminal/findings.ts';

/** Reserves a workspace and writes the unsigned Roster 1 and RuleSet 1. */
export async function init(given: Given, io: Io): Promise<Outcome> {
  const out = given.text('out');
  const people = await everyone(given);
  const environments = await readEnvironments(given.text('environments'));
  const { origin, api } = await serverAt(given.text('server'), await setupToken(given));
  await refuseUsedFolder(out);
  const reserved = answered(await api.createWorkspace({ body: { mode: 'founded' } }));
  const { workspace } = reserved;
  const { roster, persons } = firstRoster(
    workspace,
    people,
    given.count('threshold', 1),
    reserved.serviceKeys,
    io.now(),
  );
  const { lintRuleSet } = await import('@countersign/domain');
  const ruleSet = await firstRuleSet(environments, { roster, persons }, io.now());
  const files = await writeFounding(out, {
    roster,
    ruleSet,
    persons,
    reserved: { server: origin, workspace },
  });
  const findings = lintRuleSet(ruleSet, roster).map((finding) => ({ ...finding }));
  const { threshold } = roster.quorum;
  const text = [
    `reserved workspace ${io.style.bold(workspace)}`,
    `wrote ${files.join(', ')} to ${out}`,
    ...(findings.length === 0 ? [] : ['', ...findingsText(findings, io.style)]),
    '',
    ...riskAccepted(ruleSet, persons),
    'next: read them; then',
    `  ${threshold} of ${roster.quorum.humans.length} founders run  countersign init sign --dir ${out} --key PATH`,
    `  and one of them  countersign init finish --dir ${out} --setup-token FILE`,
  ].join('\n');
  return done({ workspace, out, files, threshold, founders: roster.quorum.humans, findings }, text);
}

/** Who accepts which risk where: founders sign it with the rest. */
function riskAccepted(ruleSet: RuleSet, persons: readonly PersonRecord[]): readonly string[] {
  if (ruleSet.v === 1) return [];
  const lines = ruleSet.appetite.map(({ environment, upTo, acceptedBy }) => {
    const name = persons.find(({ human }) => human === acceptedBy)?.name ?? acceptedBy;
    return `  up to ${upTo} in ${environment}, by ${name}`;
  });
  return ['risk accepted (above it a change takes an exception):', ...lines, ''];
}

/** The setup token the server printed, from its file. What else a file holds is never shown or sent. */
export async function setupToken(given: Given): Promise<string> {
  const path = given.text('setupToken');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw badInput('CANNOT_READ', `\`${path}\` cannot be read: ${error.code ?? error.message}`);
  });
  const token = text.trim();
  if (SETUP_TOKEN.test(token)) return token;
  throw badInput(
    'BAD_TOKEN_FILE',
    `\`${path}\` does not hold a setup token`,
    'it is one line that begins with `csi_`; the server says at its start where the file is',
  );
}

// 32 bytes in base64url after the prefix, as the server makes it.
const SETUP_TOKEN = /^csi_[A-Za-z0-9_-]{43}$/;

async function everyone(given: Given): Promise<PeopleFile> {
  const founders = await Promise.all(given.list('founder').map(founderOption));
  const path = given.maybe('people');
  if (path === undefined) return { people: founders, groups: [] };
  const file = await readPeopleFile(path);
  const named = new Set(founders.map(({ name }) => name));
  const listed = file.people.map((person) => {
    const founder = founders.find(({ name }) => name === person.name);
    if (founder !== undefined && founder.key.line !== person.key.line) {
      throw badInput(
        'TWO_KEYS',
        `\`${person.name}\` has another key in \`${path}\` than as a founder`,
      );
    }
    return { ...person, founder: person.founder || named.has(person.name) };
  });
  const others = founders.filter(({ name }) => !listed.some((person) => person.name === name));
  return { people: [...listed, ...others], groups: file.groups };
}

// Documents that founders may have signed are never overwritten.
async function refuseUsedFolder(out: string): Promise<void> {
  await mkdir(out, { recursive: true, mode: 0o700 });
  const used = await readFile(join(out, 'roster-1.json')).then(
    () => true,
    () => false,
  );
  if (used)
    throw badInput('FOLDER_IN_USE', `\`${out}\` already holds a Roster`, 'choose another folder');
}
