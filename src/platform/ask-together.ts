import mongoose from "mongoose";

/** What has not been sent: `find` or `findOne` to be read with `lean()`, `countDocuments`, or a pipeline. */
type Question = Asked<unknown> | mongoose.Aggregate<unknown[]>;

/** A query that is answered by `T`. */
export interface Asked<T> extends PromiseLike<T> {
  op?: string;
  model: mongoose.Query<unknown, unknown>["model"];
  getFilter(): object;
  getOptions(): { sort?: unknown; skip?: number; limit?: number };
  projection(): object | null;
  cast(model: Asked<unknown>["model"]): unknown;
}

type Answers<T extends Record<string, Question>> = { [Name in keyof T]: Awaited<T[Name]> };

/** The field that says which question a document answers. */
const TAG = "_question";
/** More than any page asks for, so that all answers come at once. */
const AT_ONCE = 10_000;

/**
 * Asks several questions in one command, which takes one round trip and counts once where a host limits operations. Each is
 * answered as if it had been asked alone; they are not answered at one moment.
 */
export async function askTogether<T extends Record<string, Question>>(questions: T): Promise<Answers<T>> {
  const [first, ...others] = Object.entries(questions).map(([name, question]) => ({
    model: isQuery(question) ? question.model : question.model(),
    stages: [...stagesOf(question), { $set: { [TAG]: name } }],
  }));
  if (!first) return {} as Answers<T>;
  const unions = others.map(({ model, stages }) => ({
    $unionWith: { coll: model.collection.collectionName, pipeline: stages },
  }));
  const pipeline = [...first.stages, ...unions] as mongoose.PipelineStage[];
  const found = await first.model.aggregate<Record<string, unknown>>(pipeline, { batchSize: AT_ONCE });
  const answers = Object.entries(questions).map(([name, question]) => {
    const own = found.filter((document) => document[TAG] === name);
    for (const document of own) delete document[TAG];
    return [name, answerTo(question, own)];
  });
  return Object.fromEntries(answers) as Answers<T>;
}

const isQuery = (question: Question): question is Asked<unknown> => "getFilter" in question;

function stagesOf(question: Question): object[] {
  if (!isQuery(question)) return question.pipeline();
  // As mongoose does before it sends a query: what came from outside becomes a plain value of the field's type.
  mongoose.sanitizeFilter(question.getFilter());
  question.cast(question.model);
  const { sort, skip, limit } = question.getOptions();
  const fields = question.projection();
  const most = question.op === "findOne" ? 1 : limit;
  return [
    { $match: question.getFilter() },
    ...(sort ? [{ $sort: sort }] : []),
    ...(skip ? [{ $skip: skip }] : []),
    ...(most ? [{ $limit: most }] : []),
    ...(question.op === "countDocuments" ? [{ $group: { _id: 1, n: { $sum: 1 } } }] : []),
    ...(fields && Object.keys(fields).length > 0 ? [{ $project: fields }] : []),
  ];
}

function answerTo(question: Question, [first, ...rest]: Record<string, unknown>[]): unknown {
  const op = isQuery(question) ? question.op : "aggregate";
  if (op === "countDocuments") return first?.n ?? 0;
  if (op === "findOne") return first ?? null;
  return first ? [first, ...rest] : [];
}
