/** Keeps small texts by name in the browser, or only until the page is left where the browser allows no storage or has no room. */
export class SafeStorage {
  private readonly untilLeft = new Map<string, string>();

  /** `storage` may throw or return null, as in browsers that allow none. */
  constructor(private readonly storage: () => Storage | null) {}

  read(name: string): string | null {
    return this.untilLeft.get(name) ?? this.attempt((storage) => storage.getItem(name)) ?? null;
  }

  /** Returns whether the text outlives the page. */
  keep(name: string, text: string): boolean {
    this.forget(name);
    const isKept = this.attempt((storage) => {
      storage.setItem(name, text);
      return true;
    });
    if (!isKept) this.untilLeft.set(name, text);
    return isKept === true;
  }

  forget(name: string): void {
    this.untilLeft.delete(name);
    this.attempt((storage) => storage.removeItem(name));
  }

  /** The kept names with this prefix. */
  names(prefix: string): string[] {
    const stored = this.attempt((storage) => Object.keys(storage)) ?? [];
    return [...stored, ...this.untilLeft.keys()].filter((name) => name.startsWith(prefix));
  }

  private attempt<T>(use: (storage: Storage) => T): T | null {
    try {
      const storage = this.storage();
      return storage && use(storage);
    } catch {
      return null;
    }
  }
}

/** Lasts from visit to visit. */
export const browserStorage = new SafeStorage(() => localStorage);

/** Lasts as long as this tab. */
export const tabStorage = new SafeStorage(() => sessionStorage);
