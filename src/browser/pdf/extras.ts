/** The whole address of a file of the viewer; the frame itself has none. */
export const built = (address = ""): string => new URL(address, document.baseURI).href;

/** Fetches what only some files need: decoders for scans, and tables and fonts for files that bring no fonts of their own. */
export class Extras {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const facts = document.body.dataset;
    const decoder = { "jbig2.wasm": facts.jbig2, "openjpeg.wasm": facts.openjpeg }[filename];
    const address = kind === "wasmUrl" ? decoder : `${facts.tables}/${filename}`;
    const answer = address && (await fetch(built(address)));
    if (!answer || !answer.ok) throw new Error(`The viewer has no ${filename}`);
    return new Uint8Array(await answer.arrayBuffer());
  }
}
