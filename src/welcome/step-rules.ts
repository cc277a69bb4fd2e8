/** What a new client is led through, in this order, each with the words for what is missing while it is not done. */
export const CLIENT_STEPS = {
  you: { title: "About you", missing: "Check your name, time zone and country" },
  reach: { title: "How to reach you", missing: "Say how you can be reached" },
  crisis: { title: "In a crisis", missing: "Know what to do in a crisis" },
} as const;

export type ClientStep = keyof typeof CLIENT_STEPS;

const steps = Object.keys(CLIENT_STEPS) as ClientStep[];

/** Where a step's page is. */
export const stepPath = (step: ClientStep): string => `/welcome/${step}`;

/** The steps that are not done yet, in order. */
export function stepsLeft(done: readonly string[]): ClientStep[] {
  return steps.filter((step) => !done.includes(step));
}

/** The page after this step: that of the next one, or the landing page of clients. */
export function pathAfter(step: ClientStep): string {
  const next = steps[steps.indexOf(step) + 1];
  return next ? stepPath(next) : "/appointments";
}

/** Something left to do, on one's landing page. */
export interface LeftToDo {
  href: string;
  words: string;
}
