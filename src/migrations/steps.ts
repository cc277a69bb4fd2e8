import { addClients } from "./add-clients.js";
import { addPlaces } from "./add-places.js";
import { addTerms } from "./add-terms.js";
import { bindWhereabouts } from "./bind-whereabouts.js";
import { confirmEarlierEmails } from "./confirm-earlier-emails.js";
import { countWholeYen, forgetWholeYen } from "./count-whole-yen.js";
import { dropFormerIndexes } from "./drop-former-indexes.js";
import { forgetDaySums } from "./forget-day-sums.js";
import { makeNotesRecords } from "./make-notes-records.js";
import { moveZonesToAccounts } from "./move-zones-to-accounts.js";
import type { Step } from "./step.js";

/** Every change of the stored records, oldest first. New ones go to the end; none is ever changed or removed once released. */
export const steps: Step[] = [
  { number: 1, what: "Move the zones of hours to accounts", run: moveZonesToAccounts },
  { number: 2, what: "Treat the addresses of earlier accounts as confirmed", run: confirmEarlierEmails },
  { number: 3, what: "Add the terms of earlier appointments", run: addTerms },
  { number: 4, what: "Record whose clients people became by earlier appointments", run: addClients },
  { number: 5, what: "Make records of earlier notes", run: makeNotesRecords },
  { number: 6, what: "Drop indexes that no model has", run: dropFormerIndexes },
  { number: 7, what: "Number the upcoming sessions of each client", run: addPlaces },
  { number: 8, what: "Bind whereabouts to their session", run: bindWhereabouts },
  { number: 9, what: "Count amounts in the smallest unit of the currency", run: countWholeYen },
  { number: 10, what: "Remove the marks of the step before", run: forgetWholeYen },
  { number: 11, what: "Drop the index of refunds by their state", run: dropFormerIndexes },
  { number: 12, what: "Remove the sums that were stored by day", run: forgetDaySums },
];
