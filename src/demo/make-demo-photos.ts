import { AccountModel } from "../accounts/account-model.js";
import { makePhoto } from "../files/make-photo.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import type { Services } from "../services.js";
import { DEMO_COUNSELLORS } from "./demo-people.js";
import { drawLandscape } from "./landscape-rules.js";

/** Gives each demo counsellor a drawn landscape as their photo. */
export async function makeDemoPhotos({ files }: Services): Promise<void> {
  const { default: sharp } = await import("sharp");
  for (const [number, { email }] of DEMO_COUNSELLORS.entries()) {
    const drawn = await sharp(Buffer.from(drawLandscape(number)))
      .png()
      .toBuffer();
    const { small, large } = await makePhoto(drawn);
    const photo = { small: await files.put(small), large: await files.put(large) };
    const account = await AccountModel.findOne({ email }, { _id: 1 }).orFail().lean();
    await CounsellorModel.updateOne({ _id: account._id }, { $set: { photo } });
  }
}
