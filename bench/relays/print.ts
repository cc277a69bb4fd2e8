/** Prints a row of a table. */
export function print(name: string, ...columns: string[]): void {
  console.log(name.padEnd(14) + columns.map((column) => column.padStart(16)).join(""));
}
