import type { ServerMessages } from "../../protocol/messages.js";
import { Composer } from "../page/composer.js";
import { sayConnection, sayDelayed } from "../page/connection-words.js";
import { find } from "../page/find.js";
import { NoticeLine } from "../page/notice.js";
import { pageReader } from "../page/page-reader.js";
import { postFields, postForm } from "../page/post-form.js";
import { ask, Refused } from "../page/request.js";
import { browserStorage } from "../page/safe-storage.js";
import type { QueuedMessage } from "../page/send-queue.js";
import type { Socket } from "../page/socket.js";
import { TypingSignal } from "../page/typing-signal.js";
import { writeWords } from "../page/write-words.js";
import { keepDraft } from "./draft.js";
import { Exchange } from "./exchange.js";
import { attachFiles } from "./attach-files.js";
import { FileForm } from "./file-form.js";
import { KeptTexts } from "./kept-texts.js";
import { OwnMessages } from "./own-messages.js";
import { Poll } from "./poll.js";
import { ReadMarks } from "./read-marks.js";
import { MessageRows } from "./rows.js";
import { expireWithdrawing, Withdrawing } from "./withdraw.js";
import { showClosed } from "./writing-closed.js";

type MessagesPage = ServerMessages["conversation.messages"];

const LOST = "Connection lost. What you write now will be sent when it is back.";
const DELAYED =
  "New messages may be a little late just now. They will catch up by themselves, and what you send is saved.";

/** Makes a conversation on a page live: each message appears once, whether written here or elsewhere, through any reconnect. */
export class LiveConversation {
  private readonly id: string;
  private readonly form: HTMLFormElement;
  private readonly rows: MessageRows;
  private readonly own: OwnMessages;
  private readonly exchange: Exchange;
  private readonly marks: ReadMarks;
  private readonly poll: Poll<MessagesPage>;
  private readonly typing: TypingSignal;
  private readonly composer: Composer;

  constructor(
    private readonly section: HTMLElement,
    private readonly socket: Socket,
  ) {
    section.classList.add("conversation-live");
    this.id = section.dataset.conversation!;
    this.form = find<HTMLFormElement>(section, "form.composer");
    this.rows = new MessageRows(section);
    const whose = { reader: pageReader(), about: this.id, keys: section.dataset.keys!.split(" ") };
    this.own = new OwnMessages(this.rows, new KeptTexts(browserStorage, whose), (message) => this.send(message));
    this.exchange = this.startExchange();
    this.marks = new ReadMarks(this.rows, (upTo) => this.sendRead(upTo));
    this.poll = new Poll(
      socket,
      () => this.askChanges(),
      (page) => this.takePage(page),
    );
    this.composer = new Composer(this.form, (text) => this.write(text));
    this.typing = this.startTyping();
    void keepDraft(this.form, whose);
    this.startForms();
    this.followConnection();
    this.followMessages();
  }

  private startExchange(): Exchange {
    return new Exchange({
      conversationId: this.id,
      complete: this.rows.lastSeq,
      queue: this.own.queue,
      send: (message) => this.socket.send(message),
      show: (row) => {
        const ownId = this.rows.add(row.html);
        if (!ownId) this.typing.hide();
        return ownId;
      },
    });
  }

  private startTyping(): TypingSignal {
    return new TypingSignal({
      field: find<HTMLTextAreaElement>(this.form, "textarea"),
      place: find(this.section, "[data-typing]"),
      otherName: this.section.dataset.otherName!,
      tell: () => this.socket.send({ type: "conversation.typing", conversationId: this.id }),
    });
  }

  private startForms(): void {
    const problem = find(this.section, "[data-problem]");
    new Withdrawing(this.section, this.socket, (words) => writeWords(problem, words));
    expireWithdrawing(this.section);
    const fileForm = new FileForm(find<HTMLDetailsElement>(this.section, "[data-send-file]"), this.socket);
    attachFiles(this.section, (file) => fileForm.attach(file));
  }

