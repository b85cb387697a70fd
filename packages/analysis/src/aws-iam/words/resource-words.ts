import { type Item, itemWords } from './item.ts';
import { listed, type Room } from './quote.ts';

const ROOM: Room = { items: 3, characters: 90 };

/** Resources in words, as many as there is room for. */
export function resourceWords(items: readonly Item[], room: Room = ROOM): string {
  const words = items.map((item) => itemWords(item, 'all resources'));
  return listed(words, room, 'resources');
}
