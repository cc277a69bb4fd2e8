import { expect } from "chai";
import { isEarned } from "../../src/appointments/appointment-rules.js";
import { describeInvoice } from "../../src/invoices/describe-invoice.js";
import type { InvoiceView } from "../../src/invoices/find-invoice.js";
import { monthsAfter, monthWords, nextRound, readRate, taxIn } from "../../src/invoices/invoice-rules.js";

const at = new Date("2026-11-24T14:00:00Z");

describe("An invoice's rules", () => {
  it("find the tax that a total contains, to the cent, and the same again where it is cancelled", () => {
    const cases: [total: number, rate: number, tax: number][] = [
      [11900, 1900, 1900],
      [6000, 1900, 958],
      [6000, 0, 0],
      [10750, 750, 750],
      [1, 1900, 0],
      [10000, 2550, 2032],
    ];
    for (const [total, rate, tax] of cases) {
      expect(taxIn(total, rate), `${total} at ${rate}`).to.equal(tax);
      expect(taxIn(-total, rate) + tax, `${-total} at ${rate}`).to.equal(0);
    }
  });

  it("read a rate in many spellings", () => {
    const read: [string, number | null][] = [
      ["19", 1900],
      ["7,5", 750],
      [" 7.75 % ", 775],
      ["١٩", 1900],
      ["0", 0],
      ["50", 5000],
      ["50.01", null],
      ["-1", null],
      ["a lot", null],
      ["1.999", null],
    ];
    for (const [text, rate] of read) expect(readRate(text), text).to.equal(rate);
  });

  it("let a session be invoiced once, and again after each cancelling invoice", () => {
    const invoice = (round: number) => ({ kind: "invoice" as const, round });
    const cancelling = (round: number) => ({ kind: "cancelling" as const, round });
    expect(nextRound([])).to.equal(0);
    expect(nextRound([invoice(0)])).to.equal(null);
    expect(nextRound([cancelling(0), invoice(0)])).to.equal(1);
    expect(nextRound([invoice(0), cancelling(0), invoice(1)])).to.equal(null);
    expect(nextRound([invoice(0), cancelling(0), cancelling(1), invoice(1)])).to.equal(2);
  });

  it("count a session that took place, was cancelled late or missed as earned", () => {
    const cancelled = (refundCents: number) => ({ by: "client", reason: "chosen", at, refundCents }) as const;
    expect(isEarned({ status: "completed", priceCents: 6000 })).to.equal(true);
    expect(isEarned({ status: "cancelled", priceCents: 6000, cancellation: cancelled(0) })).to.equal(true);
    expect(isEarned({ status: "cancelled", priceCents: 6000, cancellation: cancelled(6000) })).to.equal(false);
    expect(isEarned({ status: "completed", priceCents: 0 })).to.equal(false);
    for (const status of ["held", "booked", "live"] as const) {
      expect(isEarned({ status, priceCents: 6000 }), status).to.equal(false);
    }
  });

  it("write out the tax that a total contains, and say nothing of tax where there is none", () => {
    const invoice = { kind: "invoice", number: 7, issuedOn: "2026-11-24", totalCents: 11900 };
    const lines = (taxRate: number): string[] => {
      const text = { service: "Individual session", heldOn: "2026-11-24", isMissed: false, taxRate };
      const view = { invoice, text, cancelledBy: null } as unknown as InvoiceView;
      return describeInvoice(view, String).lines.map(({ what, amount }) => `${what}: ${amount}`);
    };
    expect(lines(1900)).to.deep.equal(["Net: 10000", "Tax, 19 %: 1900"]);
    expect(lines(0)).to.deep.equal([]);
  });

  it("name and count months across years", () => {
    expect(monthWords("2026-11")).to.equal("November 2026");
    expect([monthsAfter("2026-12", 1), monthsAfter("2026-01", -1)]).to.deep.equal(["2027-01", "2025-12"]);
  });
});
