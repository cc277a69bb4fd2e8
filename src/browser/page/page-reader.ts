/** The id of the person for whom this page was drawn. */
export const pageReader = (): string => document.querySelector<HTMLElement>("[data-sign-out]")!.dataset.signOut!;
