import { isTruthy, type Doc } from "../values/documents.js";
import { CommandError, asCommandError } from "../errors.js";
import { nameIn, type Engine, type Request } from "../engine.js";
import { compileProjection } from "../query/projection.js";
import { Turn, WRITING_MS } from "../storage/turn.js";
import type { Work } from "../storage/work.js";
import { docField, letVariables, type Command } from "./command.js";
import type { Target } from "./matches.js";
import { deletesIn, readUpdate, statementsIn, updatesIn } from "./statements.js";
import { deleteDocuments, insertDocument, updateDocuments, type UpdateResult } from "./write-statements.js";

/** Commands that write: each in one commit if it is short. */
export const writeCommands: Record<string, Command> = {
  insert: async (engine, request) => {
    const documents = statementsIn(request.body, "documents");
    const result = await runStatements(engine, request, "insert", documents, insertDocument);
    return { n: result.done.length, ...result.errors, ok: 1 };
  },

  update: async (engine, request) => {
    const variables = letVariables(request.body);
    const result = await runStatements(engine, request, "update", updatesIn(request.body), (target, each) =>
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
    const result = await runStatements(engine, request, "delete", deletesIn(request.body), (target, each) =>
      deleteDocuments(target, { ...each, variables }),
    );
    return { n: result.done.reduce((total, { value }) => total + value.deleted, 0), ...result.errors, ok: 1 };
  },

  findAndModify: async (engine, request) => {
    const { body } = request;
    const name = nameIn(body.findAndModify);
    const turn = new Turn(WRITING_MS, request.limit);
    const value = await engine.write(request, [{ database: request.database, name }], (writer) =>
      findAndModify({ engine, request, writer, name, turn }, body),
    );
    return { ...value, ok: 1 };
  },
};

interface WriteOutcome<T> {
  done: { index: number; value: T }[];
  errors: { writeErrors?: Doc[] };
}

function runStatements<S, T>(
  engine: Engine,
  request: Request,
  command: string,
  statements: S[],
  run: (target: Target, statement: S) => Work<T>,
): Promise<WriteOutcome<T>> {
  const name = nameIn(request.body[command]);
  const ordered = request.body.ordered !== false;
  const turn = new Turn(WRITING_MS, request.limit);
  return engine.write(request, [{ database: request.database, name }], (writer) =>
    runEach(statements, ordered, (each) => run({ engine, request, writer, name, turn }, each)),
  );
}

function* runEach<S, T>(statements: S[], ordered: boolean, run: (statement: S) => Work<T>): Work<WriteOutcome<T>> {
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
  if (isTruthy(body.remove)) {
    const { deleted, last } = yield* deleteDocuments(target, { filter, multi: false, sort, hint, variables });
    return { lastErrorObject: { n: deleted }, value: show(last) };
  }
  const { update, arrayFilters } = body;
  const upsert = isTruthy(body.upsert);
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
  const value = show(isTruthy(body.new) ? result.after : result.before);
  const upserted = result.upserted ? { upserted: result.after!._id } : {};
  return { lastErrorObject: { n: result.after ? 1 : 0, updatedExisting: result.matched > 0, ...upserted }, value };
}
