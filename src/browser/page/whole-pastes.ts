/** Lets text that is pasted or dropped into a field arrive whole. Browsers cut it at `maxlength` without a word; the server says what is too long. */
export function pasteWhole(): void {
  for (const way of ["paste", "drop"]) {
    document.addEventListener(way, (event) => {
      const target = event.target;
      if (target instanceof Element) target.removeAttribute("maxlength");
    });
  }
}
