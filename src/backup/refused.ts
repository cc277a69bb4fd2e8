/** A backup, restore or check that does not happen. Its message is a sentence for the operator. */
export class Refused extends Error {}
