/** Reads the rows that came after one, as pages without a socket do. */
export async function fetchRows(conversationId: string, after: number): Promise<string[]> {
  const answer = await fetch(`/conversations/${conversationId}/messages?after=${after}`, {
    headers: { "HX-Request": "true", "HX-Request-Type": "partial" },
  });
  if (!answer.ok || answer.redirected) throw new Error("The rows did not come");
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  return Array.from(template.content.querySelectorAll(".message"), (row) => row.outerHTML);
}

/** Sends a message by the page's form. Resolves to why it was refused, or null when it is stored. */
export async function postMessage(form: HTMLFormElement, clientId: string, text: string): Promise<string | null> {
  const body = new FormData(form);
  body.set("clientId", clientId);
  body.set("text", text);
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { "HX-Request": "true" },
    body: new URLSearchParams(body as never),
  });
  if (answer.status === 204) return null;
  return answer.status === 409 ? "This conversation is closed for writing." : "Something went wrong.";
}
