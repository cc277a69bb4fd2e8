import type { Gender, Medium, Offer, Specialization } from "../catalogue/catalogue-rules.js";

/** The password of every demo account. */
export const DEMO_PASSWORD = "healspace-demo";

export const DEMO_ADMIN = { email: "admin@healspace.example", name: "Robin Adler", zone: "Europe/Berlin" };

export const DEMO_CLIENTS = [
  { email: "sam@healspace.example", name: "Sam Okafor", zone: "Europe/Berlin" },
  { email: "mia@healspace.example", name: "Mia Lindgren", zone: "Europe/London" },
];

/** Clients who are there for their counsellors' history. */
export const DEMO_OTHERS = [
  { email: "lena@healspace.example", name: "Lena Fischer", zone: "Europe/Berlin" },
  { email: "yusuf@healspace.example", name: "Yusuf Demir", zone: "Europe/Istanbul" },
  { email: "clara@healspace.example", name: "Clara Novak", zone: "Europe/Prague" },
  { email: "tom@healspace.example", name: "Tom Becker", zone: "Europe/Berlin" },
  { email: "aisha@healspace.example", name: "Aisha Rahman", zone: "Europe/London" },
  { email: "luca@healspace.example", name: "Luca Romano", zone: "Europe/Rome" },
  { email: "nora@healspace.example", name: "Nora Hansen", zone: "Europe/Oslo" },
  { email: "david@healspace.example", name: "David Stein", zone: "Europe/Vienna" },
];

export interface DemoCounsellor {
  email: string;
  name: string;
  zone: string;
  credentials: string;
  approach: string;
  languages: string[];
  specializations: Specialization[];
  offers: Offer[];
  media: Medium[];
  gender?: Gender;
  /** The same ranges on each of these weekdays (1 is Monday). */
  hours: { days: number[]; ranges: { from: string; to: string }[] };
}

const MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5];
const ALL_MEDIA: Medium[] = ["video", "audio", "text"];

