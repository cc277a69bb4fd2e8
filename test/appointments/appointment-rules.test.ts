import { expect } from "chai";
import {
  attendanceDeadline,
  cancellationTerms,
  isRoomOpen,
  joinWindow,
  cancellationFor,
  isReschedulable,
} from "../../src/appointments/appointment-rules.js";
import { windowWords } from "../../src/catalogue/terms-rules.js";

const at = (time: string): Date => new Date(`2026-11-24T${time}:00Z`);
const hour = { startsAt: at("14:00"), endsAt: at("15:00") };

describe("An appointment, by its rules", () => {
  it("waits 30 minutes for both, or until the end of a shorter session", () => {
    expect(attendanceDeadline(hour)).to.deep.equal(at("14:30"));
    expect(attendanceDeadline({ startsAt: at("14:00"), endsAt: at("14:20") })).to.deep.equal(at("14:20"));
  });

  it("opens the room from ten minutes before the start to fifteen after the end", () => {
    expect(joinWindow(hour)).to.deep.equal({ opensAt: at("13:50"), closesAt: at("15:15") });
    const booked = { ...hour, status: "booked" as const };
    expect(isRoomOpen(booked, at("13:49"))).to.equal(false);
    expect(isRoomOpen(booked, at("13:50"))).to.equal(true);
    expect(isRoomOpen(booked, at("15:14"))).to.equal(true);
    expect(isRoomOpen(booked, at("15:15"))).to.equal(false);
  });

  it("opens no room for a hold, a cancelled or a completed session", () => {
    for (const status of ["held", "cancelled", "completed"] as const) {
      expect(isRoomOpen({ ...hour, status }, at("14:00"))).to.equal(false);
    }
  });

  describe("judging a session that never became live", () => {
    const judge = (client: boolean, counsellor: boolean) =>
      cancellationFor({ client, counsellor }, { priceCents: 6000 }, at("14:30"));

    it("keeps the money when only the counsellor attended, and calls nobody absent who did", () => {
      expect(judge(false, false)).to.include({ by: "system", reason: "unattended", refundCents: 6000 });
      expect(judge(true, false)).to.include({ reason: "counsellor absent", refundCents: 6000 });
      expect(judge(false, true)).to.include({ reason: "client absent", refundCents: 0 });
      expect(judge(true, true)).to.include({ reason: "unattended", refundCents: 6000 });
    });
  });

  describe("cancelling", () => {
    const booked = { ...hour, status: "booked" as const, priceCents: 6000, windowHours: 24 };
    const terms = (by: "client" | "counsellor", now: string) => cancellationTerms(booked, by, new Date(now));

    it("is free for a client until 24 hours before the start", () => {
      expect(terms("client", "2026-11-23T14:00:00Z")).to.deep.equal({ refundCents: 6000 });
      expect(terms("client", "2026-11-23T14:00:01Z")).to.deep.equal({ refundCents: 0 });
    });

    it("by the counsellor always returns everything", () => {
      expect(terms("counsellor", "2026-11-24T13:59:00Z")).to.deep.equal({ refundCents: 6000 });
    });

    it("is possible until the start, and only for what is booked", () => {
      expect(terms("client", "2026-11-24T14:00:00Z")).to.equal(null);
      expect(cancellationTerms({ ...booked, status: "live" }, "counsellor", at("13:59"))).to.equal(null);
    });
  });

  it("keeps the window that was agreed, from the very start to three days before", () => {
    const cases: [windowHours: number, last: string, after: string][] = [
      [0, "2026-11-24T13:59:59Z", "2026-11-24T14:00:00Z"],
      [1, "2026-11-24T13:00:00Z", "2026-11-24T13:00:01Z"],
      [24, "2026-11-23T14:00:00Z", "2026-11-23T14:00:01Z"],
      [48, "2026-11-22T14:00:00Z", "2026-11-22T14:00:01Z"],
      [72, "2026-11-21T14:00:00Z", "2026-11-21T14:00:01Z"],
    ];
    for (const [windowHours, last, after] of cases) {
      const booked = { ...hour, status: "booked" as const, priceCents: 6000, windowHours };
      expect(cancellationTerms(booked, "client", new Date(last)), last).to.deep.equal({ refundCents: 6000 });
      expect(cancellationTerms(booked, "client", new Date(after))?.refundCents ?? 0, after).to.equal(0);
      expect(isReschedulable(booked, new Date(last)), last).to.equal(true);
      expect(isReschedulable(booked, new Date(after)), after).to.equal(false);
    }
    expect([0, 1, 24].map(windowWords)).to.deep.equal([
      "the start",
      "1 hour before the start",
      "24 hours before the start",
    ]);
  });

  it("lets a client move what is booked until the window before the start, and nothing else", () => {
    const booked = { ...hour, status: "booked" as const, windowHours: 24 };
    expect(isReschedulable(booked, new Date("2026-11-23T14:00:00Z"))).to.equal(true);
    expect(isReschedulable(booked, new Date("2026-11-23T14:00:01Z"))).to.equal(false);
    for (const status of ["held", "live", "completed", "cancelled"] as const) {
      expect(isReschedulable({ ...booked, status }, new Date("2026-11-20T14:00:00Z")), status).to.equal(false);
    }
  });
});
