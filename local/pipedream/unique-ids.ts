const REMEMBERED_IDS = 100;
const COMPARED_CHARACTERS = 64;

/** `dedupe: "unique"`: the last 100 ids, first in first out; a longer id is known by its first 64 characters. */
export class UniqueIds {
  readonly #ids: Set<string>;

  constructor(remembered: readonly string[] = []) {
    this.#ids = new Set(remembered);
  }

  get remembered(): string[] {
    return [...this.#ids];
  }

  /** False if the id is remembered; remembers it otherwise. */
  add(id: unknown): boolean {
    const key = String(id).slice(0, COMPARED_CHARACTERS);
    if (this.#ids.has(key)) return false;
    this.#ids.add(key);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= REMEMBERED_IDS) break;
      this.#ids.delete(oldest);
    }
    return true;
  }
}
