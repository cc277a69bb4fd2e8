import { z } from "zod";
import { GRADES } from "./check-rules.js";

const works = z.enum(["yes", "no"], "Please check your devices first.").transform((answer) => answer === "yes");

/** What a browser found out, as its page sends it. */
export const checkForm = z.object({
  camera: works,
  microphone: works,
  connection: z.enum(GRADES, "Please check your connection first."),
});
