/**
 * Rows as CSV (RFC 4180), with a mark at the start by which spreadsheets know it for UTF-8. A cell that a spreadsheet would take for a
 * formula, such as "=1+1", begins with an apostrophe; plain numbers stay as they are.
 */
export function toCsv(rows: string[][]): string {
  return `\uFEFF${rows.map((cells) => `${cells.map(cellOf).join(",")}\r\n`).join("")}`;
}

function cellOf(text: string): string {
  const safe = isFormula(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** By OWASP's list of what spreadsheets run, white space before it included. */
function isFormula(text: string): boolean {
  return /^\s*[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text);
}
