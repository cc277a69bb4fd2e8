import type { IncomingMessage } from "node:http";
import { Passport } from "passport";
import { Strategy } from "passport-local";
import type { Request, RequestHandler } from "express";
import { VISITOR, type Actor, type Person } from "../access/permissions.js";
import { SignedOut } from "../platform/errors.js";
import { loginCookie, sendsLogin, unlessOnlyVisiting } from "./login-session.js";
import { knownPerson, rememberPerson } from "./known-person.js";

declare global {
  // oxlint-disable-next-line typescript/no-namespace
  namespace Express {
    interface User {
      person: Person;
    }
  }
}

interface SignIn {
  email: string;
  password: string;
  device: string;
  address: string;
  /** The account that last signed in with this browser, where it still knows. */
  knownAs: string | null;
}

/** What the edge needs of accounts. */
export interface SignIns {
  /** The person whose password this is, in a new login session; null when it is wrong. Throws TooMany. */
  signIn(input: SignIn): Promise<Person | null>;
  /** Reads an account; tells who is signed in by a login session of it, or null when that has ended. */
  findSignedIn(accountId: string): Promise<SignedIn>;
}

type SignedIn = (loginId: string) => Person | null;

export interface PassportMiddleware {
  /** Comes before the login session is read: begins to read the account that it is likely to be of, so that both take one trip. */
  expectPerson: RequestHandler;
  /** Puts the signed-in person, if any, on each request. */
  read: RequestHandler[];
  /** Checks `email` and `password` of a form body and renews the login session's id. Resolves to null when either is wrong. */
  signIn(req: Request): Promise<Person | null>;
}

interface Ticket {
  accountId: string;
  loginId: string;
}

export function createPassport(signIns: SignIns): PassportMiddleware {
  const passport = new Passport();
  passport.use(new Strategy({ usernameField: "email", passReqToCallback: true }, verify(signIns)));
  passport.serializeUser<Ticket>(({ person }, done) => done(null, { accountId: person.id, loginId: person.loginId }));
  const expected = new WeakMap<object, { accountId: string; reading: Promise<SignedIn> }>();
  passport.deserializeUser<Ticket, IncomingMessage>((req, { accountId, loginId }, done) => {
    const begun = expected.get(req);
    const reading = begun?.accountId === accountId ? begun.reading : signIns.findSignedIn(accountId);
    reading.then((find) => find(loginId)).then((person) => done(null, person ? { person } : false), done);
  });
  return {
    expectPerson(req, _res, next) {
      const accountId = sendsLogin(req) ? knownPerson(req) : null;
      if (accountId !== null) {
        const reading = signIns.findSignedIn(accountId);
        // Awaiting it later still throws the error.
        reading.catch(() => undefined);
        expected.set(req, { accountId, reading });
      }
      next();
    },
    read: [unlessOnlyVisiting(passport.session() as RequestHandler)],
    signIn: (req) => authenticate(passport, req),
  };
}

/** Who sends this request. */
export function actor(req: Request): Actor {
  return req.user?.person ?? VISITOR;
}

/** The signed-in person who sends this request. Throws SignedOut for a visitor, whom the route's policy has sent to sign in. */
export function person(req: Request): Person {
  const sender = actor(req);
  if (sender.role === "visitor") throw new SignedOut();
  return sender;
}

/** What the browser that sends this request calls itself. */
export function deviceOf(req: Request): string {
  return (req.get("user-agent") ?? "").slice(0, 200);
}

/** Signs a person in on this request, with a new login session. */
export async function logIn(req: Request, person: Person): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.logIn({ person }, (error: Error | null) => (error ? reject(error) : resolve()));
  });
  rememberPerson(req.res!, person);
}

/**
 * Signs out: forgets the login session on the server, and has the browser forget its cookie and its cached pages. What pages stored
 * there is left to their scripts, which know whose it is: someone else's unsent text stays.
 */
export async function logOut(req: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.session.destroy((error: Error | null) => (error ? reject(error) : resolve()));
  });
  const { name, options } = loginCookie(req.secure);
  req.res!.clearCookie(name, options).set("Clear-Site-Data", '"cache"');
}

type SignInDone = (error: Error | null, user?: Express.User | false) => void;

function verify(signIns: SignIns) {
  return (req: Request, email: string, password: string, done: SignInDone): void => {
    const device = deviceOf(req);
    signIns
      .signIn({ email, password, device, address: req.ip ?? "", knownAs: knownPerson(req) })
      .then((person) => done(null, person ? { person } : false), done);
  };
}

async function authenticate(passport: InstanceType<typeof Passport>, req: Request): Promise<Person | null> {
  const user = await new Promise<Express.User | false>((resolve, reject) => {
    const done: SignInDone = (error, found) => (error ? reject(error) : resolve(found || false));
    (passport.authenticate("local", done) as RequestHandler)(withoutQuery(req), req.res!, reject);
  });
  if (user) await logIn(req, user.person);
  return user ? user.person : null;
}

/** passport-local would take a password from the address as well, where it ends up in logs and histories. */
function withoutQuery(req: Request): Request {
  Object.defineProperty(req, "query", { value: {}, configurable: true });
  return req;
}
