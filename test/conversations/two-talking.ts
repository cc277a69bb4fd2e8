import type { Appointment } from "../../src/appointments/appointment-model.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { sendMessage } from "../../src/conversations/send-message.js";
import { TestSocket } from "../realtime/test-socket.js";
import { createPersonAllowances } from "../../src/realtime/person-allowances.js";
import { actorOf, book } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

/** The conversation of Kim Weiss, a client, with Ana Moreno. */
export class TwoTalking {
  site!: TestSite;
  kim!: TestPerson;
  ana!: TestPerson;
  appointment!: Appointment;
  conversationId!: string;
  asKim!: Reader;
  asAna!: Reader;
  readonly #sockets: TestSocket[] = [];

  /** Begins it for the `describe` that this is called in; each test finds it empty. */
  static here(): TwoTalking {
    const two = new TwoTalking();
    before(() => two.#begin());
    after(() => two.site.stop());
    beforeEach(async () => {
      await MessageModel.deleteMany({});
      await ConversationModel.updateMany({}, { $unset: { lastSeq: 1 } });
    });
    afterEach(() => two.#sockets.splice(0).forEach((socket) => socket.close()));
    return two;
  }

  /** The page of their appointment, on which it stands. */
  get page(): string {
    return `/appointments/${String(this.appointment._id)}`;
  }

  /** Stores a message of Kim's. */
  write(text: string, clientMessageId: string): Promise<number> {
    const { conversationId } = this;
    return sendMessage(this.site.services, actorOf(this.kim), { conversationId, clientMessageId, text });
  }

  async connect(reader: Reader): Promise<TestSocket> {
    const socket = await TestSocket.of(reader);
    this.#sockets.push(socket);
    return socket;
  }

  /** Asks for everything after the message of this number. */
  openAt(socket: TestSocket, after: number): void {
    socket.send({ type: "conversation.open", conversationId: this.conversationId, after });
  }

  send(socket: TestSocket, text: string, clientId = `own-id-${text.length}`): void {
    socket.send({ type: "conversation.send", conversationId: this.conversationId, clientId, text });
  }

  async #begin(): Promise<void> {
    // Nobody's allowance grows back, so that a slow machine changes nothing.
    this.site = await startTestSite({ replace: { allowances: createPersonAllowances(() => 0) } });
    this.kim = await makeClient({ name: "Kim Weiss", zone: "America/New_York" });
    this.ana = await makeCounsellor({ name: "Ana Moreno" });
    this.appointment = await book(this.site, this.kim, this.ana, "2026-11-24T10:00:00Z");
    this.conversationId = String((await ConversationModel.findOne().orFail().lean())._id);
    [this.asKim, this.asAna] = [await signedIn(this.site, this.kim), await signedIn(this.site, this.ana)];
  }
}
