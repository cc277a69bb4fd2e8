import { messagePlace } from "./conversations/message-model.js";
import { attachmentPlace, notePlace } from "./notes/note-model.js";
import type { PlacesIn } from "./platform/rotate-keys.js";

/** Where fields are sealed in collections that bind them to more of their record than its `_id`. */
export const sealedPlaces: PlacesIn = { messages: messagePlace, notes: notePlace, attachments: attachmentPlace };
