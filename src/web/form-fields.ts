/** An answer to choose. */
export interface Choice {
  key: string | number;
  label: string;
  /** Options of one group follow each other. */
  group?: string;
  /** Other names of the key, separated by spaces. */
  others?: string;
  hint?: string;
}

/** A form's question as a template asks it; `form` holds what was entered and what is wrong with it. */
export interface Question {
  name: string;
  type?: string;
  hint?: string;
  value?: unknown;
  form?: { entered?: Record<string, unknown>; errors?: Record<string, string> } | undefined;
}

/** A question that a single box answers; `views/partials/_field.ejs` lists the attributes it passes on. */
export interface FieldQuestion extends Question {
  options?: Choice[];
  short?: boolean;
  attributes?: Attributes;
  [attribute: string]: unknown;
}

/** A question that is answered by ticking. */
export interface ChoicesQuestion extends Question {
  options: Choice[];
}

type Attributes = Record<string, unknown>;

export interface FieldView {
  id: string;
  tag: "input" | "select" | "textarea";
  /** Those that have no value in HTML have an empty one. */
  attributes: { name: string; value: string }[];
  /** The text of a textarea. */
  text: string;
  error: string | undefined;
  /** The options of a select; `label` is null outside a group. */
  groups: { label: string | null; options: (Choice & { isSelected: boolean })[] }[];
}

export interface ChoicesView {
  id: string;
  type: "radio" | "checkbox";
  /** The ids of hint and error, if there are any. */
  describedBy: string | null;
  error: string | undefined;
  options: (Choice & { id: string | null; isChecked: boolean })[];
}

const PASSED_ON = [
  "required",
  "autocomplete",
  "inputmode",
  "minlength",
  "maxlength",
  "min",
  "max",
  "step",
  "pattern",
  "accept",
  "rows",
] as const;

/** What `views/partials/_field.ejs` draws: an input unless the type is "select" or "textarea". */
export function describeField(question: FieldQuestion): FieldView {
  const { name, form, options = [] } = question;
  const entered = textOf(form?.entered?.[name] ?? question.value ?? "");
  const tag = question.type === "select" || question.type === "textarea" ? question.type : "input";
  return {
    id: idOf(question),
    tag,
    attributes: written({
      id: idOf(question),
      name,
      class: question.short ? "input input-short" : "input",
      ...(tag === "input" && inputAttributes(question.type ?? "text", entered)),
      ...Object.fromEntries(PASSED_ON.map((attribute) => [attribute, question[attribute]])),
      "aria-describedby": describedBy(question),
      "aria-invalid": errorOf(question) && "true",
      ...question.attributes,
    }),
    text: entered,
    error: errorOf(question),
    groups: grouped(options.map((option) => ({ ...option, isSelected: String(option.key) === entered }))),
  };
}

/** What `views/partials/_choices.ejs` draws: radio buttons unless the type is "checkbox". */
export function describeChoices(question: ChoicesQuestion): ChoicesView {
  const { name, options } = question;
  const type = question.type === "checkbox" ? "checkbox" : "radio";
  const entered = question.form?.entered ?? {};
  // A form that comes back with nothing ticked has no such field at all.
  const isBack = type === "checkbox" && Object.keys(entered).length > 0;
  const chosen = [entered[name] ?? (isBack ? [] : question.value) ?? []].flat().map(String);
  return {
    id: idOf(question),
    type,
    describedBy: describedBy(question),
    error: errorOf(question),
    options: options.map((option, index) => ({
      ...option,
      id: index === 0 ? idOf(question) : null,
      isChecked: chosen.includes(String(option.key)),
    })),
  };
}

const idOf = ({ name }: Question): string => `field-${name}`;
const errorOf = ({ form, name }: Question): string | undefined => form?.errors?.[name];

function textOf(entered: unknown): string {
  return typeof entered === "string" || typeof entered === "number" ? String(entered) : "";
}

/** The contents of passwords and files are never sent back. */
function inputAttributes(type: string, entered: string): Attributes {
  return type === "password" || type === "file" ? { type } : { type, value: entered };
}

function describedBy(question: Question): string | null {
  const ids = [question.hint && `${idOf(question)}-hint`, errorOf(question) && `${idOf(question)}-error`];
  return ids.filter(Boolean).join(" ") || null;
}

function written(attributes: Attributes): FieldView["attributes"] {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== null && value !== false)
    .map(([name, value]) => ({ name, value: value === true ? "" : String(value) }));
}

function grouped<O extends Choice>(options: O[]): { label: string | null; options: O[] }[] {
  const groups: { label: string | null; options: O[] }[] = [];
  for (const option of options) {
    const label = option.group ?? null;
    const last = groups.at(-1);
    if (last && last.label === label) last.options.push(option);
    else groups.push({ label, options: [option] });
  }
  return groups;
}
