import "./accounts/account-model.js";
import "./accounts/emergency-contact-model.js";
import "./accounts/proof-model.js";
import "./booking/teen-model.js";
import "./clients/client-model.js";
import "./conversations/message-model.js";
import "./conversations/report-model.js";
import "./invitations/invitation-model.js";
import "./invoices/invoice-model.js";
import "./invoices/invoice-settings-model.js";
import "./letters/letter-model.js";
import "./notes/addendum-model.js";
import "./notes/attachment-model.js";
import "./notes/note-model.js";
import "./notes/template-model.js";
import "./notes/version-model.js";
import "./one-time-links/link-model.js";
import "./payments/direct-details-model.js";
import "./room/whereabouts-model.js";
import "./verification/verification-model.js";
import "./web/unfinished-model.js";
import { declaredPlaces, type PlacesIn } from "./platform/sealed-shape.js";

/** Where the sealed fields of each collection belong, as the models above declare it. */
export const sealedPlaces: PlacesIn = declaredPlaces();
