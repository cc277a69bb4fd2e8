import { Long } from "bson";
import { isNumber, toDouble, writeDocument, isTruthy, type Doc } from "../values/documents.js";
import { CommandError } from "../errors.js";
import { nameIn, type Namespace } from "../engine.js";
import { Turn, WRITING_MS } from "../storage/turn.js";
import type { Work } from "../storage/work.js";
import { docField, docsField, letVariables, required, type Command } from "./command.js";
import { databaseIn } from "./generic-fields.js";
import type { Target } from "./matches.js";
import { statementsIn } from "./statements.js";
import { deleteDocuments, insertDocument, updateDocuments } from "./write-statements.js";
import { writeError } from "./write-commands.js";

interface Counts {
  nErrors: number;
  nInserted: number;
  nMatched: number;
  nModified: number;
  nUpserted: number;
  nDeleted: number;
}

/** Inserts, updates and deletes in several collections with one command. */
export const bulkWrite: Command = async (engine, request) => {
  const { body } = request;
  const namespaces = docsField(body, "nsInfo").map(({ ns }) => splitNamespace(ns));
  const ops = statementsIn(body, "ops");
  ops.forEach((operation) => checkOperation(operation, namespaces));
  const turn = new Turn(WRITING_MS, request.limit);
  return engine.write(request, namespaces, (writer) => runAll({ engine, request, writer, turn }, ops, namespaces));
};

/** MongoDB refuses the whole command when an operation lacks what it needs or names no collection. */
function checkOperation(operation: Doc, namespaces: Namespace[]): void {
  namespaceOf(operation, namespaces);
  const needed = "update" in operation ? ["filter", "updateMods"] : "delete" in operation ? ["filter"] : ["document"];
  for (const name of needed) required(operation, name, "bulkWrite.ops");
}

function* runAll(target: Omit<Target, "name">, ops: Doc[], namespaces: Namespace[]): Work<Doc> {
  const { request } = target;
  const { body } = request;
  const counts: Counts = { nErrors: 0, nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };
  const results: Doc[] = [];
  for (const [idx, operation] of ops.entries()) {
    const { database, name } = namespaceOf(operation, namespaces);
    try {
      const result = yield* runOne({ ...target, request: { ...request, database }, name }, operation, counts);
      if (body.errorsOnly !== true) results.push({ ok: 1, idx, ...result });
    } catch (error) {
      results.push({ ok: 0, idx, n: 0, ...writeError(error) });
      counts.nErrors++;
      if (body.ordered !== false) break;
    }
  }
  return {
    cursor: { firstBatch: results.map(writeDocument), id: Long.ZERO, ns: "admin.$cmd.bulkWrite" },
    ...counts,
    ok: 1,
  };
}

function* runOne(target: Target, operation: Doc, counts: Counts): Work<Doc> {
  if ("update" in operation) return yield* runUpdate(target, operation, counts);
  if ("delete" in operation) return yield* runDelete(target, operation, counts);
  yield* insertDocument(target, docField(operation, "document"));
  counts.nInserted++;
  return { n: 1 };
}

function* runUpdate(target: Target, operation: Doc, counts: Counts): Work<Doc> {
  const { updateMods: update, arrayFilters, hint, sort } = operation;
  const filter = docField(operation, "filter");
  const [multi, upsert] = [isTruthy(operation.multi), isTruthy(operation.upsert)];
  const variables = letVariables(target.request.body);
  const result = yield* updateDocuments(target, { filter, update, multi, upsert, arrayFilters, sort, hint, variables });
  counts.nMatched += result.matched;
  counts.nModified += result.modified;
  if (!result.upserted) return { n: result.matched, nModified: result.modified };
  counts.nUpserted++;
  return { n: 1, nModified: 0, upserted: { _id: result.after!._id } };
}

function* runDelete(target: Target, operation: Doc, counts: Counts): Work<Doc> {
  const [filter, multi] = [docField(operation, "filter"), isTruthy(operation.multi)];
  const variables = letVariables(target.request.body);
  const { deleted } = yield* deleteDocuments(target, { filter, multi, hint: operation.hint, variables });
  counts.nDeleted += deleted;
  return { n: deleted };
}

function namespaceOf(operation: Doc, namespaces: Namespace[]): Namespace {
  const position = operation.insert ?? operation.update ?? operation.delete;
  const namespace = isNumber(position) ? namespaces[toDouble(position)] : undefined;
  if (namespace) return namespace;
  throw new CommandError("BadValue", "each of ops must name one of nsInfo by its position");
}

function splitNamespace(ns: unknown): Namespace {
  const [, database, name] = (typeof ns === "string" && /^([^.]+)\.(.+)$/.exec(ns)) || [];
  if (database) return { database: databaseIn({ $db: database }), name: nameIn(name) };
  throw new CommandError("InvalidNamespace", `Invalid namespace specified '${String(ns)}'`);
}
