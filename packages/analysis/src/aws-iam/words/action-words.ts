import { type ActionFacts, LEVELS, levelRank } from './action-facts.ts';
import { exceptWords, type Item, isEverything, itemWords } from './item.ts';
import { joined, listed, quote, type Room } from './quote.ts';

const ROOM: Room = { items: 3, characters: 80 };

/** Actions in words with what they do: real ones, how many a wildcard has today, and what is no action at all. */
export function actionWords(items: readonly Item[], facts: ActionFacts): string {
  const [only] = items;
  if (only !== undefined && items.length === 1) return oneWords(only, facts);
  const words = byLevel(items).map((item) => itemWords(item, 'every action'));
  const total = facts.isWild && !facts.isOpen ? [`${facts.count} so far`] : [];
  const notes = [...total, ...levelWords(facts), ...unknownWords(facts)];
  return `${listed(words, ROOM, 'actions')}${inBrackets(notes)}`;
}

/** Those that do most come first, as the list is cut short. */
function byLevel(items: readonly Item[]): readonly Item[] {
  if (items.length <= 1) return items;
  return items
    .map((item) => ({ item, rank: levelRank(item) }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ item }) => item);
}

function oneWords(item: Item, facts: ActionFacts): string {
  if (isEverything(item)) return `every action${exceptWords(item.none)}`;
  if (facts.isOpen) return `${itemWords(item, '')} of every service`;
  if (!facts.isWild) {
    const note = facts.unknown.length > 0 ? ['no action AWS lists'] : levelWords(facts);
    return `${itemWords(item, '')}${inBrackets(note)}`;
  }
  const base = itemWords({ ...item, none: [] }, '');
  const except = exceptWords(item.none);
  if (facts.count === 0) return `${base}${except} (matches no action AWS lists)`;
  const count = facts.count === 1 ? `the one ${base} action` : `all ${facts.count} ${base} actions`;
  return `${count}${except}${inBrackets(levelWords(facts))} and any AWS adds`;
}

function levelWords({ levels }: ActionFacts): string[] {
  if (levels.length === LEVELS.length) return ['all access levels'];
  return levels.length === 0 ? [] : [levels.join(', ')];
}

function unknownWords({ unknown }: ActionFacts): string[] {
  if (unknown.length === 0) return [];
  if (unknown.length > 2) return [`${unknown.length} of them are no actions AWS lists`];
  const are = unknown.length === 1 ? 'is no action' : 'are no actions';
  return [`${joined(unknown.map(quote))} ${are} AWS lists`];
}

function inBrackets(parts: readonly string[]): string {
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}