export const DEMO_COUNSELLORS: DemoCounsellor[] = [
  {
    email: "ana@healspace.example",
    name: "Ana Moreno",
    zone: "Europe/Berlin",
    credentials: "MSc Clinical Psychology, licensed psychotherapist",
    approach:
      "Worry is loud. We turn it down together, one small experiment at a time, and keep what helps. I work with cognitive behavioural therapy and a good deal of patience.",
    languages: ["English", "Spanish", "German"],
    specializations: ["anxiety", "stress", "sleep"],
    offers: [
      { type: "individual", minutes: 50, priceCents: 6000 },
      { type: "couple", minutes: 75, priceCents: 9500 },
    ],
    gender: "woman",
    media: ALL_MEDIA,
    hours: {
      days: MONDAY_TO_FRIDAY,
      ranges: [
        { from: "09:00", to: "12:30" },
        { from: "14:00", to: "18:00" },
      ],
    },
  },
  {
    email: "jonas@healspace.example",
    name: "Jonas Weber",
    zone: "Europe/Berlin",
    credentials: "Diplom-Psychologe, grief counsellor (BVT)",
    approach: "Grief has no timetable. I sit with you in it, and we find out what you want to carry on.",
    languages: ["German", "English"],
    specializations: ["grief", "depression"],
    offers: [{ type: "individual", minutes: 60, priceCents: 7000 }],
    gender: "man",
    media: ["video", "audio"],
    hours: { days: [1, 2, 4], ranges: [{ from: "10:00", to: "16:00" }] },
  },
  {
    email: "priya@healspace.example",
    name: "Priya Raman",
    zone: "Asia/Kolkata",
    credentials: "MPhil Counselling Psychology",
    approach: "Practical, warm and culturally aware. We look at what weighs on you and at what is already strong.",
    languages: ["English", "Hindi", "Tamil"],
    specializations: ["self-esteem", "identity", "stress"],
    offers: [
      { type: "individual", minutes: 45, priceCents: 2500 },
      { type: "teen", minutes: 45, priceCents: 2000 },
    ],
    gender: "woman",
    media: ALL_MEDIA,
    hours: { days: [1, 2, 3, 4, 5, 6], ranges: [{ from: "17:00", to: "22:00" }] },
  },
  {
    email: "marcus@healspace.example",
    name: "Marcus Bell",
    zone: "America/New_York",
    credentials: "LMFT, licensed marriage and family therapist",
    approach: "Couples come to me when talking has stopped working. We slow it down until both are heard.",
    languages: ["English"],
    specializations: ["relationships", "family"],
    offers: [
      { type: "couple", minutes: 80, priceCents: 14000 },
      { type: "family", minutes: 90, priceCents: 16000 },
    ],
    gender: "man",
    media: ["video"],
    hours: { days: [2, 3, 4], ranges: [{ from: "12:00", to: "20:00" }] },
  },
  {
    email: "chloe@healspace.example",
    name: "Chloé Dubois",
    zone: "Europe/Paris",
    credentials: "Psychologue clinicienne, EMDR practitioner",
    approach: "For what happened and will not rest. We go at your pace, and never further than feels safe.",
    languages: ["French", "English"],
    specializations: ["trauma", "anxiety"],
    offers: [{ type: "individual", minutes: 60, priceCents: 8500 }],
    gender: "woman",
    media: ["video", "audio"],
    hours: { days: MONDAY_TO_FRIDAY, ranges: [{ from: "08:30", to: "13:00" }] },
  },
  {
    email: "tomas@healspace.example",
    name: "Tomás Silva",
    zone: "Europe/Lisbon",
    credentials: "MA Addiction Counselling",
    approach: "No lectures. We look at what the habit does for you, and build something that does it better.",
    languages: ["Portuguese", "Spanish", "English"],
    specializations: ["addiction", "depression"],
    offers: [{ type: "individual", minutes: 50, priceCents: 4500 }],
    media: ALL_MEDIA,
    hours: { days: [1, 3, 5], ranges: [{ from: "15:00", to: "21:00" }] },
  },
  {
    email: "hana@healspace.example",
    name: "Hana Sato",
    zone: "Asia/Tokyo",
    credentials: "Certified clinical psychologist",
    approach: "Quiet and structured. For those who work too much and sleep too little.",
    languages: ["Japanese", "English"],
    specializations: ["sleep", "stress"],
    offers: [{ type: "individual", minutes: 40, priceCents: 5500 }],
    gender: "woman",
    media: ["video", "text"],
    hours: { days: [1, 2, 3, 4], ranges: [{ from: "18:00", to: "22:30" }] },
  },
  {
    email: "leila@healspace.example",
    name: "Leila Haddad",
    zone: "Europe/London",
    credentials: "BACP accredited counsellor",
    approach: "Person-centred counselling for people between places, cultures and versions of themselves.",
    languages: ["Arabic", "English", "French"],
    specializations: ["identity", "self-esteem", "family"],
    offers: [
      { type: "individual", minutes: 50, priceCents: 5500 },
      { type: "family", minutes: 75, priceCents: 8000 },
    ],
    gender: "woman",
    media: ALL_MEDIA,
    hours: { days: [2, 4, 6], ranges: [{ from: "09:00", to: "15:00" }] },
  },
  {
    email: "oskar@healspace.example",
    name: "Oskar Nyström",
    zone: "Europe/Stockholm",
    credentials: "Leg. psykolog, child and adolescent psychology",
    approach: "Teenagers talk to me about games, school and the rest. Parents are welcome for the last ten minutes.",
    languages: ["Swedish", "English"],
    specializations: ["teens", "self-esteem"],
    offers: [
      { type: "teen", minutes: 45, priceCents: 5000 },
      { type: "family", minutes: 60, priceCents: 7500 },
    ],
    gender: "man",
    media: ["video", "text"],
    hours: { days: MONDAY_TO_FRIDAY, ranges: [{ from: "14:00", to: "19:00" }] },
  },
  {
    email: "ruth@healspace.example",
    name: "Ruth Abernathy",
    zone: "Australia/Sydney",
    credentials: "PACFA registered psychotherapist",
    approach: "Thirty years of listening to people after a loss. There is no wrong way to tell it.",
    languages: ["English"],
    specializations: ["grief", "relationships"],
    offers: [
      { type: "individual", minutes: 50, priceCents: 6500 },
      { type: "couple", minutes: 75, priceCents: 9000 },
    ],
    gender: "woman",
    media: ["video", "audio"],
    hours: {
      days: [1, 2, 3],
      ranges: [
        { from: "07:00", to: "12:00" },
        { from: "17:00", to: "20:00" },
      ],
    },
  },
  {
    email: "diego@healspace.example",
    name: "Diego Fuentes",
    zone: "America/Mexico_City",
    credentials: "Lic. en Psicología, mindfulness teacher",
    approach: "Attention is a muscle. We train it gently, for calmer days and nights.",
    languages: ["Spanish", "English"],
    specializations: ["stress", "anxiety", "sleep"],
    offers: [{ type: "individual", minutes: 50, priceCents: 3000 }],
    media: ["audio", "text"],
    hours: { days: [1, 2, 3, 4, 5, 6], ranges: [{ from: "08:00", to: "11:00" }] },
  },
  {
    email: "ingrid@healspace.example",
    name: "Ingrid Vos",
    zone: "Europe/Amsterdam",
    credentials: "GZ-psycholoog, systemic therapist",
    approach: "Families are systems: when one thing moves, all of it moves. We find the one thing.",
    languages: ["Dutch", "English", "German"],
    specializations: ["family", "relationships", "depression"],
    offers: [
      { type: "family", minutes: 90, priceCents: 11000 },
      { type: "couple", minutes: 75, priceCents: 9500 },
      { type: "individual", minutes: 50, priceCents: 7000 },
    ],
    gender: "woman",
    media: ALL_MEDIA,
    hours: { days: [1, 2, 3, 4], ranges: [{ from: "09:00", to: "17:00" }] },
  },
  {
    email: "noah@healspace.example",
    name: "Noah Mensah",
    zone: "Africa/Accra",
    credentials: "MSc Counselling, trauma-informed care",
    approach: "Steady company after hard events, for adults and young people.",
    languages: ["English"],
    specializations: ["trauma", "teens", "addiction"],
    offers: [
      { type: "individual", minutes: 50, priceCents: 2800 },
      { type: "teen", minutes: 45, priceCents: 2400 },
    ],
    gender: "other",
    media: ALL_MEDIA,
    hours: { days: [5, 6, 7], ranges: [{ from: "10:00", to: "18:00" }] },
  },
];
