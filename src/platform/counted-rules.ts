/** Writes a count with its noun, such as "1 session" or "3 sessions". */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
