import { stopDatabase } from "./database.js";

export const mochaHooks = {
  afterAll: stopDatabase,
};
