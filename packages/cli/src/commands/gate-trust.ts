import type { RosterView, RuleSetView } from '@countersign/api';
import { digestOf } from '@countersign/evidence';
import { answered, signedIn } from '../client/server.ts';
import { prettyJson, writeWhole } from '../files/write-output.ts';
import { trustPolicy } from '../founding/trust-policy.ts';
import { refusal } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { fields, wrap } from '../terminal/layout.ts';

/** Writes a TrustPolicy that pins the newest Roster and RuleSet as this server shows them now. */
export async function gateTrust(given: Given, io: Io): Promise<Outcome> {
  const out = given.text('out');
  const { api, origin } = await signedIn(io);
  const roster = answered(await api.getRoster());
  const ruleSet = answered(await api.getRuleSet());
  asNamed('Roster', roster);
  asNamed('RuleSet', ruleSet);
  const trust = trustPolicy(roster.document, ruleSet.document);
  await writeWhole(out, prettyJson(trust));
  const { style } = io;
  const rows = [
    ['workspace', `${trust.workspace} (${trust.mode})`],
    [`Roster ${trust.roster.number}`, trust.roster.digest],
    [`RuleSet ${trust.ruleSet.number}`, trust.ruleSet.digest],
    ['log key', trust.logKey],
  ] as const;
  const text = [
    `${style.green('✓')} wrote ${out}: it pins what ${origin} shows now`,
    fields(rows, style),
    '',
    ...cautions(trust.mode, origin).map((line) => wrap(line, '', style.width)),
  ].join('\n');
  return done({ file: out, server: origin, trustPolicy: trust }, text);
}

function cautions(mode: string, origin: string): string[] {
  return [
    `A gate with this file believes ${origin} as it is today, once; from here on it follows signatures alone. Compare the digests with somebody who signed those versions before you give it to a gate.`,
    ...(mode === 'evaluation'
      ? [
          'It names an evaluation, whose keys lie on the server: no gate of anything real should take it.',
        ]
      : []),
  ];
}

// What is pinned is what was read: a digest that is not the document's pins something nobody saw.
function asNamed(what: string, { number, digest, document }: RosterView | RuleSetView): void {
  const own = digestOf(document);
  if (own === digest && document.number === number) return;
  throw refusal(
    'DIGEST_MISMATCH',
    `${what} ${number} has digest \`${own}\`, the server names \`${digest}\``,
    'nothing was written',
  );
}
