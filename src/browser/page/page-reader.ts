/** The id of the person for whom the server drew this page. */
export const pageReader = (): string => document.querySelector<HTMLElement>("[data-sign-out]")!.dataset.signOut!;
