import type { Counsellor } from "../profiles/counsellor-model.js";
import type { PickerRequest } from "./pick-time.js";

/** The page that contains a picker. */
export interface PickerPage {
  /** Its address without a query. */
  path: string;
  counsellor: Counsellor;
  /** "zone" while the reader is choosing one. */
  query: PickerRequest & { choose?: "zone" | "kept" | undefined };
  zones: readonly { key: string; label: string }[];
  /** Whether htmx swaps the picker in, which then takes the focus. */
  isSwapped: boolean;
  /** Whether there are other counsellors to find. */
  canSearch: boolean;
  /** `isPreview`: a counsellor looks at their own page as clients see it. */
  reader: { isVisitor: boolean; mayBook: boolean; isPreview?: boolean };
  /** The booked session to move, if any; `isSoon` says that the chosen time leaves none to move it again, as that ends `window`: "24 hours before the start". */
  moving?: { from: Date; isSoon: boolean; window: string };
}
