import mongoose from "mongoose";
import type { Clock } from "../platform/clock.js";
import { isDuplicate } from "../platform/database.js";
import { testOutcome, type ChargeOutcome } from "./card-rules.js";
import { ChargeModel, type Charge } from "./charge-model.js";
import type { PaymentGateway } from "./payment-gateway.js";

/** A gateway that moves no money: it knows a few test cards and keeps its charges in a collection of its own. */
export function createTestGateway(clock: Clock): PaymentGateway {
  return {
    async charge({ key, amountCents, card }) {
      try {
        const charge = await ChargeModel.create({ key, amountCents, ...testOutcome(card), at: clock.now() });
        return outcomeOf(charge);
      } catch (error) {
        const first = isDuplicate(error, "key") ? await findByKey(key) : null;
        if (!first) throw error;
        return first;
      }
    },
    findCharge: findByKey,
    async refund(chargeId) {
      const unreturned = {
        _id: chargeId,
        status: "approved" as const,
        refundedAt: mongoose.trusted({ $exists: false }),
      };
      await ChargeModel.updateOne(unreturned, { $set: { refundedAt: clock.now() } });
    },
  };
}

async function findByKey(key: string): Promise<ChargeOutcome | null> {
  const charge = await ChargeModel.findOne({ key }).lean();
  return charge && outcomeOf(charge);
}

function outcomeOf({ _id, status, explanation, lastFour, brand }: Charge): ChargeOutcome {
  return { id: String(_id), status, lastFour, brand, ...(explanation ? { explanation } : {}) };
}
