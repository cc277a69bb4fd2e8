import { LinkifyIt } from "linkify-it";

/** A piece of a text: as it was written, and where it leads when it is an address of the web. */
export interface TextPart {
  text: string;
  href?: string;
  /** The host that is really opened, where it is written in other letters. */
  host?: string;
}

const finder = new LinkifyIt({ fuzzyLink: false, fuzzyEmail: false });
for (const schema of ["ftp:", "//", "mailto:"]) finder.add(schema, null);

/** Scripts without spaces between words: an address may directly follow their letters. */
const BEFORE_ADDRESS =
  /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])(?=https?:\/\/)/u;
/** After what looks like the whole address: a name or a host that really comes last. */
const HOST_GOES_ON = /^[^\s/?#]{0,100}[@\\]/;
/** Scripts whose letters look like those of another of them. */
const LOOK_ALIKES = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
];

/**
 * Splits a text at the web addresses in it (found by linkify-it); put together, the pieces are the text again. Only http and https
 * lead anywhere, and no address whose host could be taken for another: one followed by "@" or "\", or one that mixes scripts.
 */
export function splitLinks(text: string): TextPart[] {
  const parts = text.split(BEFORE_ADDRESS).flatMap(splitPiece);
  return parts.length > 0 ? parts : [{ text: "" }];
}

function splitPiece(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { index, lastIndex } of finder.match(text) ?? []) {
    const written = text.slice(index, lastIndex);
    const link = HOST_GOES_ON.test(text.slice(lastIndex)) ? null : readLink(written);
    if (!link) continue;
    if (index > end) parts.push({ text: text.slice(end, index) });
    parts.push({ text: written, ...link });
    end = lastIndex;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

function readLink(address: string): Omit<TextPart, "text"> | null {
  if (address.includes("\\") || !URL.canParse(address)) return null;
  const { href, hostname, username, password } = new URL(address);
  const written = /^https?:\/\/([^/?#:]+)/i.exec(address)?.[1] ?? "";
  if (username || password || written.split(".").some(mixesScripts)) return null;
  return written.toLowerCase() === hostname ? { href } : { href, host: hostname };
}

function mixesScripts(label: string): boolean {
  return LOOK_ALIKES.filter((script) => script.test(label)).length > 1;
}
