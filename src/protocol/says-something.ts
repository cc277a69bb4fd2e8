/** A character that can be seen: no space, no control or format character, none of Unicode's fillers and blanks. */
const VISIBLE = /[^\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether a text says something: whether its reader sees anything of it. */
export function saysSomething(text: string): boolean {
  return VISIBLE.test(text);
}
