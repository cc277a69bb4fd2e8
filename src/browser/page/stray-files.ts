/** Ignores a file dropped where nothing takes it: the browser would leave the page to show it. */
export function ignoreStrayFiles(): void {
  for (const name of ["dragover", "drop"] as const) {
    document.addEventListener(name, (event) => {
      if (event.defaultPrevented || !carriesFiles(event) || isFileField(event.target)) return;
      event.preventDefault();
      event.dataTransfer!.dropEffect = "none";
    });
  }
}

/** Whether a drag brings files; text may be dropped anywhere. */
export const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;

/** Whether this is a form's file field, which takes dropped files by itself. */
export const isFileField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement && target.type === "file";
