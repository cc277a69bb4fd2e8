import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** A socket of a page, as it passes through. */
interface PassedSocket {
  /** The id of the page's reader. */
  reader: string;
  /** The address of the process that it goes to. */
  url: string;
  cut(): void;
}

/** A balancer without affinity: each connection goes to the next process, or to the one after it where that does not answer. */
export class RoundRobin {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #sockets: PassedSocket[] = [];
  #turn = 0;

  private constructor(private readonly urls: string[]) {
    this.#server = createServer((from) => void this.#pass(from));
  }

  static async start(urls: string[]): Promise<RoundRobin> {
    const balancer = new RoundRobin(urls);
    balancer.#server.listen(0, "127.0.0.1");
    await once(balancer.#server, "listening");
    return balancer;
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The newest open socket of a reader's pages. */
  socketOf({ id }: { id: string }): PassedSocket | undefined {
    return this.#sockets.findLast(({ reader }) => reader === id);
  }

  cutAll(): void {
    for (const socket of this.#open) socket.destroy();
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.cutAll();
    await closed;
  }

  async #pass(from: Socket): Promise<void> {
    this.#follow(from);
    const [head] = (await once(from, "data").catch(() => [])) as [Buffer?];
    if (!head) return void from.destroy();
    from.pause();
    const next = await this.#connect();
    if (!next) return void from.destroy();
    const { to, url } = next;
    this.#follow(to);
    from.on("close", () => to.destroy());
    to.on("close", () => from.destroy());
    this.#note(head.toString("latin1"), from, url);
    to.write(head);
    from.pipe(to).pipe(from);
  }

  async #connect(): Promise<{ to: Socket; url: string } | null> {
    for (let tries = 0; tries < this.urls.length; tries += 1) {
      const url = this.urls[(this.#turn += 1) % this.urls.length]!;
      const to = connect(Number(new URL(url).port), "127.0.0.1");
      const isOpen = await once(to, "connect").then(
        () => true,
        () => false,
      );
      if (isOpen) return { to, url };
    }
    return null;
  }

  #note(head: string, from: Socket, url: string): void {
    const reader = /^GET \/socket\?reader=(\w+)/.exec(head)?.[1];
    if (!reader) return;
    const passed = { reader, url, cut: () => void from.destroy() };
    this.#sockets.push(passed);
    from.on("close", () => (this.#sockets = this.#sockets.filter((one) => one !== passed)));
  }

  #follow(socket: Socket): void {
    this.#open.add(socket);
    socket.on("error", () => undefined).on("close", () => this.#open.delete(socket));
  }
}
