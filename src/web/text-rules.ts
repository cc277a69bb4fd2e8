/** Letters with their marks, digits and usual punctuation. Joiners only inside a word, where some scripts need them. */
const NAME = /^(?:[\p{L}\p{M}\p{N}\p{P}\p{Zs}`´]|(?<=[\p{L}\p{M}])[\u200c\u200d](?=\p{L}))+$/u;
/** The same with symbols and emoji, whose parts are joined and coloured by marks of their own. */
const LINE = /^(?:[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]|(?<=[\p{L}\p{M}\p{So}\p{Sk}])[\u200c\u200d](?=[\p{L}\p{So}]))*$/u;
/** Letters and symbols that show nothing, such as the Hangul fillers and the empty Braille pattern. */
const SHOWS_NOTHING = /[\p{Default_Ignorable_Code_Point}\u2800]/u;
const MAY_STAND = /\u200c|\u200d|\ufe0e|\ufe0f/gu;
/** A letter carries no more marks than this in any script; more of them run over the lines around. */
const TOO_MANY_MARKS = /\p{M}{9}/u;

/** The longest e-mail address, in characters. */
export const EMAIL_LENGTH = 200;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Beyond this many code units no limit is left to keep, and the segmenter, which copies the whole text for each segment, takes gigabytes. */
const COUNTED_UNITS = 2000;

/** How many characters people see. Of a text of more than 2,000 UTF-16 code units, how many of those it has. */
export function countCharacters(text: string): number {
  return text.length > COUNTED_UNITS ? text.length : [...graphemes.segment(text)].length;
}

/** Whether a text holds what names are written with in any script: nothing invisible, nothing that turns the text around it. */
export function isNameText(text: string): boolean {
  return NAME.test(text) && showsItself(text);
}

/** Whether a text is one line of visible characters, symbols among them. */
export function isLineText(text: string): boolean {
  return LINE.test(text) && showsItself(text);
}

/**
 * An e-mail address without what keyboards and copying add to it (spaces, full-width letters, invisible marks, "mailto:"), and with its
 * domain in ASCII where that can be one.
 */
export function plainEmail(typed: string): string {
  const visible = typed
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .trim();
  return withAsciiDomain(visible.replace(/^mailto:/i, ""));
}

function withAsciiDomain(email: string): string {
  const at = email.lastIndexOf("@") + 1;
  const domain = email.slice(at);
  if (at === 0 || !/^[^\s/?#:@%\\]+$/.test(domain) || !URL.canParse(`http://${domain}`)) return email;
  return email.slice(0, at) + new URL(`http://${domain}`).hostname;
}

function showsItself(text: string): boolean {
  return !SHOWS_NOTHING.test(text.replaceAll(MAY_STAND, "")) && !TOO_MANY_MARKS.test(text);
}
