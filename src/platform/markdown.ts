import MarkdownIt from "markdown-it";

const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false }).disable(["image"]);

/** Headings begin one level below the page's own. */
markdown.core.ruler.push("lower-headings", ({ tokens }) => {
  for (const token of tokens) {
    if (/^h[1-5]$/.test(token.tag)) token.tag = `h${Number(token.tag[1]) + 1}`;
  }
});

/** Renders Markdown as HTML that is safe to show: no HTML of the text's own, no pictures, links of safe schemes alone. */
export function renderMarkdown(text: string): string {
  return markdown.render(text);
}
