import type { Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { addMinutes } from "../appointments/appointment-rules.js";
import { findNearestSlots } from "../availability/find-slots.js";
import { savePrices } from "../clients/save-prices.js";
import { findRemark, saveRemark } from "../clients/remark.js";
import { issueInvoice } from "../invoices/issue-invoice.js";
import { saveInvoiceSettings } from "../invoices/invoice-settings.js";
import { attachFile } from "../notes/attach-file.js";
import { saveNote } from "../notes/save-note.js";
import { signRecord } from "../notes/sign-record.js";
import { makeOffer } from "../offers/make-offer.js";
import type { Services } from "../services.js";
import { DEMO_CLIENTS, DEMO_COUNSELLORS, DEMO_OTHERS } from "./demo-people.js";
import { DEMO_DIARY, DEMO_RECORDS, DEMO_WORKING_NOTE } from "./demo-notes.js";
import { demoPdf } from "./demo-pdf.js";
import { findPerson } from "./find-person.js";
import { drawLandscape } from "./landscape-rules.js";

const DAY_MS = 24 * 60 * 60_000;
const FIRST = { version: 0, sitting: "demo", turn: 1 };

/** Creates what the first counsellor keeps about their clients: notes, signed but for the latest, an offer, a price, invoices. */
export async function makeDemoDesk(services: Services): Promise<void> {
  const [counsellor, client, other] = await Promise.all(
    [DEMO_COUNSELLORS[0], DEMO_CLIENTS[0], DEMO_OTHERS[0]].map((each) => findPerson(each?.email)),
  );
  if (!counsellor || !client || !other) throw new Error("There is no such demo person");
  const sessions = await findSessions(counsellor, client);
  await writeNotes(services, counsellor, sessions);
  await offer(services, counsellor, client);
  const { version } = await findRemark(services, counsellor, client.id);
  await saveRemark(services, counsellor, {
    clientId: client.id,
    text: "Prefers mornings. On holiday in the second half of August.",
    version,
  });
  await savePrices(counsellor, other.id, [{ type: "individual", priceCents: 4500 }]);
  await writeInvoices(services, counsellor, sessions);
}

/** Their completed sessions, the latest first. */
function findSessions(counsellor: Person, client: Person): Promise<Appointment[]> {
  const theirs = { counsellorId: counsellor.id, clientId: client.id, status: "completed" as const };
  return AppointmentModel.find(theirs).sort({ startsAt: -1 }).limit(DEMO_RECORDS.length).lean();
}

async function writeNotes(services: Services, counsellor: Person, sessions: Appointment[]): Promise<void> {
  for (const [place, { _id, endsAt }] of sessions.entries()) {
    const appointmentId = String(_id);
    const then = { ...services, clock: { now: () => addMinutes(endsAt, 20) } };
    const text = DEMO_RECORDS[place] ?? "";
    const { version } = await saveNote(then, counsellor, appointmentId, { kind: "record", text, ...FIRST });
    if (place === 0) await attachDiary(then, counsellor, appointmentId);
    if (place === 1) await attachPicture(then, counsellor, appointmentId);
    if (place > 0) await signRecord(then, counsellor, { appointmentId, version });
  }
  const [latest] = sessions;
  if (!latest) return;
  const working = { kind: "private" as const, text: DEMO_WORKING_NOTE, ...FIRST };
  await saveNote(services, counsellor, String(latest._id), working);
}

async function attachDiary(services: Services, counsellor: Person, appointmentId: string): Promise<void> {
  const file = { name: "sleep-diary.pdf", bytes: demoPdf(DEMO_DIARY) };
  await attachFile(services, counsellor, { appointmentId, noteKind: "record" }, file);
}

async function attachPicture(services: Services, counsellor: Person, appointmentId: string): Promise<void> {
  const { default: sharp } = await import("sharp");
  const bytes = await sharp(Buffer.from(drawLandscape(3)))
    .png()
    .toBuffer();
  await attachFile(services, counsellor, { appointmentId, noteKind: "record" }, { name: "quiet-place.png", bytes });
}

/** The first free time from a week ahead on. */
async function offer(services: Services, counsellor: Person, client: Person): Promise<void> {
  const ahead = new Date(services.clock.now().getTime() + 8 * DAY_MS);
  const [startsAt] = await findNearestSlots(services, { counsellorId: counsellor.id, minutes: 50 }, ahead);
  if (!startsAt) return;
  const wish = { clientId: client.id, sessionType: "individual", medium: "video", startsAt, outside: false } as const;
  await makeOffer(services, counsellor, wish);
}

async function writeInvoices(services: Services, counsellor: Person, sessions: Appointment[]): Promise<void> {
  await saveInvoiceSettings(services, counsellor, {
    address: "Ana Moreno\nLindenweg 4\n10115 Berlin",
    taxRate: 0,
    taxText: "Exempt from VAT.",
    version: "",
  });
  const to = "Sam Okafor\nUferstr. 12\n10115 Berlin";
  for (const { _id } of sessions.slice(0, 2).reverse()) {
    await issueInvoice(services, counsellor, { appointmentId: String(_id), to });
  }
}
