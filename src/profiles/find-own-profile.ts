import { authorize, type Person } from "../access/permissions.js";
import { CANCEL_WINDOW_HOURS } from "../catalogue/terms-rules.js";
import { UPCOMING_WITH_ONE } from "../catalogue/upcoming-rules.js";
import { CounsellorModel, type Counsellor } from "./counsellor-model.js";

export type OwnProfile = Omit<Counsellor, "_id" | "slug" | "slugs"> & { slug: string | null };

/** The actor's own profile as they edit it; an empty one where they have not begun. */
export async function findOwnProfile(actor: Person): Promise<OwnProfile> {
  authorize(actor, "profile.edit", { counsellorId: actor.id });
  return (await CounsellorModel.findById(actor.id).lean()) ?? emptyProfile(actor.name);
}

function emptyProfile(name: string): OwnProfile {
  return {
    slug: null,
    name,
    credentials: "",
    approach: "",
    languages: [],
    specializations: [],
    offers: [],
    media: [],
    acceptsNew: true,
    cancelWindowHours: CANCEL_WINDOW_HOURS.usual,
    mostUpcoming: UPCOMING_WITH_ONE.usual,
    published: false,
    version: 0,
  };
}
