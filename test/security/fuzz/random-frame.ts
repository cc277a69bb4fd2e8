import { FRAME_BYTES } from "../../../src/protocol/limits.js";
import type { ClientMessage, ClientMessageName } from "../../../src/protocol/messages.js";
import { frame, OPCODES } from "./raw-socket.js";
import type { RandomValues } from "./random-values.js";

/** What real messages are about. */
export interface Subjects {
  conversationIds: string[];
  appointmentIds: string[];
}

type Makers = { [N in ClientMessageName]: () => Extract<ClientMessage, { type: N }> };

/** One right message of a random type. */
export function rightMessage(values: RandomValues, { conversationIds, appointmentIds }: Subjects): ClientMessage {
  const { random } = values;
  const id = (): string => `a-random-id-${random.whole(0, 1e9)}`;
  const conversationId = random.pick(conversationIds);
  const seq = random.whole(0, 5);
  const sending = { microphone: values.chance(0.5), camera: values.chance(0.5) };
  const makers: Makers = {
    "conversation.open": () => ({ type: "conversation.open", conversationId, after: seq }),
    "conversation.send": () => ({ type: "conversation.send", conversationId, clientId: id(), text: values.text() }),
    "conversation.read": () => ({ type: "conversation.read", conversationId, upTo: seq }),
    "conversation.typing": () => ({ type: "conversation.typing", conversationId }),
    "conversation.withdraw": () => ({ type: "conversation.withdraw", conversationId, seq }),
    "conversation.count": () => ({ type: "conversation.count" }),
    "room.watch": () => ({ type: "room.watch", appointmentId: random.pick(appointmentIds) }),
    "room.join": () => joinMessage(values, appointmentIds),
    "room.sending": () => ({ type: "room.sending", ...sending }),
    "room.leave": () => ({ type: "room.leave" }),
    "room.chat": () => ({ type: "room.chat", clientId: id(), text: values.text() }),
    "room.got": () => ({ type: "room.got", clientId: id() }),
    "room.typing": () => ({ type: "room.typing" }),
    "room.signal": () => ({ type: "room.signal", call: id(), description: { type: "offer", sdp: values.text() } }),
    "room.meeting": () => ({ type: "room.meeting" }),
    "room.extend": () => ({ type: "room.extend", minutes: random.pick([5, 10, 15, 1000]) }),
  };
  return makers[random.pick(Object.keys(makers) as ClientMessageName[])]();
}

/** Enters the room of one of these appointments. */
export function joinMessage(
  { random }: RandomValues,
  appointmentIds: string[],
): Extract<ClientMessage, { type: "room.join" }> {
  const [visit, arrival] = [`a-visit-${random.whole(0, 1e9)}`, `an-arrival-${random.whole(0, 1e9)}`];
  const appointmentId = random.pick(appointmentIds);
  return { type: "room.join", appointmentId, visit, arrival, microphone: true, camera: false };
}

/** The bytes of a message as nobody should send it, in frames as the protocol has them. */
export function randomFrame(values: RandomValues, subjects: Subjects): Buffer {
  const { random } = values;
  if (values.chance(0.4)) return textFrame(JSON.stringify(mutated(values, rightMessage(values, subjects))));
  return random.pick([
    () => textFrame(JSON.stringify(rightMessage(values, subjects))),
    () => textFrame(JSON.stringify(rightMessage(values, subjects))),
    () => textFrame(JSON.stringify(rightMessage(values, subjects)).slice(0, random.whole(0, 60))),
    () => textFrame(values.text()),
    () => textFrame(`{"type":"room.join","type":"${values.name()}","__proto__":{"type":"room.leave"}}`),
    () => textFrame("[".repeat(random.pick([1, 10, 30_000]))),
    () => frame(values.bytes(200), { opcode: OPCODES.binary }),
    () => fragmented(values, JSON.stringify(rightMessage(values, subjects))),
  ])();
}

/** Text in one frame. */
export const textFrame = (content: string): Buffer => frame(Buffer.from(content), { opcode: OPCODES.text });

function mutated(values: RandomValues, message: ClientMessage): unknown {
  const { random } = values;
  const fields = Object.entries(message) as [string, unknown][];
  const at = random.whole(0, fields.length - 1);
  const kind = random.whole(0, 5);
  if (kind === 0) fields.splice(at, 1);
  else if (kind === 1) fields.push([values.name(), values.json()]);
  else if (kind === 2) fields[at] = [fields[at]![0], values.text()];
  else if (kind === 3) return [message];
  else fields[at] = [fields[at]![0], values.json()];
  // A literal's `__proto__` would be its prototype, and no field.
  return JSON.parse(
    `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value ?? null)}`).join(",")}}`,
  );
}

function fragmented(values: RandomValues, content: string): Buffer {
  const bytes = Buffer.from(content);
  const middle = values.random.whole(0, bytes.length);
  const ping = values.chance(0.5) ? frame(Buffer.from("x"), { opcode: OPCODES.ping }) : Buffer.alloc(0);
  const first = frame(bytes.subarray(0, middle), { opcode: OPCODES.text, isLast: false });
  return Buffer.concat([first, ping, frame(bytes.subarray(middle), { opcode: OPCODES.rest })]);
}

/** What the protocol forbids, or the site: each of these ends the connection. */
export function forbiddenFrame(values: RandomValues): Buffer {
  const { random } = values;
  const { text: opcode } = OPCODES;
  const large = Buffer.alloc(FRAME_BYTES + 1, "x");
  return random.pick([
    () => frame(large, { opcode }),
    () =>
      Buffer.concat([
        frame(large.subarray(9), { opcode, isLast: false }),
        frame(large.subarray(9), { opcode: OPCODES.rest }),
      ]),
    () => frame(Buffer.from("{}"), { opcode, isMasked: false }),
    () => frame(Buffer.from("{}"), { opcode, reserved: random.whole(1, 7) }),
    () => frame(Buffer.from("{}"), { opcode: random.pick([3, 7, 11, 15]) }),
    () => frame(Buffer.from("{}"), { opcode: OPCODES.rest }),
    () => frame(Buffer.from("{}"), { opcode, saidLength: random.pick([2 ** 31, 2 ** 53]) }),
    () => frame(Buffer.from([0xc3, 0x28]), { opcode }),
    () => frame(Buffer.alloc(126), { opcode: OPCODES.ping }),
    () => frame(Buffer.alloc(1), { opcode: OPCODES.ping, isLast: false }),
    () => frame(Buffer.from([random.whole(0, 255), random.whole(0, 255), 0xff]), { opcode: OPCODES.close }),
    // Whatever length the bytes happen to say, so much follows that the frame ends.
    () => Buffer.concat([values.bytes(100), Buffer.alloc(FRAME_BYTES)]),
  ])();
}