  private followConnection(): void {
    const socket = this.socket;
    const notice = new NoticeLine(find(this.section, "[data-connection-state]"));
    sayConnection(notice, socket, LOST, () => this.poll.works);
    sayDelayed(notice, socket, DELAYED);
    socket.on("open", () => this.exchange.catchUp());
    // A message in flight is sent again over the new connection.
    socket.on("answered", () => this.exchange.stop());
    socket.on("lost", () => {
      if (!this.poll.works) this.exchange.stop();
    });
    socket.on("error", (error) => this.exchange.takeError(error));
    socket.on("signedOut", () => {
      this.exchange.stop();
      this.composer.release(() => this.own.keepsWaiting());
      this.own.signedOut();
    });
  }

  private followMessages(): void {
    this.on("conversation.messages", (page) => {
      this.takePage(page);
      this.marks.tellAgain();
    });
    this.on("conversation.message", (row) => {
      this.exchange.takeMessage(row);
      this.marks.look();
    });
    this.on("conversation.changed", (row) => this.rows.replace(row.html));
    this.on("conversation.read", (read) => this.rows.showSeen(read.upTo));
    this.on("conversation.sent", (sent) => this.takeSent(sent));
    this.on("conversation.typing", () => this.typing.show());
    this.on("conversation.closed", (closed) => showClosed(this.section, closed.html));
  }

  /** Listens to messages about this conversation only. */
  private on<N extends keyof ServerMessages & `conversation.${string}`>(
    name: Exclude<N, "conversation.unread">,
    listener: (message: ServerMessages[N]) => void,
  ): void {
    this.socket.on<N>(name, (message) => {
      if ((message as { conversationId: string }).conversationId === this.id) listener(message);
    });
  }

  private write(text: string): void {
    this.own.write(text);
    this.typing.sent();
  }

  private send(message: QueuedMessage): boolean {
    if (!this.poll.works) return this.socket.send({ type: "conversation.send", conversationId: this.id, ...message });
    void this.sendPlainly(message);
    return true;
  }

  private async sendPlainly(message: QueuedMessage): Promise<void> {
    const clientId = message.clientId;
    const fields = new FormData(this.form);
    fields.set("clientId", clientId);
    fields.set("text", message.text);
    try {
      const stored = await postForm<{ seq: number }>(this.form, fields);
      this.takeSent({ clientId, seq: stored.seq });
    } catch (error) {
      // Forbidden means an old form token, which the next request renews.
      if (!(error instanceof Refused) || error.isForLater || error.code === "forbidden") this.own.queue.delay(clientId);
      else if (error.isSignedOut) this.socket.signOut(error.message);
      else this.own.queue.refuse(clientId, error.message);
    }
  }

  private askChanges(): Promise<MessagesPage> {
    return ask(`/conversations/${this.id}/changes?reader=${pageReader()}&after=${this.exchange.complete}`);
  }

  private async sendRead(upTo: number): Promise<boolean> {
    if (!this.poll.works) return this.socket.send({ type: "conversation.read", conversationId: this.id, upTo });
    const token = find<HTMLInputElement>(this.form, "[name=_csrf]").value;
    const fields = new URLSearchParams({ _csrf: token, upTo: String(upTo) });
    return postFields(`/conversations/${this.id}/read?reader=${pageReader()}`, fields).then(
      () => true,
      () => false,
    );
  }

  /** Returns whether to ask for more. */
  private takePage(page: MessagesPage): boolean {
    page.changed.forEach((row) => this.rows.replace(row.html));
    showClosed(this.section, page.closed);
    this.exchange.takePage(page);
    this.rows.showSeen(page.readUpTo);
    this.marks.look();
    return page.more;
  }

  private takeSent(sent: { clientId: string; seq: number }): void {
    this.exchange.takeSent(sent);
    // Stored long ago: its row is here already, or further up.
    if (sent.seq <= this.exchange.complete) this.rows.removePending(sent.clientId);
  }
}
