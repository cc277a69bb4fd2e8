import MarkdownIt from "markdown-it";

const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false }).disable(["image"]);

markdown.core.ruler.push("lower-headings", lowerHeadings);

/** Renders Markdown as HTML that is safe to show: no HTML of the text's own, no pictures, links of safe schemes alone. */
export function renderMarkdown(text: string): string {
  return markdown.render(text);
}

const BLOCKS = ["heading", "list", "blockquote", "hr"];
const INLINE = ["emphasis", "escape", "newline", "balance_pairs", "fragments_join"];

/** Headings, lists, emphasis, quotations and rules alone; each line break shows. */
const plain = new MarkdownIt("zero", { breaks: true }).enable(BLOCKS).enable(INLINE);
plain.core.ruler.push("lower-headings", lowerHeadings);

/** Renders what someone writes for themselves: headings, lists, bold and italics, no links. */
export function renderPlainMarkdown(text: string): string {
  return plain.render(text);
}

/** Headings begin one level below the page's own. */
function lowerHeadings({ tokens }: { tokens: { tag: string }[] }): void {
  for (const token of tokens) {
    if (/^h[1-5]$/.test(token.tag)) token.tag = `h${Number(token.tag[1]) + 1}`;
  }
}
