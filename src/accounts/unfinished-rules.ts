interface Field {
  name: string;
  value: string;
}

/** From this length on, a field is shown so that its writer can read it again. */
const LONG = 80;

/** The fields of an unfinished form: texts to look at once more, and the rest to be sent along. */
export function sortFields(fields: Record<string, string | string[]>): { texts: Field[]; others: Field[] } {
  const all = Object.entries(fields).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value })));
  const isText = ({ name, value }: Field): boolean => name === "text" || value.length > LONG;
  return { texts: all.filter(isText), others: all.filter((field) => !isText(field)) };
}
