const MINUTE = 60_000;

/** When the end counts as near. */
export const NEAR_END_MS = 5 * MINUTE;

/** Elapsed time: "Just started", "12 min in". */
export function elapsedWords(liveForMs: number): string {
  const minutes = Math.floor(liveForMs / MINUTE);
  return minutes < 1 ? "Just started" : `${minutes} min in`;
}

/** Remaining time: "38 min left", near the end "5 minutes left", then "3 minutes over time". Rounds up to whole minutes. */
export function remainingWords(endsInMs: number): string {
  const minutes = Math.ceil(endsInMs / MINUTE);
  if (endsInMs > NEAR_END_MS) return `${minutes} min left`;
  if (minutes > 0) return `${count(minutes)} left`;
  return minutes === 0 ? "Time is up" : `${count(-minutes)} over time`;
}

function count(minutes: number): string {
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}
