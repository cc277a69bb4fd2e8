import { messagePlace } from "./conversations/message-model.js";
import { addendumPlace } from "./notes/addendum-model.js";
import { attachmentPlace } from "./notes/attachment-model.js";
import { notePlace } from "./notes/note-model.js";
import { templatesPlace } from "./notes/template-model.js";
import { versionPlace } from "./notes/version-model.js";
import type { PlacesIn } from "./platform/rotate-keys.js";

/** Where fields are sealed in collections that bind them to more of their record than its `_id`. */
export const sealedPlaces: PlacesIn = {
  attachments: attachmentPlace,
  messages: messagePlace,
  notes: notePlace,
  noteAddenda: addendumPlace,
  noteTemplates: templatesPlace,
  noteVersions: versionPlace,
};
