/** Headings to write a note under. */
export interface Template {
  id: string;
  name: string;
  text: string;
}

export const MOST_TEMPLATES = 20;

/** The most characters of a counsellor's own template. */
export const TEMPLATE_LENGTHS = { name: 60, text: 4000 };

/** The usual forms of clinical notes. */
export const TEMPLATES: readonly Template[] = [
  { id: "soap", name: "SOAP", text: under(["Subjective", "Objective", "Assessment", "Plan"]) },
  { id: "dap", name: "DAP", text: under(["Data", "Assessment", "Plan"]) },
  { id: "birp", name: "BIRP", text: under(["Behaviour", "Intervention", "Response", "Plan"]) },
  { id: "girp", name: "GIRP", text: under(["Goals", "Intervention", "Response", "Plan"]) },
];

/** A text with a template's headings after what it says already. */
export function withTemplate(text: string, template: string): string {
  const before = text.trimEnd();
  return before === "" ? template : `${before}\n\n${template}`;
}

/** Two texts in one, each under a line that says where it comes from. */
export function joinTexts(own: string, other: string): string {
  return `${own.trimEnd()}\n\n---\n\n**From the other window:**\n\n${other.trim()}\n`;
}

function under(headings: string[]): string {
  return headings.map((heading) => `# ${heading}\n\n`).join("");
}
