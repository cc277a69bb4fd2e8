import { MongoStore } from "connect-mongo";
import type { SessionData } from "express-session";
import type { Place, Sealed, Secrets } from "../platform/secrets.js";

type Options = ConstructorParameters<typeof MongoStore>[0];
type Stored = Pick<SessionData, "cookie"> & { sealed?: Sealed; lastModified?: Date };

/**
 * Login sessions in the database, each sealed for its own record. One that cannot be opened counts as one that is not there.
 * Reading waits for what is being written: a browser follows a redirect before the request that sent it has stored everything.
 */
export class SealedLoginStore extends MongoStore {
  readonly #writing = new Map<string, Promise<void>>();

  constructor(
    private readonly secrets: Secrets,
    private readonly given: Options & { collectionName: string; transformId: (id: string) => string },
  ) {
    super(given);
  }

  override get(id: string, callback: (error: unknown, login?: SessionData | null) => void): void {
    const read = (): void => super.get(id, (error, stored) => callback(error, stored ? this.open(id, stored) : null));
    const writing = this.#writing.get(id);
    if (writing) void writing.then(read);
    else read();
  }

  override set(id: string, login: SessionData, callback?: (error?: unknown) => void): void {
    const sealed = this.secrets.seal(JSON.stringify(login), this.place(id));
    const record = { cookie: login.cookie, sealed } as Stored as SessionData;
    const written = new Promise<void>((resolve) => {
      super.set(id, record, (error) => {
        resolve();
        if (this.#writing.get(id) === written) this.#writing.delete(id);
        callback?.(error);
      });
    });
    this.#writing.set(id, written);
  }

  private open(id: string, { sealed, lastModified }: Stored): SessionData | null {
    try {
      const login = JSON.parse(this.secrets.open(sealed!, this.place(id)).toString()) as SessionData;
      return Object.assign(login, { lastModified });
    } catch {
      return null;
    }
  }

  private place(id: string): Place {
    return { collection: this.given.collectionName, id: this.given.transformId(id), field: "session.sealed" };
  }
}
