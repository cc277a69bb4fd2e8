/** How many upcoming sessions a client can have with one counsellor, who sets it. */
export const UPCOMING_WITH_ONE = { least: 1, most: 20, usual: 4 };
/** How many they can have in all. */
export const MOST_UPCOMING = 8;

/** The numbered places that an upcoming session takes: one among its client's with this counsellor, one among all of theirs. */
export interface UpcomingPlaces {
  placeWithOne: number;
  placeInAll: number;
}

type Taken = Partial<UpcomingPlaces> & { counsellorId: { toString(): string } };

/** The lowest places that are free for another session with this counsellor; null for each that has none. */
export function freePlaces(
  taken: Taken[],
  { counsellorId, mostWithOne }: { counsellorId: { toString(): string }; mostWithOne: number },
): { placeWithOne: number | null; placeInAll: number | null } {
  const withOne = taken.filter((other) => other.counsellorId.toString() === counsellorId.toString());
  return {
    placeWithOne: lowestFree(
      withOne.map(({ placeWithOne }) => placeWithOne),
      mostWithOne,
    ),
    placeInAll: lowestFree(
      taken.map(({ placeInAll }) => placeInAll),
      MOST_UPCOMING,
    ),
  };
}

function lowestFree(taken: (number | undefined)[], most: number): number | null {
  const numbers = Array.from({ length: most }, (_, index) => index + 1);
  return numbers.find((number) => !taken.includes(number)) ?? null;
}
