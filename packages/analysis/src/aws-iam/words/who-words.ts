import type { PrincipalElement } from '../model.ts';
import { accountNamed } from '../translate/who.ts';
import type { Item } from './item.ts';
import { joined, listed, quote, type Room } from './quote.ts';

const ROOM: Room = { items: 3, characters: 90 };

/** `KIND:NAME` of everybody an element names, everybody as `*`. */
export function principalNames(element: PrincipalElement): string[] {
  if (element === '*') return ['*'];
  return Object.entries(element).flatMap(([kind, names]) =>
    names.map((name) => (kind === 'AWS' && name === '*' ? '*' : `${kind}:${name}`)),
  );
}

/** Principals by `KIND:NAME` in words. */
export function whoWords(items: readonly Item[]): string {
  return listed(items.map(whoItemWords), ROOM, 'principals');
}

function whoItemWords({ all, none }: Item): string {
  const named = all.filter((name) => name !== '*').map(nameWords);
  const base = named.length === 0 ? 'everyone' : joined(named);
  return none.length === 0 ? base : `${base} except ${listed(none.map(nameWords), ROOM, '')}`;
}

function nameWords(name: string): string {
  const colon = name.indexOf(':');
  const [kind, rest] = [name.slice(0, colon), name.slice(colon + 1)];
  switch (kind) {
    case 'AWS': {
      const account = accountNamed(rest);
      return account === undefined ? quote(rest) : `account ${quote(account)}`;
    }
    case 'Service':
      return `the service ${quote(rest)}`;
    case 'Federated':
      return `the identity provider ${quote(rest)}`;
    case 'CanonicalUser':
      return `the canonical user ${quote(rest)}`;
    case 'Anonymous':
      return 'anonymous requests';
    default:
      return quote(name);
  }
}
