/** Gives ids that cases may have, each once: from a text such as a Sid, or from what else there is. */
export class CaseIds {
  readonly #taken = new Set<string>();

  next(text: string): string {
    const folded = text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, LONGEST);
    const base = folded === '' ? 'case' : folded;
    let id = base;
    for (let count = 2; this.#taken.has(id); count += 1) id = `${base}-${count}`;
    this.#taken.add(id);
    return id;
  }
}

// An id has 64 characters at most, and a number may follow.
const LONGEST = 48;
