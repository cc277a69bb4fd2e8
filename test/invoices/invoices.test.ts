import { expect } from "chai";
import mongoose from "mongoose";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { findOpenSessions } from "../../src/invoices/find-invoices.js";
import { cancelInvoice } from "../../src/invoices/cancel-invoice.js";
import { InvoiceModel } from "../../src/invoices/invoice-model.js";
import { issueInvoice } from "../../src/invoices/issue-invoice.js";
import { InvoiceSettingsModel } from "../../src/invoices/invoice-settings-model.js";
import { confirmBooking } from "../../src/booking/confirm-booking.js";
import { markPaid } from "../../src/booking/mark-paid.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { saveInstructions } from "../../src/payments/direct-details.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { actorOf, book, wanted } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const TO = "Kim Weiss\nHauptstr. 1\n10115 Berlin";
const SETTINGS = "form[action='/invoices/settings']";

describe("Invoices", () => {
  let site: TestSite;
  let counsellor: TestPerson;
  let client: TestPerson;
  let desk: Reader;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    counsellor = await makeCounsellor({ name: "Ana Moreno" });
    client = await makeClient({ name: "Kim Weiss" });
    desk = await signedIn(site, counsellor);
  });

  const setUp = async (fields: Record<string, string> = {}) => {
    const settings = { address: "Ana Moreno\nAm Park 2\n10115 Berlin", taxRate: "19", taxText: "DE123456789" };
    return desk.submit(await desk.get("/invoices/settings"), SETTINGS, { ...settings, ...fields });
  };

  /** A session of another hour each time that took place. */
  const completed = async (hour: number): Promise<string> => {
    const start = new Date(Date.UTC(2026, 10, 25, hour)).toISOString();
    const { _id } = await book(site, client, counsellor, start);
    await AppointmentModel.updateOne({ _id }, { $set: { status: "completed" }, $unset: { ticks: 1, deadlineAt: 1 } });
    return String(_id);
  };

  const issue = (appointmentId: string) =>
    issueInvoice(site.services, actorOf(counsellor, "counsellor"), { appointmentId, to: TO });

  const numbers = async (): Promise<number[]> => {
    const found = await InvoiceModel.find({ counsellorId: counsellor.id }).sort({ number: 1 }).lean();
    return found.map(({ number }) => number);
  };

  it("are issued on a page, with addresses and tax, stored encrypted, and read by both and nobody else", async () => {
    const id = await completed(9);
    const first = await desk.follow(await desk.get(`/appointments/${id}`), "Issue an invoice");
    expect(first.text).to.contain("Before your first invoice, enter your address and tax.");
    expect((await setUp({ taxRate: "a lot" })).status).to.equal(422);
    expect((await setUp({ address: " \n " })).status).to.equal(422);
    const list = await setUp();
    expect(list.text).to.contain("Individual session with Kim Weiss");
    const draft = await desk.get(`/appointments/${id}/invoice`);
    const page = await desk.submit(draft, "form[action$='/invoice']", { to: TO });
    for (const words of ["Invoice 0001", "Issued on 23 November 2026", "Hauptstr. 1", "Am Park 2", "DE123456789"]) {
      expect(page.text).to.contain(words);
    }
    expect(page.text).to.contain("Net 50.42 €").and.to.contain("Tax, 19 % 9.58 €").and.to.contain("Total 60.00 €");
    const stored = await Promise.all([InvoiceModel.find().lean(), InvoiceSettingsModel.find().lean()]);
    expect(JSON.stringify(stored)).not.to.match(/Hauptstr|Am Park/);

    const path = new URL(page.url).pathname;
    const reader = await signedIn(site, client);
    const own = await reader.follow(await reader.get(`/appointments/${id}`), "Invoice 0001");
    expect(own.text).to.contain("Total 60.00 €").and.not.to.contain("Cancel this invoice");
    for (const other of [await makeClient(), await makeCounsellor()]) {
      expect((await (await signedIn(site, other)).get(path)).status).to.equal(404);
    }
  });

  it("keep what they said when the counsellor's address changes", async () => {
    await setUp();
    const path = `/invoices/${await issue(await completed(9))}`;
    await setUp({ address: "Ana Moreno\nElsewhere 3", taxRate: "7" });
    expect((await desk.get(path)).text)
      .to.contain("Am Park 2")
      .and.to.contain("Tax, 19 %");
  });

  it("are numbered without a gap however many are issued at once, and once for a session", async () => {
    await setUp();
    const ids: string[] = [];
    for (const hour of [9, 8, 10, 11, 12, 13]) ids.push(await completed(hour));
    const { shown } = await findOpenSessions(actorOf(counsellor, "counsellor"), "2026-11", 1);
    expect(shown.map(({ startsAt }) => startsAt.getUTCHours())).to.deep.equal([13, 12, 11, 10, 9, 8]);
    const issued = await Promise.all([...ids, ...ids].map(issue));
    expect(new Set(issued).size).to.equal(6);
    expect(await numbers()).to.deep.equal([1, 2, 3, 4, 5, 6]);
    const other = await makeCounsellor();
    expect(await InvoiceModel.countDocuments({ counsellorId: other.id })).to.equal(0);
  });

  it("are still to be issued for the sessions of the month that is shown, twenty on a page", async () => {
    await setUp();
    const [first, ...others] = [await completed(9), await completed(10), await completed(11)];
    await AppointmentModel.updateOne({ _id: first }, { $set: { startsAt: new Date("2026-10-31T22:59:00Z") } });
    await issue(others[0]);
    const session = await AppointmentModel.findById(others[1]).orFail().lean();
    const more = Array.from({ length: 20 }, (_, n) => ({
      ...session,
      _id: new mongoose.Types.ObjectId(),
      startsAt: new Date(Date.UTC(2026, 9, 31, 23, n)),
    }));
    await AppointmentModel.insertMany(more);
    const listed = async (path: string): Promise<[number, string[]]> => {
      const page = await desk.get(path);
      const links = page.document
        .querySelectorAll("a[href$='/invoice']")
        .map((link) => link.getAttribute("href") ?? "");
      return [links.length, links];
    };
    expect((await listed("/invoices?month=2026-11"))[0]).to.equal(20);
    const rest = await desk.follow(await desk.get("/invoices?month=2026-11"), "Next");
    expect(rest.document.querySelectorAll("a[href$='/invoice']")).to.have.length(1);
    expect(rest.html).to.contain(`/appointments/${String(more[0]!._id)}/invoice`);
    expect(await listed("/invoices?month=2026-10")).to.deep.equal([1, [`/appointments/${first}/invoice`]]);
    expect((await desk.get("/invoices?month=2026-09")).text).to.contain("None in this month.");
  });

  it("lose no number when storing one fails", async () => {
    await setUp();
    const [first, second] = [await completed(9), await completed(11)];
    const create: typeof InvoiceModel.create = InvoiceModel.create.bind(InvoiceModel);
    InvoiceModel.create = (() => Promise.reject(new Error("The database is away"))) as typeof create;
    await failure(issue(first)).finally(() => (InvoiceModel.create = create));
    await issue(second);
    await issue(first);
    expect(await numbers()).to.deep.equal([1, 2]);
  });

  it("are corrected by one that cancels them, once, and never changed", async () => {
    await setUp();
    const id = await completed(9);
    const invoice = await issue(id);
    const before = await InvoiceModel.findById(invoice).lean();
    const page = await desk.follow(await desk.get(`/invoices/${invoice}`), "Cancel this invoice");
    expect(page.document.querySelector("title")?.text).to.contain("Cancel invoice 0001?");
    const cancelling = await desk.submit(page, "form[action$='/cancel']");
    expect(cancelling.text).to.contain("Cancelling invoice 0002").and.to.contain("It cancels invoice 0001.");
    expect(cancelling.text).to.contain("Total -60.00 €");
    const ana = actorOf(counsellor, "counsellor");
    const again = await Promise.all([1, 2].map(() => cancelInvoice(site.services, ana, invoice)));
    expect(new URL(cancelling.url).pathname).to.equal(`/invoices/${again[0]}`);
    expect(await failure(cancelInvoice(site.services, ana, String(again[0])))).to.have.property("status", 409);
    expect((await desk.get(`/invoices/${invoice}`)).text)
      .to.contain("This invoice was cancelled by invoice 0002.")
      .and.not.to.contain("Cancel this invoice");
    expect(await InvoiceModel.findById(invoice).lean()).to.deep.equal(before);
    const corrected = await issue(id);
    expect(await issue(id)).to.equal(corrected);
    expect(await numbers()).to.deep.equal([1, 2, 3]);
  });

  it("take their settings from one window: a second one shows what it typed and overwrites nothing", async () => {
    await setUp();
    const [one, two] = [await desk.get("/invoices/settings"), await desk.get("/invoices/settings")];
    await desk.submit(one, SETTINGS, { taxText: "From one window" });
    const refused = await desk.submit(two, SETTINGS, { taxText: "From the other" });
    expect([refused.status, refused.html.includes("From the other")]).to.deep.equal([409, true]);
    expect((await desk.get("/invoices/settings")).html).to.contain("From one window");
  });

  it("are listed by month, and as a file in which no cell is a formula", async () => {
    await setUp({ taxText: '=HYPERLINK("https://example.org")' });
    const id = await issue(await completed(9));
    const list = await desk.get("/invoices?month=2026-11");
    expect(list.text).to.contain("0001 Kim Weiss 23 November 2026 60.00 €");
    const file = await desk.follow(list, "Download as CSV");
    expect(file.headers.get("content-disposition")).to.contain("invoices-2026-11.csv");
    const [head = "", row = ""] = file.html.replace(/^\uFEFF/, "").split("\r\n");
    expect(head).to.contain("Number,Issued on,Kind");
    expect(row).to.contain('0001,2026-11-23,Invoice,,"Kim Weiss, Hauptstr. 1, 10115 Berlin"');
    expect(row).to.contain("50.42,19,9.58,60.00,EUR").and.to.contain(`"'=HYPERLINK(""https`);
    await issue(await completed(11));
    expect((await desk.get("/invoices?month=2026-11")).text).to.match(/0001 Kim Weiss.*0002 Kim Weiss/s);
    expect((await desk.get("/invoices?month=2026-10")).text).to.contain("No invoices for this month.");
    expect((await desk.get(`/invoices/${id}/cancel`)).status).to.equal(200);
  });

  it("say how a session that is paid directly was paid, or how to pay it", async () => {
    await setUp();
    await CounsellorModel.updateOne({ _id: counsellor.id }, { $set: { "offers.0.payBy": "direct" } });
    const ana = actorOf(counsellor, "counsellor");
    await saveInstructions(site.services, ana, { instructions: "DE02 1203 0000", version: "" });
    const bookDirect = async (startsAt: string): Promise<string> => {
      const { _id, holdId } = await placeHold(site.services, actorOf(client), wanted(counsellor, startsAt));
      await confirmBooking(site.services, actorOf(client), String(holdId));
      await AppointmentModel.updateOne({ _id }, { $set: { status: "completed" }, $unset: { ticks: 1, deadlineAt: 1 } });
      return String(_id);
    };
    const due = await bookDirect("2026-11-25T09:00:00.000Z");
    expect((await desk.get(`/invoices/${await issue(due)}`)).text).to.contain("To be paid. DE02 1203 0000");
    const paid = await bookDirect("2026-11-25T12:00:00.000Z");
    await markPaid(site.services, ana, { appointmentId: paid, isPaid: true });
    const page = await desk.get(`/invoices/${await issue(paid)}`);
    expect(page.text).to.contain("Paid by 23 November 2026.").and.not.to.contain("DE02");
  });

  it("are refused for sessions that are booked, free or were cancelled in time", async () => {
    await setUp();
    const { _id } = await book(site, client, counsellor, "2026-11-25T09:00:00.000Z");
    expect(await failure(issue(String(_id)))).to.have.property("status", 409);
    const draft = await desk.get(`/appointments/${String(_id)}/invoice`);
    expect(new URL(draft.url).pathname).to.equal(`/appointments/${String(_id)}`);
  });
});
