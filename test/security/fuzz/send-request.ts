import { Agent, request, type IncomingHttpHeaders } from "node:http";
import { once } from "node:events";
import { connect } from "node:net";
import { soon } from "../../support/soon.js";
import type { RawRequest } from "./random-request.js";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends requests as they are, over connections that stay open until `stop`. */
export class RequestSender {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });

  constructor(private readonly url: string) {}

  /** Resolves to the answer; null where the site cut the connection. */
  async send({ method, path, headers, body }: RawRequest): Promise<Answer | null> {
    const { hostname, port } = new URL(this.url);
    const sent = request({
      agent: this.#agent,
      host: hostname,
      port,
      method,
      path,
      headers: { "content-length": body.length, ...headers },
    });
    sent.end(body);
    return soon(`an answer to ${method} ${path.slice(0, 300)}`, this.#answerTo(sent), 30_000);
  }

  async #answerTo(sent: ReturnType<typeof request>): Promise<Answer | null> {
    return new Promise((resolve) => {
      sent.on("error", () => resolve(null));
      sent.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => void chunks.push(chunk));
        response.on("close", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      });
    });
  }

  stop(): void {
    this.#agent.destroy();
  }
}

/** Writes bytes to the site's port and resolves to everything that came back until it closed the connection, or went on waiting. */
export async function sendBytes(url: string, bytes: Buffer): Promise<string> {
  const socket = connect({ port: Number(new URL(url).port), host: new URL(url).hostname });
  let received = "";
  socket.on("data", (chunk: Buffer) => (received += chunk.toString("latin1")));
  socket.on("error", () => undefined);
  socket.setTimeout(300, () => socket.destroy());
  socket.end(bytes);
  await once(socket, "close");
  return received;
}
