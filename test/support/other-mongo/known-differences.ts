/**
 * What DocumentDB does otherwise than MongoDB's manual or, where that is silent, its source code says, each by the title of the test
 * that shows it. HealSpace relies on none of it. Quotations are from the manual's page of the stage, operator or index property.
 */
export const KNOWN_DIFFERENCES = new Set([
  // `{ $lookup: { from, pipeline, as: "found.all" } }` finds nothing here; without a pipeline, or with a plain name, it does.
  "adds what a pipeline looked up to a document inside",
  // `[{ $match: { n: 99 } }, { $count: "n" }]` gives `{ n: 0 }`. "If the input dataset is empty, $count doesn't return a result."
  "gives no count of nothing",
  // The set holds null too. MongoDB adds nothing that is missing (accumulator_add_to_set.cpp).
  "has null for a first value that is missing, and adds none to a set",
  // An operator's `$comment` is refused, and an unknown option has the code 1. "You can use $comment with any expression taking a query
  // predicate", and the code is 51108 (regex_util.cpp).
  "takes a comment anywhere in a filter, and names an unknown option of a pattern",
  // `{ $group: { _id: { k: "$k", x: "$none" } } }` gives `x: null`. MongoDB leaves out what an object's expression does not find.
  "leaves a missing field out of a group's key",
  // `{ _id: 0, a: { $elemMatch: … } }` includes all other fields, and an operand of 5 has the code 2. In MongoDB that is "an inclusion
  // projection … regardless of what value is provided for _id" (projection_parser.cpp), and the code is 31274.
  "includes nothing but what $elemMatch matches, which must be an object",
  // `{ $project: {} }` is taken, an operand of 5 has the code 1 for $lookup, 40272 for $project and $replaceRoot and 15947 for $facet, and `""` for
  // $count has 40156. MongoDB's are 51272, 9, 15969, 40229, 40169 and 40157 (projection_parser.cpp, document_source_*.cpp).
  "refuses stages that are told nothing, or no object",
  // The error has no `keyValue`: PostgreSQL's own does not say which value it was.
  "say which value was refused",
  // With a unique index, [1, 2, 2, 3] lets [3, 4] in; without the second 2 it does not. "If an array contains multiple instances of the
  // same value, the index only includes one entry", and the constraint "applies across separate documents".
  "let an element that an array has twice claim its key once",
  // `{ a: [1], b: [2] }` is taken below an index of both. "You cannot insert a document that would violate this restriction" (171).
  "refuse arrays at two of their fields",
  // The code is 197, MongoDB's is 67 (index_catalog_impl.cpp).
  "are either sparse or partial",
  // Codes 2, 28, 40, 28 and 14; MongoDB's are 14 (pop_node.cpp), 2, 2 (rename_node.cpp), 52 and 9.
  "pops from arrays alone, sets all elements of arrays alone, and renames no field to itself",
  // The code is 2, MongoDB's is 9 (update_driver.cpp).
  "refuses array filters beside a pipeline",
  // `{ $pull: { a: /^x/ } }` removes nothing. MongoDB takes a pattern as a condition (pull_node.cpp).
  "pulls by a pattern",
  // `{ $set: { d: 1, c: 1 } }` adds d before c. "Starting in MongoDB 5.0, update operators process document fields with string-based
  // names in lexicographic order."
  "sets fields in the order of their names",
  // Some of four documents are in every `{ $sample: { size: 2 } }`. It "randomly selects the specified number of documents".
  "samples by chance: each document alike often, none twice, all where fewer are there",
  // There is no command `bulkWrite`, which MongoDB has since 8.0.
  "writes to several collections with one bulkWrite",
]);
