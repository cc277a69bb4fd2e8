document.querySelector<HTMLElement>("[data-room]")?.removeAttribute("hidden");
