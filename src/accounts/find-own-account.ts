import { authorize, type Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { AccountModel } from "./account-model.js";
import { LOGIN_LASTS_MS } from "./account-rules.js";
import { deviceWords } from "./device-rules.js";
import { readableEmail } from "./readable-email.js";

/** A device where someone is signed in. */
export interface LoginView {
  id: string;
  device: string;
  at: Date;
  /** Whether it is the device that the reader uses now. */
  isHere: boolean;
}

export interface OwnAccount {
  email: string;
  name: string;
  zone: string;
  logins: LoginView[];
}

/** The actor's account as its page shows it: with where they are signed in, this device first, then the latest. */
export async function findOwnAccount(services: Services, actor: Person): Promise<OwnAccount> {
  authorize(actor, "account.manage", {});
  const { email, name, logins } = await AccountModel.findById(actor.id).orFail().lean();
  const oldest = services.clock.now().getTime() - LOGIN_LASTS_MS;
  const here = actor.loginId;
  const views = logins
    .filter(({ id, at }) => id === here || at.getTime() > oldest)
    .map(({ id, device, at }) => ({ id, device: deviceWords(device), at, isHere: id === here }))
    .sort((a, b) => Number(b.isHere) - Number(a.isHere) || b.at.getTime() - a.at.getTime());
  return { email: readableEmail(email), name, zone: actor.zone, logins: views };
}
