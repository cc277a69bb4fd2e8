import type { CHOICES } from "./availability-rules.js";

/** A booking setting, in the words of the editor. */
export interface Setting {
  name: keyof typeof CHOICES;
  label: string;
  hint: string;
  words: (value: number) => string;
}

const minutes = (count: number): string => `${count} minutes`;
const days = (count: number): string => `${count} days`;

/** The settings in the order in which the editor shows them. */
export const SETTINGS: Setting[] = [
  {
    name: "slotStepMinutes",
    label: "Sessions can start every",
    hint: "Counted from the start of each range.",
    words: minutes,
  },
  {
    name: "bufferMinutes",
    label: "Free time after each session",
    hint: "Time for notes and a break. Clients cannot book it.",
    words: (value) => (value === 0 ? "None" : minutes(value)),
  },
  {
    name: "minimumNoticeHours",
    label: "Minimum notice",
    hint: "How long before the start clients can still book.",
    words: noticeWords,
  },
  { name: "bookingWindowDays", label: "Booking window", hint: "How far ahead clients can book.", words: days },
  {
    name: "offerHours",
    label: "Offered times",
    hint: "How long a time you offer is kept for the client.",
    words: noticeWords,
  },
];

function noticeWords(hours: number): string {
  if (hours === 0) return "No notice";
  if (hours >= 48) return days(hours / 24);
  return hours === 1 ? "1 hour" : `${hours} hours`;
}
