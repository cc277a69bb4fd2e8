/** What DocumentDB does otherwise than MongoDB's documentation says, or does not have, by the tests that show it. */
export const KNOWN_DIFFERENCES = new Set([
  // Codes and cases of stages.
  "refuses change streams and unsupported stages",
  "refuses malformed stages",
  "passes documents through stages that sort, cut, join, branch and replace",
  "looks up by a pipeline with variables, and a missing value as null",
  "projects by inclusion, exclusion, slices and matched elements",
  "gives each facet all documents, more than are read at once",
  // Groups come in another order.
  "groups by everything or by documents, with first, last, minimum, merge and missing values",
  "sums numbers of all types in the widest, whole ones beyond 32 bits as well",
  "gives documents in the order of their insertion when nothing else is asked",
  // Codes of what is refused.
  "rejects unsupported operators",
  "refuse unsupported kinds",
  "are refused where their options make no sense, and counted",
  "leaves a document as it is where a modifier does not fit the field's type",
  "refuses conflicting paths, a changed _id and unknown modifiers",
  "refuses operands that make no sense",
  // Refusals do not say which value, and some arrays are not refused.
  "refuse a second document with the same key, and say which",
  "count a missing field as null, once",
  "let each element of an array claim its own key, for as long as the document is covered",
  "refuse arrays at two of their fields, unless it is the same array",
  // No serverStatus, which says how much was read, and no bulkWrite over collections.
  "answer a lookup, a range and a sorted page among many documents without reading them all",
  "count by prefix, by either of two demands and without matches, reading no document",
  "serve lookups without a scan: several values, ranges, both ends and each branch of $or",
  "writes to several collections with one bulkWrite",
  "pushes single values and arrays, and cuts from either end",
]);
