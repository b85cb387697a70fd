/** Keeps texts up to a number of characters; what was used longest ago goes first. */
export interface AnswerCache {
  get(key: string): string | undefined;
  set(key: string, text: string): void;
}

export function answerCache(maxCharacters: number): AnswerCache {
  const kept = new Map<string, string>();
  let characters = 0;
  const remove = (key: string): void => {
    characters -= kept.get(key)?.length ?? 0;
    kept.delete(key);
  };
  return {
    get(key) {
      const text = kept.get(key);
      if (text === undefined) return undefined;
      kept.delete(key);
      kept.set(key, text);
      return text;
    },
    set(key, text) {
      remove(key);
      kept.set(key, text);
      characters += text.length;
      for (const oldest of kept.keys()) {
        if (characters <= maxCharacters) return;
        remove(oldest);
      }
    },
  };
}
