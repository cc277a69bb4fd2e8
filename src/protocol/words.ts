/** Said to a page that was drawn for another person than the one who is signed in by now. */
export const OTHER_ACCOUNT = "This browser is signed in to another account by now, so nothing is sent from this page.";
