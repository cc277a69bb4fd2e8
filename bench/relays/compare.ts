/** Measures several things by turns, `rounds` times each, and returns the median of every figure. */
export async function compare<F extends object>(
  rounds: number,
  names: string[],
  measure: (name: string) => Promise<F>,
): Promise<Map<string, F>> {
  const measured = new Map(names.map((name) => [name, [] as F[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) measured.get(name)?.push(await measure(name));
  }
  return new Map([...measured].map(([name, all]) => [name, middleOf(all)]));
}

function middleOf<F extends object>(all: F[]): F {
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
  const keys = Object.keys(all[0] ?? {}) as (keyof F)[];
  return Object.fromEntries(keys.map((key) => [key, middle(all.map((one) => Number(one[key])))])) as F;
}
