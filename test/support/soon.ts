const SOON_MS = 15_000;
const PAUSE_MS = 5;

/** Resolves as `awaited` does. Throws what was awaited when that takes longer than `ms`: a hang then fails at once and says where. */
export async function soon<T>(what: string, awaited: Promise<T>, ms = SOON_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${ms / 1000} seconds in vain for ${what}`)), ms);
  });
  try {
    return await Promise.race([awaited, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again and again until the answer holds. Throws what was awaited when that takes longer than `ms`. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, ms = SOON_MS): Promise<void> {
  const end = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Waited ${ms / 1000} seconds in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
