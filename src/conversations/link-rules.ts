/** A piece of a text: as it was written, and where it leads when it is an address of the web. */
export interface TextPart {
  text: string;
  href?: string;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"“”„«»]+/gi;
const SENTENCE = /[.,;:!?'’*_~]/;
const [OPENING, CLOSING] = ["([{", ")]}"];

/**
 * Takes a text apart at the web addresses in it; put together, the pieces are the text again. Only http and https lead anywhere,
 * and no address that shows one host before an @ and leads to another.
 */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const written = withoutEnding(match[0]);
    const href = leadsTo(written);
    if (!href) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: written, href });
    end = match.index + written.length;
  }
  if (end < text.length || parts.length === 0) parts.push({ text: text.slice(end) });
  return parts;
}

/** Without the full stop, comma or bracket that belongs to the sentence around it. */
function withoutEnding(address: string): string {
  const left = new Map([...OPENING, ...CLOSING].map((bracket) => [bracket, address.split(bracket).length - 1]));
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1]!;
    const opening = OPENING[CLOSING.indexOf(last)];
    const isUnpaired = opening !== undefined && left.get(last)! > left.get(opening)!;
    if (!isUnpaired && !SENTENCE.test(last)) break;
    if (isUnpaired) left.set(last, left.get(last)! - 1);
  }
  return address.slice(0, end);
}

function leadsTo(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  const isPlain = url.username === "" && url.password === "" && url.hostname !== "";
  return isPlain && (url.protocol === "https:" || url.protocol === "http:") ? url.href : null;
}
