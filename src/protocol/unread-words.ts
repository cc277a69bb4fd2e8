/** How a number of unread messages is shown: exactly up to 99. */
export function unreadWords(count: number): string {
  return count > 99 ? "99+" : String(count);
}
