/** A link to put after words. */
export function linkTo(words: string, href: string): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = words;
  return link;
}

/** A link to sign in and return to this page. */
export const signInLink = (): HTMLAnchorElement =>
  linkTo("Sign in again", `/sign-in?next=${encodeURIComponent(location.pathname)}`);
