/** A script that makes both storages of a page give `expression`. In text, because what is compiled refers to helpers that pages lack. */
export function withStorage(expression: string): { content: string } {
  const names = ["localStorage", "sessionStorage"];
  return {
    content: names.map((name) => `Object.defineProperty(window, "${name}", { get: () => ${expression} });`).join("\n"),
  };
}
