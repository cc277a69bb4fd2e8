const MINUTE = 60_000;

/** When the end is called near. */
export const NEAR_END_MS = 5 * MINUTE;

/** How long a session has been going on: "Just begun", "12 min in". */
export function elapsedWords(liveForMs: number): string {
  const minutes = Math.floor(liveForMs / MINUTE);
  return minutes < 1 ? "Just begun" : `${minutes} min in`;
}

/** How much of it is left: "38 min left", near the end "5 minutes left", then "3 minutes over time". Begun minutes count whole. */
export function remainingWords(endsInMs: number): string {
  const minutes = Math.ceil(endsInMs / MINUTE);
  if (endsInMs > NEAR_END_MS) return `${minutes} min left`;
  if (minutes > 0) return `${count(minutes)} left`;
  return minutes === 0 ? "Time is up" : `${count(-minutes)} over time`;
}

function count(minutes: number): string {
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}
