import type { Class, Finding } from '@countersign/analysis';
import { inFiles, type PolicyFile, placeOf } from '../files/policy-files.ts';
import { heading, inert, wrap } from './layout.ts';
import { requestText } from './request-text.ts';
import type { Style } from './style.ts';

const CLASSES_SHOWN = 12;

/** The files of the two sides of a comparison. */
export interface Files {
  readonly from: readonly PolicyFile[];
  readonly to: readonly PolicyFile[];
}

/** Parts of a page, those without content left out. */
export function page(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

/** What an answer is about, in brackets, where its assumptions say that it is about something alone. */
export function scopeOf(assumptions: readonly string[]): string {
  const scope = assumptions
    .map((text) => text.split(':')[0] ?? '')
    .find((text) => text.endsWith(' alone'));
  return scope === undefined ? '' : ` (${scope})`;
}

/** A list under a heading, wrapped; nothing where there is nothing. */
export function list(title: string, lines: readonly string[], style: Style): string {
  if (lines.length === 0) return '';
  const wrapped = lines.map((line) => hanging('-', inert(line), style));
  return [heading(title, style), ...wrapped].join('\n');
}

/** Classes of requests, the widest first: the sentence, where it comes from, and a witness. */
export function classesText(
  title: string,
  sign: string,
  classes: readonly (Class & { readonly reason?: string })[],
  files: Files,
  style: Style,
): string {
  if (classes.length === 0) return '';
  const shown = classes.slice(0, CLASSES_SHOWN).map((one) => classText(sign, one, files, style));
  const rest = classes.length - shown.length;
  const more = rest > 0 ? [style.dim(`and ${rest} more; --json has them all`)] : [];
  return [heading(`${title} (${classes.length})`, style), ...shown, ...more].join('\n');
}

function classText(
  sign: string,
  { summary, witness, from, to, reason }: Class & { readonly reason?: string },
  files: Files,
  style: Style,
): string {
  const origins = [...inFiles(from, files.from), ...inFiles(to, files.to)].map(placeOf);
  const details = [
    ...(witness === null ? [] : [`for example ${requestText(witness)}`]),
    ...(reason === undefined ? [] : [`open: ${inert(reason)}`]),
    ...(origins.length === 0 ? [] : [`from ${[...new Set(origins)].map(inert).join(', ')}`]),
  ];
  return [
    hanging(sign, inert(summary), style),
    ...details.map((text) => style.dim(wrap(text, '    ', style.width))),
  ].join('\n');
}

/** Findings, the worst first, each with its code. */
export function findingsText(findings: readonly Finding[], style: Style): string {
  if (findings.length === 0) return '';
  const lines = findings.map(({ code, message, severity }) => {
    const word = severity ?? 'note';
    return hanging('!', `${word} ${code}: ${inert(message)}`, style).replace(
      `${word} ${code}`,
      `${severityColour(severity, style)(word)} ${style.bold(code)}`,
    );
  });
  return [heading(`Findings (${findings.length})`, style), ...lines].join('\n');
}

function severityColour(severity: Finding['severity'], style: Style): (text: string) => string {
  if (severity === 'error' || severity === 'high') return style.red;
  return severity === 'medium' ? style.yellow : style.dim;
}

function hanging(sign: string, text: string, style: Style): string {
  return `${sign} ${wrap(text, '  ', style.width).trimStart()}`;
}
