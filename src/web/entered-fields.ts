/** What someone entered in a form: neither what its page added by itself, nor passwords and cards, which nobody sees again. */
export function enteredFields<V>(sent: Record<string, V>): Record<string, V> {
  return Object.fromEntries(
    Object.entries(sent).filter(([name]) => !/password|card|^_(csrf|reader|unfinished)$/i.test(name)),
  );
}
