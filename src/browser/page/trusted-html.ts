interface TrustedTypes {
  createPolicy(name: "default", policy: { createHTML(html: string): string }): unknown;
}

/**
 * Lets what htmx and this site's scripts put on a page through: it is HTML of this site's own. There is no way for text to become
 * a script, which the page's security policy then forbids.
 */
export function trustOwnHtml(): void {
  const trustedTypes = (window as { trustedTypes?: TrustedTypes }).trustedTypes;
  trustedTypes?.createPolicy("default", { createHTML: (html) => html });
}
