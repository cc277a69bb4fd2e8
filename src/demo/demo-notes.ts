/** What the first counsellor wrote on sessions with the first client, the latest first. */
export const DEMO_RECORDS = [
  `## Subjective
Slept through on four nights of seven. Woke early on the day of the presentation, with a racing heart; used the breathing exercise and got up after ten minutes.

## Objective
Calmer than last week, spoke freely.

## Assessment
- The thought record helps with worry in the evening.
- Checking e-mail at night keeps it going.

## Plan
1. No e-mail after 21:00.
2. Bring the sleep diary again.`,
  `## Subjective
"The worst hour is the one before bed." Two evenings without checking the news, both followed by better nights.

## Objective
Tired, attentive.

## Assessment
Sees the link between checking and waking.

## Plan
Keep the diary. Try the breathing exercise twice a day, not only at night.`,
  `## Subjective
First week with the sleep diary. Between four and six hours a night.

## Objective
Restless, laughed about it.

## Assessment
Worry before sleep, long evenings in front of the screen.

## Plan
Agree on a fixed time to get up.`,
  `## Data
Told about the change of job and the months before it.

## Assessment
Worries about mistakes at work; no thoughts of harming themselves.

## Plan
Start a sleep diary.`,
];

/** What they keep for themselves on the latest of them. */
export const DEMO_WORKING_NOTE = "I speak too fast when they are silent. Leave more room next time.";

/** What a client brought, on one page. */
export const DEMO_DIARY = [
  "Sleep diary",
  "Mon: in bed 22:45, asleep about 23:30, up 06:30. Woke once.",
  "Tue: in bed 23:00, asleep about 23:20, up 06:30.",
  "Wed: in bed 22:30, asleep about 00:15, up 06:15. Mails until 22:00.",
  "Thu: in bed 22:45, asleep about 23:00, up 06:30. Breathing exercise.",
  "Fri: in bed 23:30, asleep about 23:45, up 07:30.",
];
