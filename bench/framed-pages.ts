/**
 * The frame for `bench/pages.ts`: what a page costs with the site's libraries and next to nothing else, each used as its manual says,
 * while it asks the same in as many trips. It reads a login session, knows its person, has a form token, and fills one EJS template.
 */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { MongoStore } from "connect-mongo";
import cookieParser from "cookie-parser";
import csurfModule from "csurf";
import type { Document } from "bson";
import ejs from "ejs";
import express, { type NextFunction, type Request, type RequestHandler, type Response } from "express";
import session from "express-session";
import helmet from "helmet";
import mongoose, { type Model, type PipelineStage } from "mongoose";
import { Passport } from "passport";
import { askAll, takePages, type RecordedPage } from "./recorded-page.js";

interface Locals {
  page: RecordedPage;
  /** What the page's first trip is told. */
  first: Promise<Document[]>;
}

interface Options {
  pipeline: PipelineStage[];
  cursor: object;
  projection: Document;
  singleBatch: boolean;
}

/** What the session's own store asks. */
const SITE_LOGINS = "loginSessions";

const SECRET = "bench";
const TOUCH_SECONDS = 300;

const template = ejs.compile(
  `<ul><% for (const document of it.documents) { %>
<li><% for (const value of Object.values(document)) { %><%= value %> <% } %></li>
<% } %></ul><input name="_csrf" value="<%= it.token %>">`,
  { _with: false, localsName: "it" },
);

// It registers the site's models.
await import(path.resolve(import.meta.dirname, "../dist/start-site.js"));
const models = new Map(
  Object.values<Model<object>>(mongoose.models).map((model) => [model.collection.collectionName, model]),
);
await mongoose.connect(process.argv[2] ?? "", { dbName: "healspace", autoCreate: false, autoIndex: false });

const passport = new Passport();
passport.serializeUser((user, done) => done(null, user));
// The account is among what the first trip asks.
passport.deserializeUser<Express.User>((user, done) => done(null, user));
// The package's types describe its CommonJS face; what ESM imports is the function itself.
const csrf = (csurfModule as unknown as typeof csurfModule.default)();

const app = express();
app.disable("x-powered-by");
app.use(helmet(), beginPage);
app.use(cookieParser([SECRET]), loginSession(), passport.session() as RequestHandler, forSignedIn(csrf));
app.get("/sign-in", signIn);
app.use(showPage);
const server = app.listen(0);
await once(server, "listening");
const pages = takePages(`http://localhost:${(server.address() as AddressInfo).port}`);

/** Asks what a page asks first while the login session is being read. */
function beginPage(req: Request, res: Response, next: NextFunction): void {
  const page = pages.get(req.originalUrl);
  if (page) Object.assign(res.locals, { page, first: askAll(page.trips.slice(0, 1), ask) });
  next();
}

function loginSession(): RequestHandler {
  const client = mongoose.connection.getClient();
  const store = MongoStore.create({
    client,
    dbName: "healspace",
    collectionName: "benchLogins",
    touchAfter: TOUCH_SECONDS,
  });
  return session({ name: "sid", secret: SECRET, store, resave: false, saveUninitialized: false });
}

/** Visitors who only read have no token. */
function forSignedIn(step: RequestHandler): RequestHandler {
  return (req, res, next) => (req.isAuthenticated() ? step(req, res, next) : next());
}

function signIn(req: Request, res: Response, next: NextFunction): void {
  req.logIn({} as Express.User, (error?: Error) => (error ? next(error) : res.end()));
}

async function showPage(req: Request, res: Response): Promise<void> {
  const { page, first } = res.locals as Locals;
  const documents = [...(await first), ...(await askAll(page.trips.slice(1), ask))];
  const token = req.csrfToken?.() ?? "";
  const rows = template({ documents, token });
  res.set(page.headers).send(`${rows}${page.html.slice(rows.length)}`);
}

/** Every command of a page is one of these. */
async function ask({ find, count, aggregate, filter, ...options }: Document): Promise<Document[]> {
  const model = models.get((find ?? count ?? aggregate) as string)!;
  if (count) await model.estimatedDocumentCount();
  if (count || find === SITE_LOGINS) return [];
  const { pipeline, cursor, projection, singleBatch, ...rest } = options as Options;
  if (aggregate) return model.aggregate<Document>(pipeline, { ...rest, ...cursor });
  const query = model.find(filter as mongoose.QueryFilter<object>, projection, rest).lean<Document[]>();
  return singleBatch ? query.limit(1) : query;
}
