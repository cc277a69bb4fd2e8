/** A link as an element, to be put behind words. */
export function linkTo(words: string, href: string): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = words;
  return link;
}

/** Leads to signing in, and from there back to this page. */
export const signInLink = (): HTMLAnchorElement =>
  linkTo("Sign in again", `/sign-in?next=${encodeURIComponent(location.pathname)}`);
