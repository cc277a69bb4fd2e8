/** A backup, restore or check that does not happen. Its message is a sentence for whoever runs the command. */
export class Refused extends Error {}
