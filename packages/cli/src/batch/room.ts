/** Lets in as much as there is room for, by number and by bytes; one is always let in, however large. */
export class Room {
  readonly #maxCount: number;
  readonly #maxBytes: number;
  #count = 0;
  #bytes = 0;
  #waiting: (() => void) | null = null;

  constructor(maxCount: number, maxBytes: number) {
    this.#maxCount = maxCount;
    this.#maxBytes = maxBytes;
  }

  /** Resolves when there is room; one caller waits at a time. */
  async enter(bytes: number): Promise<void> {
    while (
      this.#count > 0 &&
      (this.#count >= this.#maxCount || this.#bytes + bytes > this.#maxBytes)
    ) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    this.#count += 1;
    this.#bytes += bytes;
  }

  leave(bytes: number): void {
    this.#count -= 1;
    this.#bytes -= bytes;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.();
  }
}
