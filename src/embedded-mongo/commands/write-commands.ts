import { isDoc, isTruthy, type Doc } from "../values/documents.js";
import { CommandError, asCommandError } from "../errors.js";
import { nameIn, type Engine, type Request } from "../engine.js";
import { compileProjection } from "../query/projection.js";
import type { Work } from "../storage/work.js";
import { docField, docsField, letVariables, type Command } from "./command.js";
import {
  deleteDocuments,
  insertDocument,
  updateDocuments,
  type Target,
  type UpdateResult,
} from "./write-statements.js";

/** Commands that write, each in one commit. */
export const writeCommands: Record<string, Command> = {
  insert: async (engine, request) => {
    const documents = docsField(request.body, "documents");
    const result = await runStatements(engine, request, "insert", documents, insertDocument);
    return { n: result.done.length, ...result.errors, ok: 1 };
  },

  update: async (engine, request) => {
    const variables = letVariables(request.body);
    const result = await runStatements(engine, request, "update", docsField(request.body, "updates"), (target, each) =>
      updateDocuments(target, { ...readUpdate(each), variables }),
    );
    const upserted = result.done
      .filter(({ value }) => value.upserted)
      .map(({ index, value }) => ({ index, _id: value.after!._id }));
    const sum = (count: (value: UpdateResult) => number) =>
      result.done.reduce((total, { value }) => total + count(value), 0);
    return {
      n: sum((value) => value.matched) + upserted.length,
      nModified: sum((value) => value.modified),
      ...(upserted.length > 0 ? { upserted } : {}),
      ...result.errors,
      ok: 1,
    };
  },

  delete: async (engine, request) => {
    const variables = letVariables(request.body);
    const result = await runStatements(
      engine,
      request,
      "delete",
      docsField(request.body, "deletes"),
      (target, each) => {
        const multi = !isTruthy(each.limit);
        return deleteDocuments(target, { filter: docField(each, "q"), multi, hint: each.hint, variables });
      },
    );
    return { n: result.done.reduce((total, { value }) => total + value.deleted, 0), ...result.errors, ok: 1 };
  },

  findAndModify: async (engine, request) => {
    const { body } = request;
    const name = nameIn(body.findAndModify);
    const value = await engine.write(request, [{ database: request.database, name }], (writer) =>
      findAndModify({ engine, request, writer, name }, body),
    );
    return { ...value, ok: 1 };
  },
};

/** One entry of `updates`. Throws FailedToParse for a replacement of several documents. */
export function readUpdate(each: Doc): {
  filter: Doc;
  update: unknown;
  multi: boolean;
  upsert: boolean;
  arrayFilters: unknown;
  sort: unknown;
  hint: unknown;
} {
  const [multi, upsert] = [isTruthy(each.multi ?? false), isTruthy(each.upsert ?? false)];
  const isReplacement = isDoc(each.u) && !Object.keys(each.u)[0]?.startsWith("$");
  if (multi && isReplacement)
    throw new CommandError("FailedToParse", "multi update is not supported for replacement-style update");
  return {
    filter: docField(each, "q"),
    update: each.u,
    multi,
    upsert,
    arrayFilters: each.arrayFilters,
    sort: each.sort,
    hint: each.hint,
  };
}

interface WriteOutcome<T> {
  done: { index: number; value: T }[];
  errors: { writeErrors?: Doc[] };
}

function runStatements<T>(
  engine: Engine,
  request: Request,
  command: string,
  statements: Doc[],
  run: (target: Target, statement: Doc) => Work<T>,
): Promise<WriteOutcome<T>> {
  const name = nameIn(request.body[command]);
  const ordered = request.body.ordered !== false;
  return engine.write(request, [{ database: request.database, name }], (writer) =>
    runEach(statements, ordered, (each) => run({ engine, request, writer, name }, each)),
  );
}

function* runEach<T>(statements: Doc[], ordered: boolean, run: (statement: Doc) => Work<T>): Work<WriteOutcome<T>> {
  const done: { index: number; value: T }[] = [];
  const writeErrors: Doc[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      done.push({ index, value: yield* run(statement) });
    } catch (error) {
      writeErrors.push({ index, ...writeError(error) });
      if (ordered) break;
    }
  }
  return { done, errors: writeErrors.length > 0 ? { writeErrors } : {} };
}

/** A statement's error among a command's results. Rethrows bugs and errors that end a transaction. */
export function writeError(error: unknown): Doc {
  if (!(error instanceof CommandError) || error.details.errorLabels) throw error;
  const { code, message, details } = asCommandError(error);
  return { code, errmsg: message, ...details };
}

function* findAndModify(target: Target, body: Doc): Work<Doc> {
  const [filter, variables] = [docField(body, "query"), letVariables(body)];
  const { sort, hint } = body;
  const show = (doc: Doc | undefined) =>
    doc ? compileProjection(docField(body, "fields"), filter, variables)(doc) : null;
  if (isTruthy(body.remove ?? false)) {
    const { deleted, last } = yield* deleteDocuments(target, { filter, multi: false, sort, hint, variables });
    return { lastErrorObject: { n: deleted }, value: show(last) };
  }
  const { update, arrayFilters } = body;
  const upsert = isTruthy(body.upsert ?? false);
  const result = yield* updateDocuments(target, {
    filter,
    update,
    multi: false,
    upsert,
    arrayFilters,
    sort,
    hint,
    variables,
  });
  const value = show(isTruthy(body.new ?? false) ? result.after : result.before);
  const upserted = result.upserted ? { upserted: result.after!._id } : {};
  return { lastErrorObject: { n: result.after ? 1 : 0, updatedExisting: result.matched > 0, ...upserted }, value };
}
