import { z } from "zod";
import { EXTENSIONS } from "../appointments/appointment-rules.js";
import { keysOf } from "../catalogue/catalogue-rules.js";
import { saysSomething } from "../protocol/says-something.js";
import { LENGTHS } from "../protocol/limits.js";
import { recordId } from "../web/field-forms.js";
import { ADDRESS_CHOICES } from "./address-rules.js";

const id = recordId();
const ownId = z.string().regex(/^[A-Za-z0-9-]{8,64}$/);
const sending = { microphone: z.boolean(), camera: z.boolean(), byText: z.literal(true).optional() };

export const watchShape = z.strictObject({ appointmentId: id });
export const joinShape = z.strictObject({
  appointmentId: id,
  visit: ownId,
  arrival: ownId,
  hidesAddress: z.literal(true).optional(),
  textOnly: z.literal(true).optional(),
  ...sending,
});
export const sendingShape = z.strictObject(sending);
export const leaveShape = z.strictObject({});
export const chatShape = z.strictObject({
  clientId: ownId,
  text: z.string().trim().refine(saysSomething).max(LENGTHS.roomChat),
});

export const gotShape = z.strictObject({ clientId: ownId });
export const roomTypingShape = z.strictObject({});
export const meetingShape = z.strictObject({});
export const extendShape = z.strictObject({ minutes: z.literal([...EXTENSIONS]) });

const ownWords = z.string().trim().max(LENGTHS.whereabouts, `Please use at most ${LENGTHS.whereabouts} characters.`);
export const whereaboutsForm = z.object({ place: ownWords, contact: ownWords });

export const addressForm = z.object({ address: z.enum(keysOf(ADDRESS_CHOICES), "Please choose one of these.") });

export const signalShape = z.strictObject({
  call: ownId,
  description: z
    .strictObject({ type: z.enum(["offer", "answer"]), sdp: z.string().max(LENGTHS.description) })
    .optional(),
  candidate: z
    .strictObject({
      candidate: z.string().max(LENGTHS.candidate),
      sdpMid: z.string().max(64).nullish(),
      sdpMLineIndex: z.number().int().min(0).max(64).nullish(),
      usernameFragment: z.string().max(256).nullish(),
    })
    .optional(),
  ask: z.enum(["restart", "rebuild"]).optional(),
});
