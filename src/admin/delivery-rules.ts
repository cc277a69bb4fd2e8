/** What an answer of a mail server, or the lack of one, means: "550 5.1.1" or "ECONNECTION". The first that fits counts. */
const REFUSALS: [RegExp, string][] = [
  [/^5\d\d 5\.1\./, "There is no such address."],
  [/^(552|\d\d\d 5\.2\.2)/, "The mailbox is full."],
  [/^5\d\d 5\.7\./, "The mail server's own rules refused it."],
  [/^5/, "The mail server refused it."],
  [/^4/, "The mail server asked us to try later."],
  [/^EAUTH/, "The mail server refused our name and password."],
  [/^(ECONNECTION|ESOCKET|ETIMEDOUT|EDNS|ECONN)/, "The mail server could not be reached."],
  [/^EWRITE/, "We could not write the e-mail."],
];

/** Why a mail could not be delivered, in words; the code itself stands behind them. */
export function reasonWords(code: string | undefined): string {
  if (code === undefined) return "No reason is known.";
  const words = REFUSALS.find(([pattern]) => pattern.test(code))?.[1] ?? "It could not be delivered.";
  return `${words} (${code})`;
}

/** An address masked so that only its owner recognizes it: "s…@example.org". */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf("@");
  return `${[...address][0] ?? ""}…${at < 0 ? "" : address.slice(at)}`;
}
