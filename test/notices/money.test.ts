import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { addMinutes } from "../../src/appointments/appointment-rules.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { refundPayment } from "../../src/payments/refund-payment.js";
import { attend } from "../support/attend.js";
import { actorOf, wanted, GOOD_CARD } from "../support/booking.js";
import { signedIn } from "../support/people.js";
import { minutesBefore, NEW_START, START, ToldAppointment } from "./told-appointment.js";

describe("Notices of money", () => {
  const told = ToldAppointment.forEachTest();

  it("say that the money comes back when a counsellor cancels, and again when it has", async () => {
    await told.site.tell();
    await told.cancel(told.counsellor, "counsellor");
    await told.site.tell();
    await told.moneyArrives();
    const [, cancelled, returned] = told.site.server.to(told.client);
    expect(cancelled?.parts.get("text/plain"))
      .to.contain("Ana Moreno cancelled your appointment.")
      .and.to.contain("Your refund of 60.00 € is on its way.");
    expect(cancelled?.parts.get("text/calendar")).to.contain("METHOD:CANCEL").and.to.contain("STATUS:CANCELLED");
    expect(returned?.subject).to.equal("60.00 € refunded to you");
    expect(returned?.parts.get("text/plain")).to.contain("ending in 4242").and.to.contain("no money moved");
    expect(returned?.parts.has("text/calendar")).to.equal(false);
    expect(told.subjectsTo(told.counsellor)).to.deep.equal(["Appointment confirmed", "Appointment cancelled"]);
  });

  it("do not say that money came back before it did", async () => {
    await told.site.tell();
    await told.cancel(told.counsellor, "counsellor");
    await told.tellAt(addMinutes(told.site.clock.now(), 60));
    expect(told.subjectsTo(told.client)).to.deep.equal(["Appointment confirmed", "Appointment cancelled"]);
    await told.moneyArrives();
    expect(told.subjectsTo(told.client)).to.have.length(3);
  });

  it("tell of money that came back because its time was gone", async () => {
    const held = await placeHold(told.site.services, actorOf(told.client), wanted(told.counsellor, NEW_START));
    await payAppointment(told.site.services, actorOf(told.client), String(held._id), GOOD_CARD);
    const payment = await PaymentModel.findOne({ appointmentId: held._id }).orFail().lean();
    await AppointmentModel.deleteOne({ _id: held._id });
    await refundPayment(told.site.services, payment, 6000);
    await told.site.tell();
    await told.moneyArrives();
    const text = told.site.server.to(told.client).at(-1)?.parts.get("text/plain");
    expect(text).to.contain("60.00 € refunded to you").and.to.contain("gone before your payment arrived");
    const page = await (await signedIn(told.site, told.client)).get("/notices");
    expect(page.text).to.contain("Refund Sent By e-mail");
  });

  it("say when nothing is returned, and report a missed session without blame", async () => {
    await told.site.tell();
    await attend(told.appointment._id, "counsellor", minutesBefore(START, 1), addMinutes(new Date(START), 30));
    told.site.clock.moveTo(addMinutes(new Date(START), 31));
    await told.site.sweep();
    await told.site.tell();
    expect(told.site.server.to(told.client).at(-1)?.parts.get("text/plain"))
      .to.contain("because you did not come in the first 30 minutes")
      .and.to.contain("Your payment was not refunded.");
  });
});
