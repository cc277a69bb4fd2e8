import mongoose, { Schema } from "mongoose";
import { MEDIA, SESSION_TYPES, type Medium, type SessionType } from "../catalogue/catalogue-rules.js";
import { CANCEL_WINDOW_HOURS, PAY_WAYS, type Terms } from "../catalogue/terms-rules.js";
import type { UpcomingPlaces } from "../catalogue/upcoming-rules.js";
import { STATUSES, type Cancellation, type AppointmentChange, type Status } from "./appointment-rules.js";

/** A hold and what becomes of it: the one record of a session. Only what its client booked by themselves takes places. */
export interface Appointment extends Terms, Partial<UpcomingPlaces> {
  _id: mongoose.Types.ObjectId;
  /**
   * What checkout and its payments name the hold by: a new one whenever the client chooses another time, so that an old page or a
   * late payment is never taken to be about the new time. The first is the appointment's own id.
   */
  holdId: mongoose.Types.ObjectId;
  clientId: mongoose.Types.ObjectId;
  counsellorId: mongoose.Types.ObjectId;
  status: Status;
  sessionType: SessionType;
  medium: Medium;
  startsAt: Date;
  endsAt: Date;
  /** The five-minute ticks that it claims, buffer included; absent once they are released. */
  ticks?: number[];
  /** The next deadline: of the hold, of waiting for both, or of the session. Absent when nothing is due. */
  deadlineAt?: Date;
  /** Until when a counsellor's offer of this time stands; kept while its client pays. */
  offeredUntil?: Date;
  /** The booked session for which this is an offer of another time, and when that one starts. */
  moves?: mongoose.Types.ObjectId;
  movesFrom?: Date;
  /** Set once the client has accepted the other time, until the session has moved there. */
  moving?: true;
  /** Set when the hold was extended because its payment was slow, which happens once. */
  heldLonger?: true;
  /** The number of the next attempt to pay; part of the charge's idempotency key. */
  paymentAttempt: number;
  /** Set on a first talk that counts: each client has one with a counsellor. */
  firstTalk?: true;
  /** When its counsellor marked a session that is paid directly as paid. */
  paidDirectlyAt?: Date;
  /** The gateway's id of the charge that paid for it. */
  chargeId?: string;
  /** When each first came to the room. */
  cameAt: { client?: Date; counsellor?: Date };
  /** Until when each counts as present, unless they stay longer; absent once they are known to be gone. */
  presentUntil: { client?: Date; counsellor?: Date };
  /** Who hides their network address in its call. */
  hidesAddress?: { client?: boolean; counsellor?: boolean };
  liveAt?: Date;
  endedAt?: Date;
  /** Since when its counsellor owes a signed record: from the end of a session that took place until the record is signed. */
  recordDueSince?: Date;
  /** Another one with each change of what a counsellor's figures count; absent once the stored sums of its day include it. */
  uncounted?: mongoose.Types.ObjectId;
  cancellation?: Cancellation;
  history: AppointmentChange[];
  /** Set in the same write as a change that people must be told of; cleared once its notices exist. */
  needsNotice?: true;
}

const twoDates = { _id: false, client: Date, counsellor: Date };

const schema = new Schema<Appointment>(
  {
    holdId: { type: Schema.Types.ObjectId, default: ownId },
    clientId: { type: Schema.Types.ObjectId, required: true },
    counsellorId: { type: Schema.Types.ObjectId, required: true },
    status: { type: String, enum: STATUSES, required: true },
    sessionType: { type: String, enum: Object.keys(SESSION_TYPES), required: true },
    medium: { type: String, enum: Object.keys(MEDIA), required: true },
    startsAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    priceCents: { type: Number, required: true },
    payBy: { type: String, enum: PAY_WAYS, default: "site" },
    windowHours: { type: Number, default: CANCEL_WINDOW_HOURS.usual },
    ticks: { type: [Number], default: undefined },
    placeWithOne: Number,
    placeInAll: Number,
    deadlineAt: Date,
    offeredUntil: Date,
    moves: Schema.Types.ObjectId,
    movesFrom: Date,
    moving: Boolean,
    heldLonger: Boolean,
    paymentAttempt: { type: Number, required: true },
    firstTalk: Boolean,
    paidDirectlyAt: Date,
    chargeId: String,
    cameAt: { type: twoDates, default: {} },
    presentUntil: { type: twoDates, default: {} },
    hidesAddress: { type: { _id: false, client: Boolean, counsellor: Boolean }, default: undefined },
    liveAt: Date,
    endedAt: Date,
    recordDueSince: Date,
    uncounted: Schema.Types.ObjectId,
    cancellation: {
      type: { _id: false, by: String, reason: String, at: Date, refundCents: Number },
      default: undefined,
    },
    history: [{ _id: false, at: Date, by: String, what: String, from: Date }],
    needsNotice: Boolean,
  },
  { collection: "appointments", versionKey: false, minimize: false },
);
const claimed = { partialFilterExpression: { ticks: { $exists: true } } };
schema.index({ counsellorId: 1, ticks: 1 }, { unique: true, ...claimed });
schema.index({ clientId: 1, ticks: 1 }, { unique: true, ...claimed });
// A session gives its places up together with its time.
schema.index(
  { clientId: 1, counsellorId: 1, placeWithOne: 1 },
  { unique: true, partialFilterExpression: { placeWithOne: { $exists: true }, ticks: { $exists: true } } },
);
schema.index(
  { clientId: 1, placeInAll: 1 },
  { unique: true, partialFilterExpression: { placeInAll: { $exists: true }, ticks: { $exists: true } } },
);
schema.index(
  { counsellorId: 1, clientId: 1, firstTalk: 1 },
  { unique: true, partialFilterExpression: { firstTalk: true } },
);
schema.index({ clientId: 1 }, { unique: true, partialFilterExpression: { status: "held" } });
schema.index({ moves: 1 }, { unique: true, partialFilterExpression: { status: "offered", moves: { $exists: true } } });
schema.index({ holdId: 1 });
schema.index({ deadlineAt: 1 }, { partialFilterExpression: { deadlineAt: { $exists: true } } });
for (const lease of ["presentUntil.client", "presentUntil.counsellor"]) {
  schema.index({ [lease]: 1 }, { partialFilterExpression: { [lease]: { $exists: true } } });
}
schema.index({ needsNotice: 1 }, { partialFilterExpression: { needsNotice: true } });
schema.index(
  { counsellorId: 1, recordDueSince: 1 },
  { partialFilterExpression: { recordDueSince: { $exists: true } } },
);
schema.index({ status: 1, startsAt: 1 });
schema.index({ clientId: 1, startsAt: 1 });
schema.index({ counsellorId: 1, startsAt: 1 });
schema.index({ counsellorId: 1, clientId: 1, startsAt: 1 });
// Only appointments that still claim a time: few, however long the counsellor has worked.
schema.index({ counsellorId: 1, startsAt: 1 }, { name: "claims", ...claimed });
// The same of the few whose change the stored sums lack.
schema.index(
  { counsellorId: 1, startsAt: 1 },
  { name: "uncounted", partialFilterExpression: { uncounted: { $exists: true } } },
);

export const AppointmentModel = mongoose.model("Appointment", schema);

/** Belongs to each write that changes what a counsellor's figures count. */
export const uncounted = (): { uncounted: mongoose.Types.ObjectId } => ({ uncounted: new mongoose.Types.ObjectId() });

function ownId(this: { _id: mongoose.Types.ObjectId }): mongoose.Types.ObjectId {
  return this._id;
}
